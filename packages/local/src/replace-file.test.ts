import fs, { type FileHandle } from "node:fs/promises";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { clearHalfWritten, replaceFile } from "./replace-file.ts";

let folder: string;
let path: string;
let handles: FileHandle;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "confide-replace-"));
  path = join(folder, "secrets.age");
  const handle = await fs.open(folder);
  handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const unchecked = async () => {};

function refusing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error("refused"), { code }));
}

test("the content is on the disk before it gets its name, and the name is when that resolves", async () => {
  const sync = vi.spyOn(handles, "sync");
  let syncedBefore = 0;
  await replaceFile(path, Buffer.from("after"), async () => {
    syncedBefore = sync.mock.calls.length;
  });
  expect([syncedBefore, sync.mock.calls.length]).toEqual([1, 2]);
});

test("nobody else may read a new file, not even while it is written", async () => {
  const modes: number[] = [];
  const chmod = vi.spyOn(handles, "chmod").mockImplementation(async () => {
    modes.push(...readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777));
  });
  await replaceFile(path, Buffer.from("after"), unchecked);
  expect(modes).toEqual([0o600]);
  expect(chmod).toHaveBeenCalledWith(0o600);
});

test("a write that fails leaves the file as it was, and nothing beside it", async () => {
  writeFileSync(path, "before");
  vi.spyOn(handles, "sync").mockImplementationOnce(refusing("EIO"));
  await expect(replaceFile(path, Buffer.from("after"), unchecked)).rejects.toMatchObject({ code: "EIO" });
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["secrets.age"]);
});

describe("a folder that can't be put on the disk", () => {
  /** Makes the second sync fail, which is the folder's. */
  function refuseSync(code: string): void {
    let count = 0;
    vi.spyOn(handles, "sync").mockImplementation(async () => {
      if (++count === 2) await refusing(code)();
    });
  }

  function refuseOpen(code: string): void {
    const { open } = fs;
    vi.spyOn(fs, "open").mockImplementation(async (at, ...rest) =>
      at === folder ? refusing(code)() : open(at, ...rest),
    );
  }

  test.each(["EISDIR", "EPERM", "EACCES"])("as it can't be opened (%s) is passed over", async (code) => {
    refuseOpen(code);
    await replaceFile(path, Buffer.from("after"), unchecked);
    expect(readFileSync(path, "utf8")).toBe("after");
  });

  test.each(["EINVAL", "EPERM"])("as there is no such thing (%s) is passed over", async (code) => {
    refuseSync(code);
    await replaceFile(path, Buffer.from("after"), unchecked);
    expect(readFileSync(path, "utf8")).toBe("after");
  });

  test("for any other reason is a failure", async () => {
    refuseSync("EIO");
    await expect(replaceFile(path, Buffer.from("after"), unchecked)).rejects.toMatchObject({ code: "EIO" });
    vi.restoreAllMocks();
    refuseOpen("EMFILE");
    await expect(replaceFile(path, Buffer.from("after"), unchecked)).rejects.toMatchObject({
      code: "EMFILE",
    });
  });
});

describe("a half-written file", () => {
  const id = "00000000-0000-4000-8000-00000000000a";

  test("is removed, and no file of another name is", async () => {
    const others = [
      `.secrets.age.new.x${id}`,
      `.secrets.age.new.${id}x`,
      `.secrets.age.new.${id.toUpperCase()}`,
      `.secrets.age.new.${id.replace("-", "")}`,
      `x.secrets.age.new.${id}`,
      `.secrets.age.old.${id}`,
    ].sort();
    for (const name of [...others, `.secrets.age.new.${id}`]) writeFileSync(join(folder, name), "");
    await clearHalfWritten(path);
    expect(readdirSync(folder).sort()).toEqual(others);
  });

  test("that somebody else has removed meanwhile is no failure, and one that can't be removed is", async () => {
    writeFileSync(join(folder, `.secrets.age.new.${id}`), "");
    vi.spyOn(fs, "unlink").mockImplementation(refusing("ENOENT"));
    await clearHalfWritten(path);
    vi.spyOn(fs, "unlink").mockImplementation(refusing("EPERM"));
    await expect(clearHalfWritten(path)).rejects.toMatchObject({ code: "EPERM" });
  });
});
