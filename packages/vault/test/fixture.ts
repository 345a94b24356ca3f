import { setTimeout as sleep } from "node:timers/promises";

import { Secret } from "@confide/core";
import { type CallContext, type WritableSecretStore } from "@confide/core/adapter";
import { faultProxy, faults, type StoreFixture } from "@confide/core/testing";

import { hashicorpVault, type HashicorpVaultOptions, tokenAuth } from "../src/index.ts";

/** A Vault, whichever it is, and a token for it that may do everything. */
export interface Server {
  readonly url: string;
  readonly token: string;
}

export interface VaultFixture extends StoreFixture {
  readonly store: WritableSecretStore;
  readonly mount: string;
  readonly admin: Admin;
  close(): Promise<void>;
}

export type Admin = (method: string, path: string, body?: object) => Promise<unknown>;

/** Vault's API by plain HTTP, without the code under test. */
export function adminOf({ url, token: root }: Server): Admin {
  return async (method, path, body) => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { "X-Vault-Token": root },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
}

let count = 0;

/** A store on an engine of its own, with a token that may do anything there, through a proxy that can fail. */
export async function vaultFixture(
  server: Server,
  options: HashicorpVaultOptions = {},
): Promise<VaultFixture> {
  const admin = adminOf(server);
  const mount = `kv-${process.pid}-${++count}`;
  await admin("POST", `sys/mounts/${mount}`, {
    type: "kv",
    options: { version: String(options.kvVersion ?? 2) },
  });
  await grant(admin, mount, "");
  const client = await tokenFor(admin, [mount]);
  const proxy = await faultProxy(server.url);
  const store = hashicorpVault({ address: proxy.url, mount, auth: tokenAuth(client), ...options });

  return {
    store,
    mount,
    admin,
    hidden: [client],
    async seed(name, value) {
      const { version } = await store.put(
        name,
        new Secret(value),
        { idempotencyKey: crypto.randomUUID(), stage: "current" },
        context(),
      );
      return version;
    },
    async trouble(name, trouble) {
      switch (trouble) {
        case "denied":
          return grant(admin, mount, `path "${mount}/data/${name}" { capabilities = ["deny"] }`);
        case "unauthenticated":
          return void (await admin("POST", "auth/token/revoke", { token: client }));
        case "disabled":
          return void (await admin("DELETE", `${mount}/data/${name}`));
        case "destroyed":
          return void (await admin("POST", `${mount}/destroy/${name}`, { versions: [1] }));
        case "throttled":
          return throttle(server, admin, mount);
        case "unavailable":
          return proxy.set(faults.unavailable);
        case "malformed":
          return proxy.set({ kind: "answer", status: 200, body: "<html>It works!</html>" });
        case "stranger":
          return proxy.set(faults.html404);
        case "hanging":
          proxy.set(faults.hang);
          // The proxy has ended the connections that were kept alive. Until the client knows, it may pick one of them.
          return sleep(20);
      }
    },
    async close() {
      await store.close?.().catch(() => {}); // it may be in trouble
      await proxy.close();
      await admin("DELETE", `sys/mounts/${mount}`);
    },
  };
}

export function context(timeoutMs = 10_000, signal = new AbortController().signal): CallContext {
  return { signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
}

async function grant(admin: Admin, mount: string, more: string): Promise<void> {
  const all = `path "${mount}/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }`;
  await admin("POST", `sys/policies/acl/${mount}`, { policy: `${all}\n${more}` });
}

export async function tokenFor(
  admin: Admin,
  policies: readonly string[],
  more: object = {},
): Promise<string> {
  const answer = await admin("POST", "auth/token/create", { policies, ttl: "1h", ...more });
  return (answer as { auth: { client_token: string } }).auth.client_token;
}

/** One request an hour, which is then spent. */
async function throttle({ url, token: root }: Server, admin: Admin, mount: string): Promise<void> {
  await admin("POST", `sys/quotas/rate-limit/${mount}`, { path: `${mount}/`, rate: 1, interval: "1h" });
  const headers = { "X-Vault-Token": root };
  while ((await fetch(`${url}/v1/${mount}/config`, { headers })).status !== 429);
}
