import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";

import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { planOf } from "../schema/plan.ts";
import { secret } from "../schema/secret-schema.ts";
import { fileVariables } from "./file-variables.ts";
import { secretFiles } from "./secret-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return join(folder, path);
}

const schema = z.object({
  database: z.object({ password: secret(z.string()), poolSize: z.number().default(1) }),
});

async function problems(of: z.ZodType = schema, options = {}) {
  return checkConfig({ schema: of, sources: [secretFiles(folder, options)] });
}

test.each([
  "database/password",
  "DATABASE_PASSWORD",
  "database-password",
  "Database.Password",
  "database_password",
])("%s is database.password", async (path) => {
  write(path, "pw");
  const config = await loadConfig({ schema, sources: [secretFiles(folder)] });
  expect(config.database.password.reveal()).toBe("pw");
  expect(explain(config)[0]).toMatchObject({ source: folder, location: `${folder}/${path}` });
});

test.each([
  ["pw\n", "pw"],
  ["pw\r\n", "pw"],
  ["pw\n\n", "pw\n"],
  [" pw \t", " pw \t"],
  ["", ""],
])("%j is read as %j", (content, value) => {
  write("database/password", content);
  expect(loadConfigSync({ schema, sources: [secretFiles(folder)] }).database.password.reveal()).toBe(value);
});

test("a group may be one file of JSON; a file for one of its settings wins", async () => {
  write("database", '{"password":"json","poolSize":"5"}');
  write("database_password", "own");
  const config = await loadConfig({ schema, sources: [secretFiles(folder)] });
  expect([config.database.password.reveal(), config.database.poolSize]).toEqual(["own", 5]);
});

test("poolSize may be spelled pool_size or poolSize", async () => {
  write("database/password", "pw");
  write("database/poolSize", "7");
  expect((await loadConfig({ schema, sources: [secretFiles(folder)] })).database.poolSize).toBe(7);
});

test("reads a Kubernetes mount, also after it was swapped", async () => {
  write("..2026_01/password", "old");
  symlinkSync("..2026_01", join(folder, "..data"));
  symlinkSync("..data/password", join(folder, "database-password"));
  const read = async () =>
    (await loadConfig({ schema, sources: [secretFiles(folder)] })).database.password.reveal();
  expect(await read()).toBe("old");
  write("..2026_02/password", "new");
  symlinkSync("..2026_02", join(folder, "..data_tmp"));
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
  expect(await read()).toBe("new");
});

test("refuses a link out of the folder, and says nothing of what stands there", async () => {
  const outside = mkdtempSync(join(tmpdir(), "confide-outside-"));
  writeFileSync(join(outside, "canary"), "canary-content");
  symlinkSync(join(outside, "canary"), join(folder, "database-password"));
  const [problem] = await problems();
  expect(problem).toMatchObject({ kind: "failed", reason: "denied" });
  expect(JSON.stringify(problem)).not.toContain("canary");
  rmSync(outside, { recursive: true });
});

test("two files for one setting are an error that names both", async () => {
  write("database/password", "a");
  write("DATABASE_PASSWORD", "b");
  const [problem] = await problems();
  expect(problem).toMatchObject({ kind: "failed", reason: "malformed" });
  expect(problem?.message).toContain("DATABASE_PASSWORD, database/password");
});

test("bytes stay bytes where the setting asks for them, and are an error elsewhere", async () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x0a);
  write("key", bytes);
  write("text", bytes);
  const key = z.object({ key: secret(z.instanceof(Uint8Array)) });
  expect((await loadConfig({ schema: key, sources: [secretFiles(folder)] })).key.reveal()).toEqual(bytes);
  const nullable = z.object({ key: z.instanceof(Uint8Array).nullable() });
  expect((await loadConfig({ schema: nullable, sources: [secretFiles(folder)] })).key).toEqual(bytes);
  expect(await problems(z.object({ text: z.string() }))).toMatchObject([
    { kind: "failed", reason: "malformed" },
  ]);
});

test("a link that leads nowhere is an error, not a missing value", async () => {
  symlinkSync(join(folder, "nowhere"), join(folder, "database-password"));
  expect(await problems()).toMatchObject([{ kind: "failed", reason: "unavailable" }]);
});

test("waits for a FIFO", async () => {
  execFileSync("mkfifo", [join(folder, "database_password")]);
  setTimeout(() => writeFileSync(join(folder, "database_password"), "late\n"), 50);
  expect((await loadConfig({ schema, sources: [secretFiles(folder)] })).database.password.reveal()).toBe(
    "late",
  );
});

test("a missing folder holds nothing; required, it is an error; a file in its place is one in any case", async () => {
  const missing = join(folder, "missing");
  const optionalSchema = z.object({ a: z.string().optional() });
  expect(await checkConfig({ schema: optionalSchema, sources: [secretFiles(missing)] })).toEqual([]);
  expect(
    await checkConfig({ schema: optionalSchema, sources: [secretFiles(missing, { required: true })] }),
  ).toMatchObject([{ reason: "unavailable" }]);
  expect(
    await checkConfig({ schema: optionalSchema, sources: [secretFiles(write("file", ""))] }),
  ).toMatchObject([{ reason: "malformed" }]);
});

test("a folder that is too deep, or too full, is an error", async () => {
  write(`${"a/".repeat(10)}b`, "");
  expect((await problems())[0]).toMatchObject({ reason: "too-large" });
});

test("a link to a folder around it is not walked, nor one that leads out", async () => {
  write("database/password", "pw");
  symlinkSync(".", join(folder, "self"));
  symlinkSync("..", join(folder, "database", "up"));
  symlinkSync("/", join(folder, "root"));
  expect(await problems()).toEqual([]);
  const settings = planOf(schema).settings;
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 1000, settings };
  expect(secretFiles(folder).readSync(settings, context).unknown).toEqual(["database/up", "root", "self"]);
});

test("files named __proto__ and constructor do no harm", async () => {
  write("__proto__", "x");
  write("constructor", "x");
  write("database_password", "pw");
  expect(await problems()).toEqual([]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test("finds a typo, and with strict any unknown file", async () => {
  write("database_pasword", "pw");
  expect((await problems())[0]?.fix).toContain("did you mean database_password?");
  write("database_password", "pw");
  expect(await problems()).toEqual([]);
  expect(await problems(schema, { strict: true })).toMatchObject([{ kind: "unknown-name" }]);
});

test("a prefix chooses this application's files", async () => {
  write("app-database-password", "mine");
  write("database-password", "other");
  const config = await loadConfig({ schema, sources: [secretFiles(folder, { prefix: "app-" })] });
  expect(config.database.password.reveal()).toBe("mine");
});

test("fileVariables() reads what a variable points to, for the schema's names only", async () => {
  const from = { DATABASE_PASSWORD_FILE: write("secret", "pw\n"), OTHER_FILE: "/nowhere" };
  const config = await loadConfig({ schema, sources: [fileVariables({ from })] });
  expect(config.database.password.reveal()).toBe("pw");
  expect(explain(config)[0]).toMatchObject({
    source: "file-variables",
    location: `DATABASE_PASSWORD_FILE → ${from.DATABASE_PASSWORD_FILE}`,
  });
});

test("fileVariables() takes a promised file that isn't there for an error", async () => {
  const from = { DATABASE_PASSWORD_FILE: join(folder, "missing") };
  expect(await checkConfig({ schema, sources: [fileVariables({ from })] })).toMatchObject([
    { kind: "failed", reason: "unavailable" },
  ]);
});
