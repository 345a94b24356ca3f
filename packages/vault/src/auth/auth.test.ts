import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { Secret } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type FakeVault, fakeVault } from "../../test/fake/server.ts";
import { LOGIN } from "../../test/fake/system.ts";
import { adminOf, context } from "../../test/fixture.ts";
import { LOGIN as BY } from "./login.ts";
import type { Caller } from "../client.ts";
import { appRoleAuth, hashicorpVault, jwtAuth, kubernetesAuth, tokenAuth, type VaultAuth } from "../index.ts";

let vault: FakeVault;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vault = await fakeVault();
  const admin = adminOf(vault);
  await admin("POST", "sys/mounts/secret", { options: { version: "2" } });
  await admin("POST", `sys/policies/acl/${LOGIN.policy}`, {
    policy: `path "secret/data/*" { capabilities = ["read"] }`,
  });
  await admin("POST", "secret/data/app", { data: { a: 1 } });
});
afterEach(async () => {
  vi.useRealTimers();
  await vault.stop();
});

const { roleId, secretId, wrappedSecretId, role, jwt: signed, ttlMs } = LOGIN;

function storeWith(auth: VaultAuth) {
  const store = hashicorpVault({ address: vault.url, auth });
  const read = async () => {
    const outcome = await getOutcome(store, { name: "app" }, context());
    return outcome?.error?.reason ?? outcome?.value?.value.reveal();
  };
  return { store, read };
}

function calls(path: string): number {
  return vault.requests.filter((request) => request.endsWith(path)).length;
}

test("fifty reads at once log in once", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId: new Secret(secretId) }));
  const results = await Promise.all(Array.from({ length: 50 }, read));
  expect(new Set(results)).toEqual(new Set(['{"a":1}']));
  expect(calls("auth/approle/login")).toBe(1);
  expect(calls("sys/internal/ui/mounts/secret")).toBe(1);
});

test("fifty reads at once share a failed login, and the next read tries again", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId: "wrong" }));
  expect(new Set(await Promise.all(Array.from({ length: 50 }, read)))).toEqual(new Set(["unauthenticated"]));
  const before = calls("auth/approle/login");
  expect(before).toBeLessThanOrEqual(2);
  expect(await read()).toBe("unauthenticated");
  expect(calls("auth/approle/login")).toBeGreaterThan(before);
});

test("a token is renewed after two thirds of its time, before it ends", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId }));
  await read();
  vi.setSystemTime(Date.now() + ttlMs / 2);
  await read();
  expect(calls("auth/token/renew-self")).toBe(0);
  vi.setSystemTime(Date.now() + ttlMs / 4);
  expect(await read()).toBe('{"a":1}');
  expect(calls("auth/token/renew-self")).toBe(1);
  expect(calls("auth/approle/login")).toBe(1);
});

test("a token that has ended is replaced by a new login", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId }));
  await read();
  vi.setSystemTime(Date.now() + ttlMs + 1);
  expect(await read()).toBe('{"a":1}');
  expect(calls("auth/approle/login")).toBe(2);
});

test("so is one that was revoked meanwhile", async () => {
  const { read } = storeWith(jwtAuth({ role, jwt: () => signed }));
  await read();
  vault.tokens.revokeAll();
  expect(await read()).toBe('{"a":1}');
  expect(calls("auth/jwt/login")).toBe(2);
});

test("a wrapped secret id is unwrapped once, however often it logs in", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId: wrappedSecretId, wrapped: true }));
  await read();
  vi.setSystemTime(Date.now() + ttlMs + 1);
  expect(await read()).toBe('{"a":1}');
  expect(calls("sys/wrapping/unwrap")).toBe(1);
});

test("a wrapping token that someone else has used is no login", async () => {
  const { read } = storeWith(appRoleAuth({ roleId, secretId: "used", wrapped: true }));
  expect(await read()).toBe("unauthenticated");
});

test("a pod logs in with the token in its file, as it is then", async () => {
  const folder = mkdtempSync(join(tmpdir(), "confide-vault-"));
  const tokenPath = join(folder, "token");
  const { read } = storeWith(kubernetesAuth({ role, mount: "jwt", tokenPath }));
  expect(await read()).toBe("unauthenticated");
  writeFileSync(tokenPath, `${signed}\n`);
  expect(await read()).toBe('{"a":1}');
  rmSync(folder, { recursive: true });
});

describe("in the place of a pod's token", () => {
  let folder: string;
  let tokenPath: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "confide-vault-"));
    tokenPath = join(folder, "token");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function loginFailure(deadlineMs = Date.now() + 10_000): Promise<unknown> {
    const call = () => Promise.reject(new Error("nothing may be sent"));
    const { [BY]: by } = kubernetesAuth({ role, tokenPath });
    return by.login(call, { ...context(), deadlineMs }).catch((error: unknown) => error);
  }

  test("a folder, a huge file and bytes that are no text are no token", async () => {
    mkdirSync(tokenPath);
    expect(await loginFailure()).toMatchObject({
      reason: "unauthenticated",
      message: `not signed in to vault: ${tokenPath} is a folder, not a file`,
    });
    rmSync(tokenPath, { recursive: true });
    writeFileSync(tokenPath, "");
    truncateSync(tokenPath, 300 * 1024 * 1024);
    expect(await loginFailure()).toMatchObject({
      reason: "unauthenticated",
      message: `not signed in to vault: ${tokenPath} is larger than 8 MiB`,
    });
    writeFileSync(tokenPath, Buffer.from([0x61, 0xff]));
    expect(await loginFailure()).toMatchObject({
      reason: "unauthenticated",
      message: `not signed in to vault: ${tokenPath} is not UTF-8`,
    });
  });

  test.skipIf(process.platform === "win32")("a FIFO ends at the deadline", async () => {
    execFileSync("mkfifo", [tokenPath]);
    expect(await loginFailure(Date.now() - 1)).toMatchObject({ reason: "timeout" });
  });
});

test("a token is looked up only where it is to be renewed", async () => {
  const given = vault.tokens.issue([LOGIN.policy], ttlMs).id;
  await storeWith(tokenAuth(given)).read();
  expect(calls("auth/token/lookup-self")).toBe(0);
  const { read } = storeWith(tokenAuth(given, { renew: true }));
  await read();
  vi.setSystemTime(Date.now() + ttlMs * 0.8);
  await read();
  expect([calls("auth/token/lookup-self"), calls("auth/token/renew-self")]).toEqual([1, 1]);
});

test("a login's token is given back at the end, one that was brought along is not", async () => {
  const given = vault.tokens.issue([LOGIN.policy], ttlMs).id;
  for (const auth of [tokenAuth(given), appRoleAuth({ roleId, secretId })]) {
    const { store, read } = storeWith(auth);
    await read();
    await store.close?.();
  }
  expect(calls("auth/token/revoke-self")).toBe(1);
  expect(await storeWith(tokenAuth(given)).read()).toBe('{"a":1}');
});

test("no token at all is told before any call", async () => {
  expect(await storeWith(tokenAuth(" ")).read()).toBe("unauthenticated");
  expect(calls("secret/data/app")).toBe(1); // the one that made it
});

describe("a login", () => {
  const call = vi.fn<Caller>();
  beforeEach(
    () => void call.mockReset().mockResolvedValue({ auth: { client_token: "t", lease_duration: 60 } }),
  );

  async function login(auth: VaultAuth) {
    const found = await auth[BY].login(call, context());
    return { found, sent: call.mock.calls.map(([{ context: _, ...request }]) => request) };
  }

  test("is one call, to where it is mounted", async () => {
    const leased = { token: "t", durationMs: 60_000, renewable: false };
    const post = (path: string, body: object) => ({ method: "POST", path, body });
    expect(await login(appRoleAuth({ roleId: "r" }))).toEqual({
      found: leased,
      sent: [post("auth/approle/login", { role_id: "r" })],
    });
    await login(appRoleAuth({ roleId: "r", secretId: "s", mount: "team/a" }));
    const { sent } = await login(jwtAuth({ role: "r", jwt: async () => new Secret(" j\n") }));
    expect(sent.slice(1)).toEqual([
      post("auth/team/a/login", { role_id: "r", secret_id: "s" }),
      post("auth/jwt/login", { role: "r", jwt: "j" }),
    ]);
  });

  test("of a pod reads Kubernetes's own file where no other is named", async () => {
    const place = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    await expect(login(kubernetesAuth({ role: "r" }))).rejects.toMatchObject({
      reason: "unauthenticated",
      message: `not signed in to vault: there is no service account token at ${place}`,
    });
  });

  test("of a pod doesn't print what stands where a path belongs, and is no file", async () => {
    await expect(login(kubernetesAuth({ role: "r", tokenPath: "eyJcanary" }))).rejects.toMatchObject({
      message: "not signed in to vault: there is no service account token where the option tokenPath says",
    });
  });

  test("of a pod is at kubernetes, with the role and the file's text", async () => {
    const folder = mkdtempSync(join(tmpdir(), "confide-vault-"));
    writeFileSync(join(folder, "token"), " j\n");
    const { sent } = await login(kubernetesAuth({ role: "r", tokenPath: join(folder, "token") }));
    expect(sent).toEqual([{ method: "POST", path: "auth/kubernetes/login", body: { role: "r", jwt: "j" } }]);
    writeFileSync(join(folder, "token"), "a b");
    await expect(login(kubernetesAuth({ role: "r", tokenPath: join(folder, "token") }))).rejects.toThrow(
      `the token at ${join(folder, "token")} has white space`,
    );
    rmSync(folder, { recursive: true });
  });

  test.each([
    [tokenAuth(""), "the token is empty"],
    [appRoleAuth({ roleId: "" }), "the role id is empty"],
    [appRoleAuth({ roleId: "r", secretId: "" }), "the secret id is empty"],
    [
      appRoleAuth({ roleId: "r", secretId: "", wrapped: true }),
      "the wrapping token of the secret id is empty",
    ],
    [jwtAuth({ role: "r", jwt: "" }), "the JWT is empty"],
  ])("names the credential that is none (%#)", async (auth, words) => {
    await expect(login(auth)).rejects.toThrow(words);
    expect(call).not.toHaveBeenCalled();
  });

  test.each([
    [tokenAuth(undefined as never), "the token is missing"],
    [tokenAuth(5 as never), "the token is missing"],
    [appRoleAuth({ roleId: undefined as never }), "the role id is missing"],
    [jwtAuth({ role: "r", jwt: undefined as never }), "the JWT is missing"],
    [jwtAuth({ role: "r", jwt: (() => undefined) as never }), "the JWT is missing"],
    [jwtAuth({ role: undefined as never, jwt: "j" }), "the role is missing"],
    [jwtAuth({ role: "", jwt: "j" }), "the role is empty"],
  ])("names what is not there (%#)", async (auth, words) => {
    await expect(login(auth)).rejects.toMatchObject({
      reason: "unauthenticated",
      message: `not signed in to vault: ${words}`,
    });
    expect(call).not.toHaveBeenCalled();
  });

  test.each([
    async () => Promise.reject(new Error("canary")),
    () => {
      throw new TypeError("canary");
    },
    async () => {
      throw Object.assign(new Error("canary"), { message: undefined });
    },
  ])("says that the function of its JWT failed, and not what it threw (%#)", async (jwt) => {
    const error: unknown = await login(jwtAuth({ role: "r", jwt })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to vault: the function jwt failed",
      fix: expect.stringMatching(/^call it by itself/) as string,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary");
  });

  test("is one of the four: anything else would be left out in silence", () => {
    for (const odd of ["hvs.canary", { token: "canary" }, null])
      expect(() => hashicorpVault({ address: "https://vault.example", auth: odd as never })).toThrow(
        /^hashicorpVault\(\) takes as auth what tokenAuth\(\)/,
      );
    expect(() => hashicorpVault({ address: "https://vault.example", auth: undefined })).not.toThrow();
  });

  const unwrapping = (token: string) => ({ method: "POST", path: "sys/wrapping/unwrap", token, body: {} });

  test("by a wrapped token unwraps it", async () => {
    const { found, sent } = await login(tokenAuth("w", { wrapped: true }));
    expect(found.token).toBe("t");
    expect(sent).toEqual([unwrapping("w")]);
    call.mockResolvedValue({});
    await expect(login(tokenAuth("w", { wrapped: true }))).rejects.toThrow("sys/wrapping/unwrap brought");
  });

  test("by a wrapped secret id unwraps that, and a wrapping of something else makes no sense", async () => {
    call.mockResolvedValueOnce({ data: { secret_id: "s" } });
    const { sent } = await login(appRoleAuth({ roleId: "r", secretId: "w", wrapped: true }));
    expect(sent[0]).toEqual(unwrapping("w"));
    expect(sent[1]).toMatchObject({ body: { role_id: "r", secret_id: "s" } });
    call.mockResolvedValueOnce({ data: { secret_id: 7 } });
    await expect(login(appRoleAuth({ roleId: "r", secretId: "w", wrapped: true }))).rejects.toThrow(
      "sys/wrapping/unwrap brought something else than expected",
    );
  });

  test("by a token that was given makes no call, and looks it up to renew it", async () => {
    const forever = { token: "g", durationMs: 0, renewable: false };
    expect(await login(tokenAuth("g"))).toEqual({ found: forever, sent: [] });
    call.mockResolvedValueOnce({ data: { ttl: 60, renewable: true } });
    expect(await login(tokenAuth("g", { renew: true }))).toEqual({
      found: { token: "g", durationMs: 60_000, renewable: true },
      sent: [{ path: "auth/token/lookup-self", token: "g" }],
    });
    call.mockResolvedValueOnce({ data: { ttl: 60, renewable: "true" } });
    expect((await login(tokenAuth("g", { renew: true }))).found.renewable).toBe(false);
  });

  test("can be repeated, but for a token that was given", () => {
    const repeatable = [
      tokenAuth("g"),
      appRoleAuth({ roleId: "r" }),
      kubernetesAuth({ role: "r" }),
      jwtAuth({ role: "r", jwt: "j" }),
    ].map((auth) => auth[BY].repeatable);
    expect(repeatable).toEqual([false, true, true, true]);
  });
});
