import { execFileSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import filesSync, {
  chmodSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { auditFile, loadConfig, Secret, secret, fromStore } from "@confide/core";
import { identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { generateKeyFile, identitiesIn, readKeyFile } from "./key-file.ts";
import { keyOf, type KeyOptions } from "./key.ts";
import { localStore } from "./store.ts";
import { context } from "../test/fixture.ts";

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
  const [identity = ""] = await identitiesIn({ name: "keyFile", path: keyFile }, context());
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
    const error = await keyFailure({ keyFile });
    expect(error).toMatchObject({ reason: "unauthenticated" });
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
  }
});

async function keyFailure(options: KeyOptions, bounds = context()): Promise<unknown> {
  return keyOf(options, bounds)
    .then(async (key) => key.decrypter())
    .then(
      () => "no failure",
      (error: unknown) => error,
    );
}

const KEY = "AGE-SECRET-KEY-1CANARYCANARYCANARY";

describe("a secret in the place of a path is never shown", () => {
  const variables = ["CONFIDE_KEY_FILE", "CONFIDE_PASSPHRASE_FILE"] as const;
  const pasted = [
    KEY,
    KEY.toLowerCase(),
    ` "${KEY}"`,
    "AGE-SECRET-KEY-PQ-1CANARY",
    "AGE-PLUGIN-YUBIKEY-1CANARY",
    "canary horse battery staple",
    "canary/of/a/path",
    "canary\0",
    "canary ".repeat(1000),
  ];
  const places = [...variables.map((name) => [name, true] as const), ["passphraseFile", false] as const];
  test.for(places.flatMap((place) => pasted.map((_, index) => [...place, index] as const)))(
    "%s, which is %s a variable, text %i",
    async ([name, isVariable, index]) => {
      const text = pasted[index] ?? "";
      const error = await keyFailure(isVariable ? { env: { [name]: text } } : { [name]: text });
      expect(error).toMatchObject({ message: expect.stringContaining(name) as string });
      expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
    },
  );

  test("a path below a file, or through a link that leads nowhere", async () => {
    writeFileSync(keyFile, "");
    symlinkSync(join(folder, "canary-target"), join(folder, "canary-link"));
    for (const path of [join(keyFile, "canary"), join(folder, "canary-link")])
      for (const name of variables) {
        const error = await keyFailure({ env: { [name]: path } });
        expect(error).toMatchObject({
          reason: "unauthenticated",
          message: `not signed in to local-store: ${name} names a file that isn't there`,
        });
        expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
      }
  });

  test("nor is a key that is given as keyFile, or to generateKeyFile", async () => {
    for (const text of pasted.slice(0, 5)) {
      expect(inspect(await keyFailure({ keyFile: text }), { depth: 9 })).not.toMatch(/canary/i);
      const error: unknown = await generateKeyFile(text).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ reason: "unauthenticated" });
      expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
    }
  });

  test("a key is refused with what to do, in the place of a passphrase too", async () => {
    writeFileSync(keyFile, `# created: today\n${KEY}\n`);
    const advice = /keyFile or CONFIDE_KEY_FILE/;
    for (const env of [
      { CONFIDE_KEY_FILE: KEY },
      { CONFIDE_PASSPHRASE_FILE: KEY.toLowerCase() },
      { CONFIDE_PASSPHRASE: KEY },
      { CONFIDE_PASSPHRASE_FILE: keyFile },
    ]) {
      const error = await keyFailure({ env });
      expect(error).toMatchObject({
        reason: "unauthenticated",
        message: expect.stringMatching(advice) as string,
      });
      expect(inspect(error, { depth: 9 })).not.toMatch(/canary/i);
    }
  });

  test("not in a load's error, its explanation, a warning or the audit file either", async () => {
    const [printed, subscriber]: [unknown[], (event: unknown) => void] = [[], (event) => printed.push(event)];
    for (const name of ["confide:warning", "confide:load"]) subscribe(name, subscriber);
    const audit = auditFile(join(folder, "audit.log"));
    for (const name of variables)
      for (const text of pasted) {
        const store = localStore({ path: join(folder, "secrets.age"), env: { [name]: text } });
        writeFileSync(join(folder, "secrets.age"), "age-encryption.org/v1\n-> a\n\n--- a\n");
        const schema = z.object({ password: secret(z.string()), host: z.string().default("made-up") });
        const definition = { schema, sources: [fromStore(store, { refs: { password: "db" } })] };
        printed.push(await loadConfig(definition).catch((error: unknown) => error));
      }
    await audit.close();
    for (const name of ["confide:warning", "confide:load"]) unsubscribe(name, subscriber);
    expect(printed.length).toBeGreaterThanOrEqual(variables.length * pasted.length);
    expect(inspect(printed, { depth: 12, maxArrayLength: null })).not.toMatch(/canary/i);
    expect(readFileSync(join(folder, "audit.log"), "utf8")).toMatch(/db/);
    expect(readFileSync(join(folder, "audit.log"), "utf8")).not.toMatch(/canary/i);
  });

  test("a file that is there is named", async () => {
    writeFileSync(keyFile, "no key");
    const message = expect.stringContaining(`${keyFile} is no key file`) as string;
    expect(await keyFailure({ env: { CONFIDE_KEY_FILE: keyFile } })).toMatchObject({ message });
  });
});

describe("what is in a key file's place is read within bounds", () => {
  const options = () => [{ keyFile }, { passphraseFile: keyFile }, { env: { CONFIDE_KEY_FILE: keyFile } }];
  const noKey = (what: string) => ({
    reason: "unauthenticated",
    message: expect.stringContaining(`${keyFile} ${what}`) as string,
  });

  test("a folder", async () => {
    mkdirSync(keyFile);
    for (const each of options())
      expect(await keyFailure(each)).toMatchObject(noKey("is a folder, not a file"));
  });

  test("a file of 300 MB", async () => {
    writeFileSync(keyFile, "");
    truncateSync(keyFile, 300 * 1024 * 1024);
    for (const each of options()) expect(await keyFailure(each)).toMatchObject(noKey("is larger than 8 MiB"));
  });

  test("bytes that are no text", async () => {
    writeFileSync(keyFile, Buffer.from([0x41, 0xff, 0xfe]));
    for (const each of options()) expect(await keyFailure(each)).toMatchObject(noKey("is not UTF-8"));
  });

  test.runIf(process.platform === "linux")("a device", async () => {
    symlinkSync("/dev/zero", keyFile);
    for (const each of options())
      expect(await keyFailure(each)).toMatchObject(noKey("is neither a file nor a FIFO"));
  });

  test.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "a file of somebody else",
    async () => {
      writeFileSync(keyFile, KEY);
      chmodSync(keyFile, 0);
      expect(await keyFailure({ keyFile })).toMatchObject({
        reason: "denied",
        needs: `permission to read ${keyFile}`,
      });
    },
  );

  test.skipIf(process.platform === "win32")("a FIFO to which nobody writes", async () => {
    execFileSync("mkfifo", [keyFile]);
    for (const each of options())
      expect(await keyFailure(each, context(20))).toMatchObject({ reason: "timeout" });
    const late = { ...context(), signal: AbortSignal.timeout(20) };
    expect(await keyFailure({ keyFile }, late)).toMatchObject({ reason: "timeout" });
    const controller = new AbortController();
    const failing = keyFailure({ keyFile }, { ...context(), signal: controller.signal });
    controller.abort();
    expect(await failing).toMatchObject({ reason: "aborted" });
  });

  test.skipIf(process.platform === "win32")("a FIFO is read once for a change", async () => {
    const { recipient } = await generateKeyFile(keyFile);
    const text = readFileSync(keyFile);
    rmSync(keyFile);
    execFileSync("mkfifo", [keyFile]);
    createWriteStream(keyFile).end(text);
    const store = localStore({ path: join(folder, "secrets.age"), keyFile });
    const put = { idempotencyKey: "1", stage: "current" } as const;
    expect((await store.put("a", new Secret("made-up"), put, context())).version).toBe("1");
    expect(recipient).toMatch(/^age1/);
  });
});

test("the first key that is given is used, and options come before the environment", async () => {
  await generateKeyFile(keyFile);
  const passphraseFile = join(folder, "passphrase");
  writeFileSync(passphraseFile, "made-up");
  const called = async (options: KeyOptions) => (await keyOf(options, context())).called;
  const env = {
    CONFIDE_KEY_FILE: keyFile,
    CONFIDE_PASSPHRASE: "made-up",
    CONFIDE_PASSPHRASE_FILE: passphraseFile,
  };
  const passphrase = new Secret("made-up");
  expect(await called({ keyFile, passphrase, passphraseFile, env: {} })).toBe(`the key in ${keyFile}`);
  expect(await called({ passphrase, passphraseFile, env })).toBe("the passphrase");
  expect(await called({ passphraseFile, env })).toBe(`the passphrase in ${passphraseFile}`);
  expect(await called({ env })).toBe(`the key in ${keyFile}`);
  expect(await called({ env: { ...env, CONFIDE_KEY_FILE: "" } })).toBe(
    "the passphrase in CONFIDE_PASSPHRASE",
  );
  expect(await called({ env: { ...env, CONFIDE_KEY_FILE: "", CONFIDE_PASSPHRASE: undefined } })).toBe(
    `the passphrase in ${passphraseFile}`,
  );
});

test("a key file may have comments, empty lines and line ends of Windows, and no other line", async () => {
  await generateKeyFile(keyFile);
  const key = /^AGE-.*$/m.exec(readFileSync(keyFile, "utf8"))?.[0] ?? "";
  const place = { name: "keyFile", path: keyFile };
  writeFileSync(keyFile, `# one\r\n\r\n  ${key} \r\n${key}\r\n#`);
  expect(await identitiesIn(place, context())).toEqual([key, key]);
  writeFileSync(keyFile, `${key}\nother\n`);
  await expect(identitiesIn(place, context())).rejects.toMatchObject({ reason: "unauthenticated" });
});

test("one line end of a passphrase's file is none of it, and no more", async () => {
  const place = { name: "passphraseFile", path: keyFile };
  for (const [content, text] of [
    ["a b", "a b"],
    ["a b\n", "a b"],
    ["a b\r\n", "a b"],
    ["a b\n\n", "a b\n"],
    [" a b \n", " a b "],
  ] as const) {
    writeFileSync(keyFile, content);
    expect(await readKeyFile(place, context())).toBe(text);
  }
});

test("a work factor that no file may ask for is refused when the store is made", () => {
  for (const workFactor of [0, 21, 1.5, NaN, -1])
    expect(() => localStore({ path: "secrets.age", workFactor })).toThrow(RangeError);
  for (const workFactor of [1, 20])
    expect(localStore({ path: "secrets.age", workFactor }).name).toBe("local-store");
});

test("a new key is on the disk when it is made, and its file is closed", async () => {
  const done: string[] = [];
  const { open } = fs;
  vi.spyOn(fs, "open").mockImplementation(async (...parameters) => {
    const handle = await open(...parameters);
    const close = handle.close.bind(handle);
    vi.spyOn(handle, "sync").mockImplementation(async () => void done.push("sync"));
    vi.spyOn(handle, "close").mockImplementation(async () => close().then(() => void done.push("close")));
    return handle;
  });
  await generateKeyFile(keyFile);
  expect(done).toEqual(["sync", "close"]);
  vi.restoreAllMocks();
});

test("a key in the place of a path is named by what holds it", async () => {
  await expect(generateKeyFile(KEY)).rejects.toThrow(
    "the path holds a key, but has to hold the path of a file",
  );
});

test("what is written without an answer from the file system says so", async () => {
  await expect(generateKeyFile(join(folder, "no", "key.txt"))).rejects.toThrow(
    "could not be written (ENOENT)",
  );
  writeFileSync(keyFile, "");
  await expect(generateKeyFile(keyFile)).rejects.toThrow(
    `${keyFile} exists, and a key file is never replaced`,
  );
});

describe("a key file that may not be read", () => {
  const refuse = () => {
    const denied = Object.assign(new Error("refused"), { code: "EACCES" });
    vi.spyOn(fs, "stat").mockRejectedValue(denied);
    vi.spyOn(filesSync, "openSync").mockImplementation(() => {
      throw denied;
    });
  };
  afterEach(() => vi.restoreAllMocks());

  test("says which permission is needed", async () => {
    refuse();
    expect(await keyFailure({ keyFile })).toMatchObject({
      reason: "denied",
      needs: `permission to read ${keyFile}`,
      cause: { code: "EACCES" },
    });
  });

  test("is not shown where a variable names it: the text may be a secret", async () => {
    refuse();
    expect(await keyFailure({ env: { CONFIDE_KEY_FILE: "canary" } })).toMatchObject({
      reason: "denied",
      needs: "permission to read the file that CONFIDE_KEY_FILE names",
      message: expect.not.stringContaining("canary") as string,
    });
  });

  test("for another reason needs no permission", async () => {
    mkdirSync(keyFile);
    expect(await keyFailure({ keyFile })).toMatchObject({ reason: "unauthenticated", needs: undefined });
  });
});

test("a text that is the path of no file says that there is none", async () => {
  writeFileSync(keyFile, "");
  const loop = join(folder, "loop");
  symlinkSync(loop, loop);
  for (const path of [join(keyFile, "a"), join(folder, "none"), loop, "a".repeat(5000), "a\0"]) {
    expect(await keyFailure({ env: { CONFIDE_KEY_FILE: path } })).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to local-store: CONFIDE_KEY_FILE names a file that isn't there",
    });
  }
});

test("a key that isn't complete is named by its file", async () => {
  writeFileSync(keyFile, "AGE-SECRET-KEY-1CANARY\n");
  expect(await keyFailure({ keyFile })).toMatchObject({
    message: `not signed in to local-store: ${keyFile} holds a key that is not complete`,
  });
});
