import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { SourceError } from "../../model/errors.ts";
import type { FileRequest } from "./file-error.ts";
import { readFile, readText } from "./read-file.ts";
import { drive, driveSync } from "./sync-or-async.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-file-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;

function request(name: string, more: Partial<FileRequest> = {}): FileRequest {
  return { path: `./${name}`, at: join(folder, name), source: "files", ...more };
}

function textNow(asked: FileRequest, patienceMs = 2000): string | undefined {
  return driveSync(readText(asked, { signal: never, deadlineMs: Date.now() + patienceMs }));
}

async function textLater(asked: FileRequest, patienceMs = 2000, signal = never): Promise<string | undefined> {
  return drive(readText(asked, { signal, deadlineMs: Date.now() + patienceMs }), { signal });
}

/** Reads at once and with a promise, which must fail alike; `reason: message`. */
async function failureOf(asked: FileRequest, patienceMs = 2000): Promise<string> {
  const errors = [
    await textLater(asked, patienceMs).catch((error: unknown) => error),
    await Promise.resolve()
      .then(() => textNow(asked, patienceMs))
      .catch((error: unknown) => error),
  ];
  const [first, second] = errors.map((error) =>
    error instanceof SourceError ? `${error.reason}: ${error.message}` : error,
  );
  expect(second).toBe(first);
  expect(JSON.stringify(errors)).not.toContain(folder);
  return String(first);
}

test("reads a file, strictly as UTF-8 and without its byte order mark", async () => {
  writeFileSync(join(folder, "a"), "\uFEFFgrüße\r\n");
  expect(textNow(request("a"))).toBe("grüße\r\n");
  expect(await textLater(request("a"))).toBe("grüße\r\n");
  writeFileSync(join(folder, "bytes"), Uint8Array.of(0, 255, 10));
  expect(driveSync(readFile(request("bytes"), { signal: never, deadlineMs: 0 }))).toEqual(
    Uint8Array.of(0, 255, 10),
  );
  expect(await failureOf(request("bytes"))).toBe("malformed: ./bytes is not UTF-8");
});

test("says what to do about UTF-16, as which PowerShell writes", async () => {
  writeFileSync(join(folder, "a"), Buffer.from("\uFEFFA=1", "utf16le"));
  expect(await failureOf(request("a"))).toBe("malformed: ./a is UTF-16: save it as UTF-8");
});

test("reads files without a size, and empty ones", () => {
  writeFileSync(join(folder, "empty"), "");
  expect(textNow(request("empty"))).toBe("");
  if (process.platform !== "linux") return;
  expect(textNow({ path: "/proc/self/status", source: "files" })).toContain("Name:");
});

test("what isn't there is no failure", async () => {
  symlinkSync("nowhere", join(folder, "dangling"));
  writeFileSync(join(folder, "file"), "");
  for (const name of ["none", "dangling", "none/a", "file/a"]) {
    expect(textNow(request(name))).toBeUndefined();
    expect(await textLater(request(name))).toBeUndefined();
  }
});

test("refuses a folder, a socket, a device and links in a circle", async () => {
  mkdirSync(join(folder, "dir"));
  symlinkSync("round", join(folder, "round"));
  expect(await failureOf(request("dir"))).toBe("malformed: ./dir is a folder, not a file");
  expect(await failureOf(request("round"))).toBe("malformed: ./round is a link that leads back to itself");
  expect(await failureOf({ path: "/dev/zero", source: "files" })).toBe(
    "malformed: /dev/zero is neither a file nor a FIFO",
  );
  const server = createServer().listen(join(folder, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  expect(await failureOf(request("socket"))).toBe("malformed: ./socket is neither a file nor a FIFO");
  server.close();
});

test("refuses more than 8 MiB, of a regular file before it is read", async () => {
  writeFileSync(join(folder, "max"), "");
  truncateSync(join(folder, "max"), 8 * 1024 * 1024);
  expect(textNow(request("max"))).toHaveLength(8 * 1024 * 1024);
  writeFileSync(join(folder, "large"), "");
  truncateSync(join(folder, "large"), 100 * 1024 * 1024 * 1024);
  expect(await failureOf(request("large"))).toBe("too-large: ./large is larger than 8 MiB");
});

test.skipIf(process.platform === "win32")("says that a file may not be read", async () => {
  writeFileSync(join(folder, "a"), "", { mode: 0 });
  await unprivileged(async () => {
    expect(await failureOf(request("a"))).toBe("denied: ./a may not be read (EACCES)");
  });
});

/** Root may read everything. */
async function unprivileged(run: () => Promise<void>): Promise<void> {
  const root = process.getuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await run();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

test("follows no link out of a folder, and any inside it", async () => {
  const within = join(folder, "mount");
  mkdirSync(join(within, "..2026_01"), { recursive: true });
  writeFileSync(join(within, "..2026_01", "password"), "inside");
  symlinkSync("..2026_01", join(within, "..data"));
  symlinkSync("..data/password", join(within, "password"));
  writeFileSync(join(folder, "other"), "outside");
  symlinkSync("../other", join(within, "out"));
  expect(textNow(request("mount/password", { within }))).toBe("inside");
  expect(await failureOf(request("mount/out", { within }))).toBe(
    "denied: ./mount/out is a link that leads out of the folder",
  );
  expect(await failureOf(request("mount/../other", { within }))).toContain("denied: ");
  expect(textNow(request("mount/out"))).toBe("outside");
});

test("reads through a mount whose link is swapped meanwhile, or asks to try again", () => {
  const within = join(folder, "mount");
  for (const version of ["..a", "..b"]) {
    mkdirSync(join(within, version), { recursive: true });
    writeFileSync(join(within, version, "password"), version);
  }
  symlinkSync("..a", join(within, "..data"));
  symlinkSync("..data/password", join(within, "password"));
  const asked = request("mount/password", { within });
  for (let round = 0; round < 50; round++) {
    const version = round % 2 === 0 ? "..b" : "..a";
    symlinkSync(version, join(within, "next"));
    renameSync(join(within, "next"), join(within, "..data"));
    expect(textNow(asked)).toBe(version);
  }
});

test.skipIf(process.platform === "win32")(
  "waits for who writes into a FIFO, in pieces, and reads to the end",
  async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const pieces = `(printf one; sleep 0.1; printf two; sleep 0.1; head -c 70000 /dev/zero | tr '\\0' x) > ${join(folder, "pipe")}`;
    const expected = `onetwo${"x".repeat(70_000)}`;
    spawn("sh", ["-c", `sleep 0.1; ${pieces}`]);
    expect(await textLater(request("pipe"), 5000)).toBe(expected);
    spawn("sh", ["-c", `sleep 0.1; ${pieces}`]);
    expect(textNow(request("pipe"), 5000)).toBe(expected);
  },
);

test.skipIf(process.platform === "win32")(
  "leaves a FIFO at the deadline, when it is told to, and when it has no end",
  async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const asked = request("pipe");
    expect(await failureOf(asked, 60)).toBe(
      "timeout: ./pipe is a FIFO that was not written to its end in time",
    );
    const abort = new AbortController();
    const reading = textLater(asked, 5000, abort.signal);
    abort.abort();
    await expect(reading).rejects.toMatchObject({
      reason: "aborted",
      message: "./pipe was given up while it was read",
    });
    const endless = spawn("sh", ["-c", `cat /dev/zero > ${join(folder, "pipe")}`]);
    await expect(textLater(asked, 5000)).rejects.toMatchObject({ reason: "too-large" });
    endless.kill();
  },
);
