import { inspect } from "node:util";

import { Secret, type SourceError } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import {
  appRoleAuth,
  hashicorpVault,
  type HashicorpVaultOptions,
  jwtAuth,
  kubernetesAuth,
  tokenAuth,
} from "./index.ts";

const fetch = vi.fn<typeof globalThis.fetch>();
const CANARY = "hvs.canary0123456789";

beforeEach(() => {
  vi.stubEnv("VAULT_ADDR", undefined);
  vi.stubEnv("VAULT_NAMESPACE", undefined);
  vi.stubEnv("VAULT_TOKEN", undefined);
  fetch.mockReset();
  fetch.mockImplementation(async () =>
    Response.json({ data: { data: { a: "1" }, metadata: { version: 1 } } }),
  );
});
afterEach(() => vi.unstubAllEnvs());

const good: HashicorpVaultOptions = { auth: tokenAuth("a-token"), kvVersion: 2, fetch };

async function failureWith(options: HashicorpVaultOptions): Promise<SourceError | undefined> {
  const outcome = await getOutcome(hashicorpVault({ ...good, ...options }), { name: "app" }, context());
  const shown = inspect(outcome?.error, { depth: 9, showHidden: true }) + JSON.stringify(outcome?.error);
  expect(shown).not.toContain(CANARY);
  return outcome?.error;
}

/** A refusal that is made at once: nothing is sent, and it isn't tried again. */
async function refusalOf(options: HashicorpVaultOptions) {
  const error = await failureWith(options);
  return {
    reason: error?.reason,
    message: error?.message,
    again: error?.retryable,
    sent: fetch.mock.calls.length,
  };
}

function refusal(reason: string, message: RegExp) {
  return { reason, message: expect.stringMatching(message) as string, again: false, sent: 0 };
}

test.each([undefined, "", " "])("without an address nothing is sent (%j)", async (address) => {
  expect(await refusalOf({ address })).toEqual(
    refusal("unknown", /no address: set the option address, or VAULT_ADDR/),
  );
});

test.each([
  [CANARY, /begin with https/],
  ["127.0.0.1:8200", /begin with https/],
  ["ftp://vault.example", /begin with https/],
  ["file:///etc/passwd", /begin with https/],
  ["unix:///run/vault.sock", /begin with https/],
  ["https://", /begin with https/],
  [`https://user:${CANARY}@vault.example`, /no user, password/],
  [`https://${CANARY}@vault.example`, /no user, password/],
  [`https://vault.example/?token=${CANARY}`, /query or fragment/],
  [`https://vault.example/#${CANARY}`, /query or fragment/],
  ["http://vault.example:8200", /allowHttp/],
  ["http://10.0.0.1:8200", /allowHttp/],
  ["http://0.0.0.0:8200", /allowHttp/],
  ["http://localhost.example:8200", /allowHttp/],
  ["http://127.0.0.1.example:8200", /allowHttp/],
  ["http://[::2]:8200", /allowHttp/],
  ["https://h\n.evil.example", /white space, a control character or a backslash/],
  ["https://vault.example/a\tb", /white space, a control character or a backslash/],
  ["https:\\\\vault.example", /white space, a control character or a backslash/],
])("%s is no address for a token, as an option or from the environment", async (address, message) => {
  expect(await refusalOf({ address })).toEqual(refusal("unknown", message));
  vi.stubEnv("VAULT_ADDR", address);
  expect(await refusalOf({})).toEqual(refusal("unknown", message));
});

test.each([
  ["https://vault.example", "https://vault.example/v1/secret/data/app"],
  ["https://vault.example:8200/", "https://vault.example:8200/v1/secret/data/app"],
  ["https://example.com/vault//", "https://example.com/vault/v1/secret/data/app"],
  ["http://localhost:8200", "http://localhost:8200/v1/secret/data/app"],
  ["http://127.0.0.1:8200", "http://127.0.0.1:8200/v1/secret/data/app"],
  ["http://127.8.9.1:8200", "http://127.8.9.1:8200/v1/secret/data/app"],
  ["http://[::1]:8200", "http://[::1]:8200/v1/secret/data/app"],
])("%s is one", async (address, url) => {
  expect(await failureWith({ address })).toBeUndefined();
  expect(fetch.mock.calls[0]?.[0]).toBe(url);
});

test("http:// to another machine has to be permitted", async () => {
  expect(await failureWith({ address: "http://vault.example", allowHttp: true })).toBeUndefined();
});

test("an address that is set later is found by the next read", async () => {
  const store = hashicorpVault(good);
  const read = async () => (await getOutcome(store, { name: "app" }, context()))?.error?.reason;
  expect(await read()).toBe("unknown");
  vi.stubEnv("VAULT_ADDR", "https://vault.example");
  expect(await read()).toBeUndefined();
});

test("a client of one's own needs no address", async () => {
  const client = { request: async () => ({ data: { data: { a: "1" }, metadata: { version: 1 } } }) };
  expect(await failureWith({ client })).toBeUndefined();
});

const BAD_TOKENS = [
  `${CANARY}\r\nX-Other: 1`,
  `${CANARY}\nx`,
  `${CANARY} x`,
  `${CANARY}\u0001`,
  `${CANARY}\u00A0x`,
  `${CANARY}ü`,
  "",
  " \n",
];

test.each(BAD_TOKENS)("%j is no token, wherever it comes from", async (bad) => {
  const address = "https://vault.example";
  for (const auth of [
    tokenAuth(bad),
    tokenAuth(new Secret(bad)),
    tokenAuth(bad, { wrapped: true }),
    tokenAuth(bad, { renew: true }),
    appRoleAuth({ roleId: bad, secretId: "good" }),
    appRoleAuth({ roleId: "good", secretId: bad }),
    appRoleAuth({ roleId: "good", secretId: bad, wrapped: true }),
    jwtAuth({ role: "app", jwt: bad }),
    jwtAuth({ role: "app", jwt: async () => new Secret(bad) }),
  ])
    expect(await refusalOf({ address, auth })).toEqual(refusal("unauthenticated", /is empty|white space/));
  vi.stubEnv("VAULT_TOKEN", bad);
  const store = hashicorpVault({ address, kvVersion: 2, fetch });
  const outcome = await getOutcome(store, { name: "app" }, context());
  expect(outcome?.error?.reason).toBe("unauthenticated");
  expect(fetch).not.toHaveBeenCalled();
});

test("white space around a token is of the file it was read from", async () => {
  await failureWith({ address: "https://vault.example", auth: tokenAuth(" a-token\n") });
  expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ "X-Vault-Token": "a-token" });
});

test.each(["../sys", "a/../sys", "", "a\nb", "a?b", "a#b", "a%2e", "a//b", "."])(
  "%j is no mount of a login",
  async (mount) => {
    const address = "https://vault.example";
    for (const auth of [
      appRoleAuth({ roleId: "a", secretId: "b", mount }),
      jwtAuth({ role: "app", jwt: "a.b.c", mount }),
      kubernetesAuth({ role: "app", mount, tokenPath: "/nowhere" }),
    ])
      expect(await refusalOf({ address, auth })).toEqual(
        refusal("invalid-ref", /mount is not the path of an engine/),
      );
  },
);

test.each(["a b", "a\r\nX-Other: 1", "../other", "a/./b", "ü", " "])(
  "%j is no namespace",
  async (namespace) => {
    const address = "https://vault.example";
    expect(await refusalOf({ address, namespace })).toEqual(refusal("unknown", /namespace/));
    vi.stubEnv("VAULT_NAMESPACE", namespace);
    expect(await refusalOf({ address })).toEqual(refusal("unknown", /namespace/));
  },
);

test("a namespace is sent, an empty one isn't, and no path is taken from the environment", async () => {
  vi.stubEnv("VAULT_PREFIX", "/elsewhere");
  const address = "https://vault.example";
  for (const namespace of ["", "team/shop"]) await failureWith({ address, namespace });
  vi.stubEnv("VAULT_NAMESPACE", "of/environment");
  await failureWith({ address });
  const sent = fetch.mock.calls.map(([, init]) => new Headers(init?.headers).get("x-vault-namespace"));
  expect(sent).toEqual([null, "team/shop", "of/environment"]);
  expect(new Set(fetch.mock.calls.map(([url]) => url))).toEqual(
    new Set(["https://vault.example/v1/secret/data/app"]),
  );
});

test.each(["s.x\r\ny", "s x", "", 1])("%j is no token that a login may bring", async (bad) => {
  fetch.mockImplementation(async () => Response.json({ auth: { client_token: bad, lease_duration: 60 } }));
  const auth = appRoleAuth({ roleId: "a", secretId: "b" });
  const error = await failureWith({ address: "https://vault.example", auth });
  expect(error?.reason).toBe("malformed");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test.each(["/a", "a/", "/a/"])("%j is the mount a, of secrets and of a login", async (mount) => {
  const paths: string[] = [];
  const store = hashicorpVault({
    address: "https://vault.example",
    mount,
    kvVersion: 2,
    auth: appRoleAuth({ roleId: "a", secretId: "b", mount }),
    fetch: async (url) => {
      paths.push(new URL(url).pathname);
      return Response.json({
        auth: { client_token: "t", lease_duration: 0, renewable: false },
        data: { data: { a: "x" }, metadata: { version: 1 } },
      });
    },
  });
  await store.get({ name: "b" }, context());
  expect(paths).toEqual(["/v1/auth/a/login", "/v1/a/data/b"]);
  expect(store.policy?.([{ ref: { name: "b" }, can: "read" }]).text).toContain('path "a/data/b"');
});
