import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readSecret, Secret } from "@confide/core";
import { Decrypter, Encrypter, identityToRecipient, Stanza } from "age-encryption";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

import { newIdentity, scalarOf, x25519Identity, x25519Recipient } from "./identity.ts";
import { generateKeyFile } from "./key-file.ts";
import { localStore } from "./store.ts";
import { context } from "../test/fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-identity-"));
afterEach(() => void vi.restoreAllMocks());
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function scalarOfNew(): {
  readonly identity: string;
  readonly recipient: string;
  readonly scalar: Uint8Array;
} {
  const made = newIdentity();
  const scalar = scalarOf(made.identity);
  if (!scalar) throw new Error("a new identity has no scalar");
  return { ...made, scalar };
}

test("a new identity has the recipient that the library names", async () => {
  const { identity, recipient } = newIdentity();
  expect(await identityToRecipient(identity)).toBe(recipient);
  expect(newIdentity().identity).not.toBe(identity);
});

test("what is encrypted for our recipient, the library opens", async () => {
  const { identity, scalar } = scalarOfNew();
  const encrypter = new Encrypter();
  encrypter.addRecipient(x25519Recipient(scalar, (args, body) => new Stanza(args, body)));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  expect(await decrypter.decrypt(await encrypter.encrypt("text"), "text")).toBe("text");
});

test("what the library encrypts, our identity opens, and another doesn't", async () => {
  const { recipient, scalar } = scalarOfNew();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const file = await encrypter.encrypt("text");
  const [ours, others] = [new Decrypter(), new Decrypter()];
  ours.addIdentity(x25519Identity(scalar));
  others.addIdentity(x25519Identity(scalarOfNew().scalar));
  expect(await ours.decrypt(file, "text")).toBe("text");
  await expect(others.decrypt(file)).rejects.toThrow("no identity matched");
});

describe("a stanza that age's format does not allow is refused", () => {
  const share = "A".repeat(43);
  test.each([
    ["without a share", ["X25519"], 32],
    ["with a word too many", ["X25519", share, share], 32],
    ["with a share that is too short", ["X25519", share.slice(1)], 32],
    ["with a share in another text of its bytes", ["X25519", `${share.slice(1)}B`], 32],
    ["with a share of low order", ["X25519", share], 32],
    ["with a body of another length", ["X25519", share], 31],
  ])("%s", (_, args, bytes) => {
    const stanza = new Stanza(args, new Uint8Array(bytes));
    const { scalar } = scalarOfNew();
    expect(() => x25519Identity(scalar).unwrapFileKey([stanza])).toThrow("header that age's format");
  });
});

test("a key file's store works without WebCrypto, of whose X25519 Node 22.12 warns", async () => {
  const uses = (["importKey", "deriveBits", "generateKey"] as const).map((name) =>
    vi.spyOn(crypto.subtle, name),
  );
  const [path, keyFile] = [join(folder, "secrets.age"), join(folder, "key.txt")];
  await generateKeyFile(keyFile);
  const store = localStore({ path, keyFile });
  const options = { idempotencyKey: "1", stage: "current" } as const;
  await store.put("prod/key", new Secret("made up"), options, context());
  expect((await readSecret(store, "prod/key")).reveal()).toBe("made up");
  rmSync(keyFile);
  await generateKeyFile(keyFile);
  await expect(readSecret(localStore({ path, keyFile }), "prod/key")).rejects.toThrow("does not open");
  for (const use of uses) expect(use).not.toHaveBeenCalled();
});

test("a key that isn't complete is named by its file, also by a write that would be the first", async () => {
  const [path, keyFile] = [join(folder, "none.age"), join(folder, "short.txt")];
  writeFileSync(keyFile, "AGE-SECRET-KEY-1CANARY\n");
  const options = { idempotencyKey: "1", stage: "current" } as const;
  const failed = localStore({ path, keyFile }).put("prod/key", new Secret("made up"), options, context());
  await expect(failed).rejects.toThrow(`${keyFile} holds a key that is not complete`);
});
