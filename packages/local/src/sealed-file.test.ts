import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { afterEach, beforeEach, expect, test } from "vitest";

import { generateKeyFile } from "./key-file.ts";
import { replaceFile } from "./replace-file.ts";
import { sealedFile } from "./sealed-file.ts";
import { localStore } from "./store.ts";
import { context, type LocalFixture, localFixture } from "../test/fixture.ts";

let fixture: LocalFixture;
beforeEach(async () => void (fixture = await localFixture()));
afterEach(async () => fixture.close());

const put = (idempotencyKey: string) => ({ idempotencyKey, stage: "current" }) as const;

test("what changes nothing writes nothing", async () => {
  const { store, path } = fixture;
  await store.put("a", new Secret("made-up"), put("1"), context());
  const before = readFileSync(path);
  await store.put("a", new Secret("made-up"), put("1"), context());
  await store.promote("a", "1", { expectCurrent: "1" }, context());
  await store.retire("a", "7", context());
  await store.delete("b", context());
  expect(readFileSync(path).equals(before)).toBe(true);
  await store.annotate("a", { note: "b" }, {}, context());
  expect(readFileSync(path).equals(before)).toBe(false);
});

test("what is deleted is gone, and nothing else is", async () => {
  const { store, seed } = fixture;
  await seed("a", "made-up");
  await seed("b", "made-up");
  await store.delete("a", context());
  expect(await store.list("", context())).toEqual(["b"]);
});

test("names are listed in order, by their beginning, and a missing file has none", async () => {
  const { store, seed } = fixture;
  expect(await store.list("", context())).toEqual([]);
  for (const name of ["b/2", "a", "b/1", "ab/1"]) await seed(name, "made-up");
  expect(await store.list("b/", context())).toEqual(["b/1", "b/2"]);
});

test("the mode that someone has set stays", async () => {
  const { path, seed } = fixture;
  await seed("a", "made-up");
  chmodSync(path, 0o640);
  await seed("a", "made-up-2");
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test("a missing folder is made, for its owner only", async () => {
  const folder = join(fixture.folder, "one", "two");
  const store = localStore({ path: join(folder, "secrets.age"), keyFile: fixture.keyFile });
  await store.put("a", new Secret("made-up"), put("1"), context());
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("a put that would make the file too large is refused, and the next one isn't", async () => {
  const { store, path, folder } = fixture;
  const large = new Secret("x".repeat(17 * 1024 * 1024));
  await expect(store.put("large", large, put("1"), context())).rejects.toMatchObject({
    reason: "too-large",
    message: expect.stringContaining(`${path} would hold more than 16 MiB`) as string,
  });
  expect(readdirSync(folder)).toEqual(["key.txt"]);
  expect((await store.put("small", new Secret("made-up"), put("2"), context())).version).toBe("1");
});

test("a change that was aborted says so, and leaves the file and no lock", async () => {
  const { store, folder } = fixture;
  const aborted = { ...context(), signal: AbortSignal.abort() };
  await expect(store.put("a", new Secret("made-up"), put("1"), aborted)).rejects.toMatchObject({
    reason: "aborted",
  });
  expect(readdirSync(folder)).toEqual(["key.txt"]);
  await expect(store.get({ name: "a" }, aborted)).rejects.toThrow(/abort/);
});

test("changes of one process come one after the other, also after one that failed", async () => {
  const { store, seed } = fixture;
  await seed("a", "made-up");
  const results = await Promise.allSettled([
    store.retire("a", "1", context()),
    store.put("a", new Secret("two"), put("2"), context()),
    store.retire("a", "1", context()),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});

test("a file that didn't open is tried again when its key was put right", async () => {
  const { path, keyFile, folder, seed } = fixture;
  await seed("a", "made-up");
  const other = join(folder, "other.txt");
  await generateKeyFile(other);
  const store = localStore({ path, keyFile: other });
  const read = async () => getOutcome(store, { name: "a" }, context());
  expect((await read()).error?.reason).toBe("unauthenticated");
  writeFileSync(other, readFileSync(keyFile));
  expect((await read()).value?.version).toBe("1");
});

test("a file that was opened or written needs no key until its content changes", async () => {
  const { store, path, keyFile, seed } = fixture;
  await seed("a", "made-up");
  const other = localStore({ path, keyFile });
  await getOutcome(other, { name: "a" }, context());
  rmSync(keyFile);
  for (const each of [store, other])
    expect((await getOutcome(each, { name: "a" }, context()))?.value?.version).toBe("1");
});

test("what is missing is named with its place", async () => {
  const { store, path, seed } = fixture;
  const missing = await getOutcome(store, { name: "a", version: "3" }, context());
  expect(missing?.error).toMatchObject({ reason: "not-found", ref: "a?version=3" });
  expect(missing?.error?.message).toContain(`${path}, which is not there, has no a?version=3`);
  await seed("b", "made-up");
  const other = await getOutcome(store, { name: "a" }, context());
  expect(other?.error?.message).toContain(`: ${path} has no a`);
  for (const call of [
    store.describe("a", context()),
    store.promote("a", "1", { expectCurrent: "1" }, context()),
    store.annotate("a", {}, {}, context()),
    store.retire("a", "1", context()),
  ])
    await expect(call).rejects.toThrow(`${path} has no a`);
});

test("a record has its version, its date and its labels", async () => {
  const { store, seed } = fixture;
  await seed("a", "made-up");
  const outcome = await getOutcome(store, { name: "a" }, context());
  expect(outcome?.value).toMatchObject({ version: "1", labels: ["current"] });
  expect(outcome?.value?.createdAt?.getTime()).toBeGreaterThan(Date.now() - 600_000);
});

test("a file is replaced whole or not at all", async () => {
  const path = join(fixture.folder, "file");
  writeFileSync(path, "before");
  const lost = replaceFile(path, Buffer.from("after"), () => Promise.reject(new Error("the lock was lost")));
  await expect(lost).rejects.toThrow("the lock was lost");
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(fixture.folder).sort()).toEqual(["file", "key.txt"]);
  let seen: string | undefined;
  await replaceFile(path, Buffer.from("after"), async () => {
    seen = readFileSync(path, "utf8");
  });
  expect([seen, readFileSync(path, "utf8")]).toEqual(["before", "after"]);
});

test("a folder in the file's place stays, and nothing is left beside it", async () => {
  const { path, folder, seed } = fixture;
  mkdirSync(path);
  await expect(seed("a", "made-up")).rejects.toMatchObject({ reason: "malformed" });
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["key.txt", "secrets.age"]);
});

test.runIf(process.platform === "linux")(
  "no file stays open after a change, a read or a new key",
  async () => {
    const { folder, seed, store } = fixture;
    await seed("a", "made-up");
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let count = 0; count < 5; count++) {
      await seed("a", "made-up");
      await getOutcomes(store, [{ name: "a" }], context());
      await generateKeyFile(join(folder, `${count}.txt`));
    }
    expect(open()).toBeLessThan(before + 5);
  },
);

test("all refs are one read", () => {
  expect(fixture.store.limits).toEqual({ concurrency: 1 });
  expect("getMany" in fixture.store).toBe(true);
});

test("what was ended says which work, and an aborted change makes no folder", async () => {
  const { store, path, folder } = fixture;
  const aborted = { ...context(), signal: AbortSignal.abort() };
  const put1 = put("1");
  await expect(store.put("a", new Secret("made-up"), put1, aborted)).rejects.toThrow(`the change of ${path}`);
  const read = await getOutcomes(store, [{ name: "a" }], aborted);
  expect(read[0]?.error).toMatchObject({ reason: "aborted", ref: "a" });
  expect(read[0]?.error?.message).toContain(path);
  const far = localStore({ path: join(folder, "far", "secrets.age"), keyFile: fixture.keyFile });
  await expect(far.put("a", new Secret("made-up"), put1, aborted)).rejects.toThrow(/the change of/);
  expect(existsSync(join(folder, "far"))).toBe(false);
});

test("a change that is aborted while it is made is not written", async () => {
  const { path, keyFile, seed } = fixture;
  await seed("a", "made-up");
  const before = readFileSync(path);
  const controller = new AbortController();
  const changing = sealedFile(path, { keyFile }).change(
    () => {
      controller.abort();
      return { document: new Map(), result: undefined };
    },
    { ...context(), signal: controller.signal },
  );
  await expect(changing).rejects.toMatchObject({ reason: "aborted" });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("the key that opened the file seals it too, where the key file is replaced meanwhile", async () => {
  const { path, keyFile, seed, store } = fixture;
  await seed("a", "made-up");
  const before = readFileSync(keyFile);
  await sealedFile(path, { keyFile }).change((document) => {
    writeFileSync(keyFile, "no key");
    return { document: new Map(document), result: undefined };
  }, context());
  writeFileSync(keyFile, before);
  expect(await store.list("", context())).toEqual(["a"]);
});

test("what the file system refuses says whether it was to be read or written", async () => {
  const path = join(fixture.keyFile, "secrets.age");
  const store = localStore({ path, keyFile: fixture.keyFile });
  await expect(store.describe("a", context())).rejects.toThrow(`${path} could not be read (ENOTDIR)`);
  await expect(store.put("a", new Secret("made-up"), put("1"), context())).rejects.toThrow(
    `${path} could not be written (`,
  );
});

test("a file of 16 MiB is read, and no larger one", async () => {
  const { path, store } = fixture;
  writeFileSync(path, "");
  truncateSync(path, 16 * 1024 * 1024);
  await expect(store.describe("a", context())).rejects.toMatchObject({ reason: "malformed" });
  truncateSync(path, 16 * 1024 * 1024 + 1);
  await expect(store.describe("a", context())).rejects.toMatchObject({ reason: "too-large" });
});

test.skipIf(process.platform === "win32")("a FIFO in the file's place is not waited for", async () => {
  execFileSync("mkfifo", [fixture.path]);
  await expect(fixture.store.describe("a", context())).rejects.toThrow(`${fixture.path} is no regular file`);
});

test("what is disabled or destroyed is named with its place", async () => {
  const { store, path, seed } = fixture;
  for (const trouble of ["disabled", "destroyed"] as const) {
    await seed("a", `made-up-${trouble}`);
    await fixture.trouble("a", trouble);
    const [outcome] = await getOutcomes(
      localStore({ path, keyFile: fixture.keyFile }),
      [{ name: "a" }],
      context(),
    );
    expect(outcome?.error).toMatchObject({ reason: trouble, ref: "a" });
    expect(outcome?.error?.message).toMatch(new RegExp(`: a in ${RegExp.escape(path)}$`));
    await store.delete("a", context());
  }
});

test("what can be done with the store", () => {
  expect(fixture.store.writes).toEqual({ cas: "version", pending: "stage", retire: "destroy" });
});

test("what processes left that died while they waited for the lock goes with the next change", async () => {
  const { path, seed, folder } = fixture;
  const left = `${path}.lock.1.1.another-machine.01234567-89ab-cdef-0123-456789abcdef`;
  mkdirSync(left);
  utimesSync(left, 0, 0);
  await seed("a", "made-up");
  expect(readdirSync(folder).sort()).toEqual(["key.txt", "secrets.age"]);
});
