import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";

import { checkConfig, fromStore, Secret, secret, type SecretStore, type SourceError } from "@confide/core";
import { getOutcome, type Outcome, type SecretRecord } from "@confide/core/adapter";
import { Decrypter, Encrypter } from "age-encryption";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";

import { generateKeyFile } from "./key-file.ts";
import { localStore } from "./store.ts";
import { context, decrypted, type LocalFixture, localFixture } from "../test/fixture.ts";

const VALUE = "canary-51c0ffee";
let fixture: LocalFixture;

beforeEach(async () => void (fixture = await localFixture()));
afterEach(async () => fixture.close());

async function readOne(store: SecretStore, name = "prod/db"): Promise<Outcome<SecretRecord>> {
  const outcome = await getOutcome(store, { name }, context());
  if (!outcome) throw new Error("no outcome");
  return outcome;
}

async function failureOf(store: SecretStore): Promise<SourceError> {
  const { error } = await readOne(store);
  if (!error) throw new Error("the read should have failed");
  expect(inspect(error, { depth: 9 })).not.toContain(VALUE);
  return error;
}

const cheap = { passphrase: "correct horse", workFactor: 10 };

async function putWith(options: { passphrase: string; workFactor: number }): Promise<void> {
  const store = localStore({ path: fixture.path, ...options });
  await store.put("prod/db", new Secret(VALUE), { idempotencyKey: "1", stage: "current" }, context());
}

test("a missing file holds nothing, and the first put makes it, for its owner only", async () => {
  expect((await failureOf(fixture.store)).reason).toBe("not-found");
  await fixture.seed("prod/db", VALUE);
  expect((await readOne(fixture.store)).value?.value.reveal()).toBe(VALUE);
  expect(statSync(fixture.path).mode & 0o777).toBe(0o600);
});

test("nothing of a value stands in the file in the clear", async () => {
  await fixture.seed("prod/db", VALUE);
  expect(readFileSync(fixture.path, "latin1")).not.toContain(VALUE);
  expect(inspect(fixture.store, { depth: 9, showHidden: true })).not.toContain(VALUE);
});

test("the file is one of age's: its library opens what we wrote", async () => {
  await fixture.seed("prod/db", VALUE);
  expect(await decrypted(fixture.path, fixture.keyFile)).toContain(VALUE);
});

test("with a passphrase too, in both directions", async () => {
  await putWith(cheap);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(cheap.passphrase);
  const text = await decrypter.decrypt(readFileSync(fixture.path), "text");
  const encrypter = new Encrypter();
  encrypter.setPassphrase("another");
  encrypter.setScryptWorkFactor(10);
  writeFileSync(fixture.path, await encrypter.encrypt(text));
  const store = localStore({ path: fixture.path, passphrase: new Secret("another") });
  expect((await readOne(store)).value?.value.reveal()).toBe(VALUE);
});

test("a wrong passphrase", async () => {
  await putWith(cheap);
  const error = await failureOf(localStore({ path: fixture.path, ...cheap, passphrase: "wrong horse" }));
  expect(error.reason).toBe("unauthenticated");
  expect(error.message).toBe(`not signed in to local-store: the passphrase does not open ${fixture.path}`);
  expect(error.fix).toBe("give the passphrase with which the file was made");
  expect(error.ref).toBe("prod/db");
});

test("a file that doesn't open, or isn't one, says what to do", async () => {
  await fixture.seed("prod/db", VALUE);
  const whole = readFileSync(fixture.path);
  const other = join(dirname(fixture.keyFile), "other.txt");
  await generateKeyFile(other);
  const fixOf = async (keyFile = fixture.keyFile) =>
    (await failureOf(localStore({ path: fixture.path, keyFile }))).fix;
  expect(await fixOf(other)).toContain(
    "bring the key with which the file was made, and name its file in keyFile",
  );
  writeFileSync(other, "no key");
  expect(await fixOf(other)).toContain("confide key new FILE");
  writeFileSync(fixture.path, whole.subarray(0, -10));
  expect(await fixOf()).toContain("restore it from git or a backup");
  writeFileSync(fixture.path, Uint8Array.from(whole).fill(0, -40, -30));
  expect(await fixOf()).toContain("restore it from git or a backup");
  writeFileSync(fixture.path, "PORT=3000\nand so on, longer than a header's first line\n");
  expect(await fixOf()).toContain("name the file that localStore has written");
});

test("a key from the environment, and none at all", async () => {
  await fixture.seed("prod/db", VALUE);
  const { path, keyFile } = fixture;
  const found = await readOne(localStore({ path, env: { CONFIDE_KEY_FILE: keyFile } }));
  expect(found.value?.value.reveal()).toBe(VALUE);
  const error = await failureOf(localStore({ path, env: {} }));
  expect(error.reason).toBe("unauthenticated");
  expect(error.message).toContain("CONFIDE_KEY_FILE");
  const other = await failureOf(localStore({ path, env: { CONFIDE_PASSPHRASE: "no such" } }));
  expect(other.message).toContain("the passphrase in CONFIDE_PASSPHRASE does not open");
});

test("a passphrase from a file, whose line end is none of it", async () => {
  await putWith(cheap);
  const passphraseFile = join(fixture.folder, "passphrase");
  writeFileSync(passphraseFile, `${cheap.passphrase}\n`);
  const { path } = fixture;
  expect((await readOne(localStore({ path, passphraseFile }))).value?.value.reveal()).toBe(VALUE);
  const found = await readOne(localStore({ path, env: { CONFIDE_PASSPHRASE_FILE: passphraseFile } }));
  expect(found.value?.value.reveal()).toBe(VALUE);
});

test.each([
  ["none", ""],
  ["a line's end", "prod/db\nx"],
  ["a control character", "prod/\u001Bdb"],
  ["a change of the direction of reading", "prod/\u202Edb"],
  ["white space at its beginning", " prod/db"],
  ["white space at its end", "prod/db "],
  ["half a character", "prod/\uD800"],
  ["more than 512 characters", "x".repeat(513)],
])("no secret is made under a name of %s, which isn't quoted", async (_, name) => {
  const options = { idempotencyKey: "1", stage: "current" } as const;
  for (const work of [
    async () => fixture.store.put(name, new Secret(VALUE), options, context()),
    async () => fixture.store.describe(name, context()),
  ]) {
    const error = await work().catch((thrown: unknown) => thrown as SourceError);
    expect(error).toMatchObject({ reason: "invalid-ref" });
    expect((error as SourceError).message).toMatch(
      /^not a valid name for local-store: a name takes 1 to 512 char[^\n]*ends$/,
    );
  }
});

test.each(["a", "x".repeat(512), "prod/db", "my secret", "schlüssel", "a?b#c%", "__proto__"])(
  "a secret may be called %j",
  async (name) => {
    await fixture.seed(name, VALUE);
    expect(await fixture.store.list("", context())).toEqual([name]);
    expect(await fixture.store.describe(name, context())).toMatchObject({ current: "1" });
  },
);

test("a missing key file stops the load, rather than passing for a missing secret", async () => {
  await fixture.seed("prod/db", VALUE);
  rmSync(fixture.keyFile);
  const error = await failureOf(localStore({ path: fixture.path, keyFile: fixture.keyFile }));
  expect(error.reason).toBe("unauthenticated");
  expect(error.message).toContain(`there is no key file ${fixture.keyFile}`);
  expect(error.fix).toContain(`confide key new ${fixture.keyFile} `);
});

test("a file that was cut short, wherever, is told as such or as damaged", async () => {
  await fixture.seed("prod/db", VALUE);
  const whole = readFileSync(fixture.path);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
      writeFileSync(fixture.path, whole);
      truncateSync(fixture.path, length);
      const error = await failureOf(fixture.store);
      expect(error.reason).toBe("malformed");
      expect(error.message).toMatch(/is cut short: its end is missing/);
    }),
    { numRuns: 50 },
  );
});

test("a file that was changed, wherever, never opens", async () => {
  await fixture.seed("prod/db", VALUE);
  const whole = readFileSync(fixture.path);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = (whole[at] ?? 0) ^ bits;
      writeFileSync(fixture.path, bytes);
      // In the header a change may make the key look like another one.
      expect(["malformed", "unauthenticated"]).toContain((await failureOf(fixture.store)).reason);
    }),
    { numRuns: 50 },
  );
  const tampered = Uint8Array.from(whole).fill(0, -40, -30);
  writeFileSync(fixture.path, tampered);
  expect((await failureOf(fixture.store)).message).toContain("was changed or damaged after it was written");
});

test("a file of several of age's chunks", async () => {
  await fixture.seed("large", VALUE.repeat(20_000));
  await fixture.seed("prod/db", VALUE);
  expect((await readOne(fixture.store)).value?.value.reveal()).toBe(VALUE);
  const fresh = localStore({ path: fixture.path, keyFile: fixture.keyFile });
  expect((await readOne(fresh, "large")).value?.value.reveal()).toBe(VALUE.repeat(20_000));
  const chunks = readFileSync(fixture.path);
  truncateSync(fixture.path, chunks.indexOf("\n---") + 60 + 2 * (64 * 1024 + 16));
  expect((await failureOf(fixture.store)).message).toContain("is cut short");
});

test("what opens but holds something else is malformed, and not quoted", async () => {
  for (const text of [`{"prod/db": "${VALUE}"}`, `{"format": "${VALUE}`, "[]"]) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(cheap.passphrase);
    encrypter.setScryptWorkFactor(10);
    writeFileSync(fixture.path, await encrypter.encrypt(text));
    expect((await failureOf(localStore({ path: fixture.path, ...cheap }))).reason).toBe("malformed");
  }
});

test("what opens but is no text is not called changed or damaged", async () => {
  for (const bytes of [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from(VALUE, "utf16le").fill(0xd8, 1, 2)]) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(cheap.passphrase);
    encrypter.setScryptWorkFactor(10);
    writeFileSync(fixture.path, await encrypter.encrypt(Uint8Array.from(bytes)));
    expect(await failureOf(localStore({ path: fixture.path, ...cheap }))).toMatchObject({
      reason: "malformed",
      message: expect.stringContaining(`${fixture.path} opens, but what it holds is not UTF-8`) as string,
    });
  }
});

test("what is no age file says in what way", async () => {
  for (const [content, message] of [
    ["-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "is armored: make it binary"],
    ["\r\n -----BEGIN AGE ENCRYPTED FILE-----", "is armored: make it binary"],
    ["age-encryption.org/v2\n", "is no file of age's binary format"],
    ["age-encryption.org/v1\n", "is cut short: its end is missing"],
    ["age-encryption.org/v1\n-> X25519 A\n--- \n", "has a header that age's format does not allow"],
    [`age-encryption.org/v1\n${"-> a\n\n".repeat(15_000)}`, "has a header that age's format does not allow"],
  ] as const) {
    writeFileSync(fixture.path, content);
    const error = await failureOf(fixture.store);
    expect(error.reason).toBe("malformed");
    expect(error.message).toContain(`${fixture.path} ${message}`);
  }
});

test("a work factor of more than 20 is refused before it costs anything", async () => {
  await putWith(cheap);
  const text = readFileSync(fixture.path, "latin1").replace(/(-> scrypt \S+) 10\n/, "$1 21\n");
  writeFileSync(fixture.path, text, "latin1");
  expect((await failureOf(localStore({ path: fixture.path, ...cheap }))).message).toContain(
    "asks for an scrypt work factor of more than 20",
  );
});

test("a work factor is written in one way", async () => {
  await putWith(cheap);
  const whole = readFileSync(fixture.path, "latin1");
  for (const spelling of ["1e1", "010", "+10", "10x"]) {
    writeFileSync(fixture.path, whole.replace(/(-> scrypt \S+) 10\n/, `$1 ${spelling}\n`), "latin1");
    expect((await failureOf(localStore({ path: fixture.path, ...cheap }))).message).toContain(
      "has a header that age's format does not allow",
    );
  }
});

test("a folder, and a file of many megabytes, are refused", async () => {
  mkdirSync(fixture.path);
  expect((await failureOf(fixture.store)).reason).toBe("malformed");
  rmSync(fixture.path, { recursive: true });
  writeFileSync(fixture.path, "");
  truncateSync(fixture.path, 17 * 1024 * 1024);
  expect((await failureOf(fixture.store)).reason).toBe("too-large");
});

test("a change through a symbolic link changes the file it points at", async () => {
  await fixture.seed("prod/db", "before");
  const path = join(fixture.folder, "link.age");
  symlinkSync(fixture.path, path);
  const linked = localStore({ path, keyFile: fixture.keyFile });
  await linked.put("prod/db", new Secret(VALUE), { idempotencyKey: "2", stage: "current" }, context());
  expect((await readOne(fixture.store)).value?.value.reveal()).toBe(VALUE);
});

test("another store's change is seen at the next read", async () => {
  await fixture.seed("prod/db", "before");
  expect((await readOne(fixture.store)).value?.version).toBe("1");
  const other = localStore({ path: fixture.path, keyFile: fixture.keyFile });
  await other.put("prod/db", new Secret(VALUE), { idempotencyKey: "2", stage: "current" }, context());
  expect((await readOne(fixture.store)).value?.version).toBe("2");
});

test("an older copy of the file is not noticed, but where a ref names a newer version", async () => {
  await fixture.seed("prod/db", "before");
  const older = readFileSync(fixture.path);
  const version = await fixture.seed("prod/db", VALUE);
  writeFileSync(fixture.path, older);
  expect((await readOne(fixture.store)).value?.value.reveal()).toBe("before");
  const outcome = await getOutcome(fixture.store, { name: "prod/db", version }, context());
  expect(outcome?.error?.reason).toBe("not-found");
});

test("what others keep beside the file stays, whatever its name", async () => {
  const { folder, path } = fixture;
  const ids = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
  const names = [
    "secrets.age.lock.backup",
    "secrets.age.lock.1.1.host.old",
    ".secrets.age.new.copy",
    `.secrets.age.new.${ids[1]}`,
  ];
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "precious"), "");
    utimesSync(join(folder, name), 0, 0);
  }
  const files = [
    ".secrets.age.new.txt",
    `.secrets.age.new.${ids[0]}.bak`,
    `.another.age.new.${ids[0]}`,
    "secrets.age.bak",
  ];
  for (const name of files) writeFileSync(join(folder, name), "precious");
  const half = `.secrets.age.new.${ids[0]}`;
  writeFileSync(join(folder, half), "half");
  await fixture.seed("prod/db", VALUE);
  const left = readdirSync(folder, { recursive: true }).map(String);
  expect(left).toEqual(
    expect.arrayContaining([...names.map((name) => join(name, "precious")), ...files, "secrets.age"]),
  );
  expect(left).not.toContain(half);
  expect(statSync(path).isFile()).toBe(true);
});

test("a file that somebody made with the public half of the key is not noticed", async () => {
  await fixture.seed("prod/db", "before");
  const text = await decrypted(fixture.path, fixture.keyFile);
  const [, recipient = ""] = /public key: (\S+)/.exec(readFileSync(fixture.keyFile, "utf8")) ?? [];
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  writeFileSync(fixture.path, await encrypter.encrypt(text.replace("before", VALUE)));
  expect((await readOne(fixture.store)).value?.value.reveal()).toBe(VALUE);
  // A passphrase is asked of who writes, too: what is encrypted for a key does not open with it.
  const byPassphrase = await failureOf(localStore({ path: fixture.path, ...cheap }));
  expect(byPassphrase.reason).toBe("unauthenticated");
});

test("several chunks of which one was changed are called damaged, not cut short", async () => {
  await fixture.seed("large", VALUE.repeat(20_000));
  const whole = readFileSync(fixture.path);
  const payload = whole.indexOf("\n---") + 60;
  for (const at of [payload, payload + 64 * 1024 + 16, whole.length - 1]) {
    const bytes = Uint8Array.from(whole);
    bytes[at] = (whole[at] ?? 0) ^ 1;
    writeFileSync(fixture.path, bytes);
    expect((await failureOf(fixture.store)).message).toContain("was changed or damaged after it was written");
  }
});

test("a file of any number of blocks whose last byte was changed is called damaged", async () => {
  // The blocks of one of these fill a chunk to its last byte.
  for (let blocks = 60; blocks <= 65; blocks++) {
    await fixture.seed("prod/db", "v".repeat(blocks * 1024));
    const bytes = readFileSync(fixture.path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(fixture.path, bytes);
    expect((await failureOf(fixture.store)).message).toContain("was changed or damaged after it was written");
    rmSync(fixture.path);
  }
});

test("a payload without any block is cut short", async () => {
  await fixture.seed("prod/db", VALUE);
  const header = readFileSync(fixture.path, "latin1").search(/(?<=\n--- .*\n)/);
  for (const bytes of [0, 15, 16, 17, 31, 32, 33, 48]) {
    await fixture.seed("prod/db", VALUE);
    truncateSync(fixture.path, header + bytes);
    expect((await failureOf(fixture.store)).message).toContain("is cut short");
    rmSync(fixture.path);
  }
});

test("values of different lengths make files of one length", async () => {
  const lengths = [];
  for (const text of ["a", "a".repeat(40)]) {
    rmSync(fixture.path, { force: true });
    await fixture.seed("prod/db", text);
    lengths.push(statSync(fixture.path).size);
  }
  expect(new Set(lengths).size).toBe(1);
});

test("a file that isn't there is why a secret is missing, and the report names it", async () => {
  const path = join(fixture.folder, "nowhere.age");
  const source = fromStore(localStore({ path, keyFile: join(fixture.folder, "key.txt") }));
  const [problem] = await checkConfig({ schema: z.object({ key: secret(z.string()) }), sources: [source] });
  expect(problem).toMatchObject({
    kind: "missing",
    places: [{ source: "local-store", location: "key" }],
    fix: `not found in local-store: ${path}, which is not there, has no key: create it there, or say in refs where it is`,
  });
});
