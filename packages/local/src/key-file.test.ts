import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, expect, test } from "vitest";

import { generateKeyFile, identitiesIn } from "./key-file.ts";
import { keyOf } from "./key.ts";

let folder: string;
let keyFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-key-"));
  keyFile = join(folder, "key.txt");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a new key file is its owner's only, in the form of age-keygen", async () => {
  const { recipient } = await generateKeyFile(keyFile);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(keyFile, "utf8")).toMatch(
    /^# created: \S+\n# public key: age1\w+\nAGE-SECRET-KEY-1\w+\n$/,
  );
  const [identity = ""] = await identitiesIn(keyFile);
  expect(await identityToRecipient(identity)).toBe(recipient);
});

test("an existing file is never replaced", async () => {
  writeFileSync(keyFile, "precious");
  await expect(generateKeyFile(keyFile)).rejects.toMatchObject({ reason: "conflict" });
  expect(readFileSync(keyFile, "utf8")).toBe("precious");
});

test("a folder that isn't there", async () => {
  await expect(generateKeyFile(join(folder, "no", "key.txt"))).rejects.toMatchObject({
    reason: "not-found",
    message: expect.stringContaining("ENOENT") as string,
  });
});

test("a key file that is none, or broken, is told without its content", async () => {
  for (const content of ["", "# only a comment\n", "hunter2-canary\n", "AGE-SECRET-KEY-1CANARY\n"]) {
    writeFileSync(keyFile, content);
    const key = await keyOf({ keyFile });
    const error: unknown = await key.decrypter().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason: "unauthenticated" });
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
  }
});
