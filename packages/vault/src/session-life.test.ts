import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { appRoleAuth, hashicorpVault, tokenAuth, type VaultAuth } from "./index.ts";

const HOUR_MS = 3_600_000;
let paths: string[];
/** What renewals are answered with. */
let renewal: () => Response;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  paths = [];
  renewal = () => auth(60);
});
afterEach(() => void vi.useRealTimers());

function auth(seconds: number, renewable = true): Response {
  return Response.json({ auth: { client_token: "s.token", lease_duration: seconds, renewable } });
}

const answers: Record<string, () => Response> = {
  "auth/approle/login": () => auth(60),
  "auth/token/lookup-self": () => Response.json({ data: { ttl: 60, renewable: true } }),
  "auth/token/renew-self": () => renewal(),
  "secret/data/app": () => Response.json({ data: { data: { a: "x" }, metadata: { version: 1 } } }),
};

const refused = (status: number, error: string) => Response.json({ errors: [error] }, { status });

async function opened(by: VaultAuth) {
  const fetch = async (url: unknown) => {
    const path = new URL(String(url)).pathname.replace("/v1/", "");
    paths.push(path);
    return answers[path]?.() ?? refused(404, "");
  };
  const store = hashicorpVault({ address: "https://vault.example", kvVersion: 2, auth: by, fetch });
  const read = async () => store.get({ name: "app" }, context());
  await read();
  return { store, read };
}

const count = (path: string) => paths.filter((each) => each === path).length;

test.each([
  [
    "AppRole, with a secret id for one use",
    appRoleAuth({ roleId: "r", secretId: "s" }),
    "auth/approle/login",
  ],
  ["a token", tokenAuth("s.token", { renew: true }), "auth/token/lookup-self"],
])("a session by %s lives through an hour without a single read", async (_, by, login) => {
  const { read } = await opened(by);
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(count("auth/token/renew-self")).toBe(90); // every 40 s of 60
  await read();
  expect([count(login), count("secret/data/app")]).toEqual([1, 2]);
});

test("where it can be neither renewed nor replaced, it is used as long as it lasts, and tried again", async () => {
  const { read } = await opened(appRoleAuth({ roleId: "r", secretId: "s" }));
  renewal = () => refused(500, "internal error");
  const login = answers["auth/approle/login"] ?? (() => auth(60));
  answers["auth/approle/login"] = () => refused(400, "invalid secret id");
  await vi.advanceTimersByTimeAsync(50_000);
  await read();
  renewal = () => auth(60);
  await vi.advanceTimersByTimeAsync(8_000);
  await vi.advanceTimersByTimeAsync(30_000); // past the first token's end
  await read();
  expect(count("secret/data/app")).toBe(3);
  answers["auth/approle/login"] = login;
});

test("a store that is closed renews nothing any more", async () => {
  const { store } = await opened(appRoleAuth({ roleId: "r", secretId: "s" }));
  answers["auth/token/revoke-self"] = () => refused(400, "batch tokens cannot be revoked");
  await expect(store.close?.()).resolves.toBeUndefined();
  paths.length = 0;
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(paths).toEqual([]);
});

test("a login may be in another namespace than the secrets", async () => {
  const seen: string[] = [];
  const store = hashicorpVault({
    address: "https://vault.example",
    namespace: "team/shop",
    kvVersion: 2,
    auth: appRoleAuth({ roleId: "r", secretId: "s", namespace: "team" }),
    async fetch(url, { headers } = {}) {
      const path = new URL(url).pathname.replace("/v1/", "");
      seen.push(`${path} in ${String(Reflect.get(Object(headers), "X-Vault-Namespace"))}`);
      return answers[path]?.() ?? refused(404, "");
    },
  });
  await store.get({ name: "app" }, context());
  await vi.advanceTimersByTimeAsync(41_000);
  expect(seen).toEqual([
    "auth/approle/login in team",
    "secret/data/app in team/shop",
    "auth/token/renew-self in team",
  ]);
});

test("the password of a static role lasts until its next change, whose time is the version", async () => {
  answers["database/static-creds/app"] = () =>
    Response.json({
      data: { username: "app", password: "p", ttl: 90, last_vault_rotation: "2026-01-01T00:00:00.5Z" },
    });
  const { store } = await opened(tokenAuth("s.token"));
  const record = await store.get({ name: "database/static-creds/app" }, context());
  expect(JSON.parse(String(record.value.reveal()))).toEqual({ username: "app", password: "p" });
  expect(record).toMatchObject({
    version: "2026-01-01T00:00:00.500Z",
    expiresAt: new Date(Date.now() + 90_000),
  });
  const need = { ref: { name: "database/static-creds/app" }, can: "read" } as const;
  expect(store.policy?.([need]).text).toContain('path "database/static-creds/app"');
});
