// An API's key is rotated while a caller goes on with the old one, and another takes the new one.
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";

import { loadConfig, readSecret, Secret } from "@confide/core";
import { generateKeyFile, localStore } from "@confide/local";
import { endGrace, keyVerifier, randomKey, rotate } from "@confide/rotation";

import { startApi } from "./api.ts";
import definition from "./confide.config.ts";

const { port, graceHours } = await loadConfig(definition);
const name = "prod/api-key";
const issuer = randomKey({ prefix: "shop_" });
const keyFile = `${import.meta.dirname}/key.txt`;
if (!existsSync(keyFile)) await generateKeyFile(keyFile);
const store = localStore({ path: `${import.meta.dirname}/secrets.age`, keyFile });

const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
const first = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
await store.put(name, new Secret("made-up-for-the-example"), first, context);

const verifier = keyVerifier({ store, name });
const server = await startApi(verifier, port);
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const before = await readSecret(store, name);
console.log("before:            ", await call(before));

const { outcome } = await rotate({ store, name, issuer, graceMs: graceHours * 3_600_000, duringGrace: true });
verifier.refresh(); // what a notice would do in another process
const after = await readSecret(store, name);
console.log(`${outcome}, new key:  `, await call(after));
console.log("old key, in grace: ", await call(before));

await endGrace({ store, name, issuer, now: true });
verifier.refresh();
console.log("old key, ended:    ", await call(before));
console.log("new key:           ", await call(after));
server.close();

async function call(key: Secret<string | Uint8Array>): Promise<string> {
  const headers = { authorization: `Bearer ${String(key.reveal())}`, connection: "close" };
  const response = await fetch(url, { headers });
  const text = (await response.text()).trim().replace(/version \S+/, "a key");
  return [response.status, text, response.headers.has("deprecation") ? "(to be replaced)" : ""]
    .join(" ")
    .trim();
}
