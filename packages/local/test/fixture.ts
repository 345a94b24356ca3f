import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { type CallContext, type WritableSecretStore } from "@confide/core/adapter";
import type { StoreFixture } from "@confide/core/testing";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

import { generateKeyFile } from "../src/key-file.ts";
import { localStore } from "../src/store.ts";

export interface LocalFixture extends StoreFixture {
  readonly store: WritableSecretStore;
  readonly folder: string;
  readonly path: string;
  readonly keyFile: string;
  close(): Promise<void>;
}

/** A store in a folder of its own. What troubles it is done with the age library alone, as an operator would with `age`. */
export async function localFixture(): Promise<LocalFixture> {
  const folder = mkdtempSync(join(tmpdir(), "confide-local-"));
  const [path, keyFile] = [join(folder, "secrets.age"), join(folder, "key.txt")];
  await generateKeyFile(keyFile);
  const store = localStore({ path, keyFile });
  return {
    store,
    folder,
    path,
    keyFile,
    hidden: [identityIn(keyFile)],
    async seed(name, value) {
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      return (await store.put(name, new Secret(value), options, context())).version;
    },
    async trouble(name, trouble) {
      if (trouble === "malformed") writeFileSync(path, "no age file");
      else if (trouble === "unauthenticated") await encryptFor(await generateX25519Identity(), path, "{}");
      else if (trouble === "disabled") await edit(path, keyFile, `"state": "enabled"`, `"state": "disabled"`);
      else if (trouble === "destroyed")
        await edit(path, keyFile, /"enabled"(?<rest>[^}]*),\s*"text": "[^"]*"/g, `"destroyed"$<rest>`);
      else throw new Error(`${name} can't be troubled with ${trouble}`);
    },
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
}

export function context(timeoutMs = 10_000, signal = new AbortController().signal): CallContext {
  return { signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
}

async function edit(path: string, keyFile: string, what: string | RegExp, into: string): Promise<void> {
  const text = await decrypted(path, keyFile);
  await encryptFor(identityIn(keyFile), path, text.replace(what, into));
}

async function encryptFor(identity: string, path: string, text: string): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  writeFileSync(path, await encrypter.encrypt(text));
}

/** As `age -d -i KEYFILE` gives it. */
export async function decrypted(path: string, keyFile: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityIn(keyFile));
  return decrypter.decrypt(readFileSync(path), "text");
}

function identityIn(keyFile: string): string {
  return /^AGE-SECRET-KEY-\S+$/m.exec(readFileSync(keyFile, "utf8"))?.[0] ?? "";
}
