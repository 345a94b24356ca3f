import { readSecret, type SourceError } from "@confide/core";
import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { faultProxy, faults } from "@confide/core/testing";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Fixture, OWNER_TOKEN, signedIn } from "../test/fixture.ts";
import { Refusal } from "../test/refusal.ts";
import { azureKeyVault } from "./store.ts";

async function opened(): Promise<Fixture> {
  const fixture = await signedIn();
  onTestFinished(() => fixture.close?.());
  return fixture;
}

function once(timeoutMs = 5_000, signal = new AbortController().signal) {
  return { signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
}

async function failure({ store }: Pick<Fixture, "store">, name: string): Promise<SourceError> {
  const outcome = await getOutcome(store, { name }, once());
  if (!outcome?.error) throw new Error("the read did not fail");
  return outcome.error;
}

const nowS = Math.floor(Date.now() / 1000);

describe("what is read", () => {
  test("latest comes back as the version that it was", async () => {
    const { store, vault } = await opened();
    vault.seed("database", { value: "one" });
    const version = vault.seed("database", { value: "two" });
    const latest = await getOutcome(store, { name: "database", version: "latest" }, once());
    expect(latest?.value?.version).toBe(version);
    expect(latest?.value?.createdAt?.getTime()).toBeGreaterThanOrEqual((nowS - 1) * 1000);
  });

  test("bytes, as az keeps them", async () => {
    const { store, vault } = await opened();
    vault.seed("key", { value: "/wAB", tags: { "file-encoding": "base64" } });
    expect((await readSecret(store, "key")).reveal()).toEqual(Uint8Array.from([255, 0, 1]));
  });

  test("the first call asks for a challenge, and all others share its token", async () => {
    const { store, vault } = await opened();
    for (const name of ["a", "b"]) vault.seed(name, { value: "one" });
    await getOutcomes(store, [{ name: "a" }, { name: "b" }], once());
    await getOutcomes(store, [{ name: "a" }], once());
    expect(vault.calls).toEqual(["GET /secrets/a/", "GET /secrets/b/", "GET /secrets/a/"]);
  });
});

describe("a version outside its time is disabled", () => {
  test.each([
    ["expired", { exp: nowS - 60 }, `expired at ${new Date((nowS - 60) * 1000).toISOString()}`],
    ["expiring now", { exp: nowS }, "expired at "],
    ["not yet valid", { nbf: nowS + 3600 }, "is not to be used before "],
  ])("%s", async (_, attributes, words) => {
    const fixture = await opened();
    fixture.vault.seed("database", { value: "canary-c41d", attributes });
    const error = await failure(fixture, "database");
    expect(error.reason).toBe("disabled");
    expect(error.message).toContain(`database in azure-key-vault ${words}`);
  });

  test("and within it is read, with its end", async () => {
    const { store, vault } = await opened();
    vault.seed("database", { value: "one", attributes: { nbf: nowS - 60, exp: nowS + 3600 } });
    const outcome = await getOutcome(store, { name: "database" }, once());
    expect(outcome?.value?.expiresAt).toEqual(new Date((nowS + 3600) * 1000));
  });
});

describe("what is refused", () => {
  test("a name or version that Key Vault doesn't take, before it is called", async () => {
    const { store, vault } = await opened();
    const refs = ["prod/database", "prod_database", ".", "..", "x".repeat(128)].map((name) => ({ name }));
    const outcomes = await getOutcomes(store, [...refs, { name: "database", version: "versions" }], once());
    expect(outcomes.map(({ error }) => error?.reason)).toEqual(outcomes.map(() => "invalid-ref"));
    expect(outcomes[1]?.error?.message).toBe(
      "azure-key-vault would refuse prod_database: a name has 1 to 127 letters, digits and -",
    );
    expect(vault.calls).toEqual([]);
  });

  test("no name that Key Vault takes", async () => {
    const fixture = await opened();
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[0-9A-Za-z-]{1,127}$/), async (name) => {
        expect((await failure(fixture, name)).reason).toBe("not-found");
      }),
      { numRuns: 25 },
    );
  });

  test("what is tagged as base64 and isn't", async () => {
    const fixture = await opened();
    fixture.vault.seed("key", { value: "canary!", tags: { "file-encoding": "base64" } });
    expect((await failure(fixture, "key")).reason).toBe("malformed");
  });
});

describe("why it failed", () => {
  test.each([
    ["ForbiddenByRbac", "Key Vault Secrets User on VAULT/secrets/database"],
    ["AccessDenied", "an access policy of VAULT with the permissions of Key Vault Secrets User"],
    ["ForbiddenByFirewall", "this machine's address let through the firewall of VAULT"],
    ["ForbiddenByConnection", "a private link to VAULT, or its public network access"],
    ["ForbiddenByPolicy", "the on-behalf-of flow, which a policy of VAULT asks for"],
  ])("%s is denied, and says what is needed", async (innerCode, needs) => {
    const fixture = await opened();
    fixture.server.meet(new Refusal(403, "Forbidden", "Caller: appid=canary-caller", innerCode));
    const error = await failure(fixture, "database");
    expect(error.message).toBe("access denied by azure-key-vault");
    expect(error.needs).toBe(needs.replace("VAULT", fixture.server.url));
    expect(JSON.stringify(error.cause)).not.toContain("canary");
  });

  test.each([
    [400, "BadParameter", "", "invalid-ref"],
    [403, "Forbidden", "SecretDisabled", "disabled"],
    [404, "NotFound", "", "malformed"],
    [404, "SecretNotFound", "", "not-found"],
    [409, "Conflict", "ObjectIsDeletedButRecoverable", "conflict"],
    [409, "Conflict", "ObjectIsBeingRecovered", "unavailable"],
    [429, "Throttled", "", "throttled"],
    [500, "InternalError", "", "unavailable"],
    [503, "ServiceUnavailable", "", "unavailable"],
    [418, "Teapot", "", "unknown"],
  ])("%i %s %s is %s", async (status, code, innerCode, reason) => {
    const fixture = await opened();
    fixture.server.meet(new Refusal(status, code, "in other words", innerCode || undefined));
    expect((await failure(fixture, "database")).reason).toBe(reason);
  });
});

describe("through a network that fails", () => {
  test.each([
    ["hang", faults.hang, "timeout"],
    ["reset", faults.reset, "unavailable"],
    ["halfBody", faults.halfBody, "unavailable"],
    ["throttled", faults.throttled, "throttled"],
    ["unavailable", faults.unavailable, "unavailable"],
    ["html502", faults.html502, "unavailable"],
    [
      "redirect",
      { kind: "answer", status: 307, headers: { location: "https://localhost:1/" } },
      "unavailable",
    ],
    [
      "login page",
      { kind: "answer", status: 200, headers: { "content-type": "text/html" }, body: "<p>" },
      "malformed",
    ],
  ] as const)("%s, in time and in one attempt", async (_, fault, reason) => {
    const { vault, server } = await opened();
    vault.seed("database", { value: "one" });
    // An answer takes a proxy that speaks TLS itself; what befalls the connection doesn't.
    const speaks = fault.kind === "answer" ? { tls: server.certificate } : {};
    const proxy = await faultProxy(server.url, speaks);
    onTestFinished(async () => proxy.close());
    proxy.set(fault);
    const store = azureKeyVault({ client: server.client(OWNER_TOKEN, `https://localhost:${proxy.port}`) });
    const started = Date.now();
    const outcome = await getOutcome(store, { name: "database" }, once(500));
    expect(outcome?.error?.reason).toBe(reason);
    expect(Date.now() - started).toBeLessThan(600);
    expect(proxy.requests).toBe(1);
  });

  test.each([20, 200, 500, 600])("an answer that ends after %i bytes is no answer", async (afterBytes) => {
    const { vault, server } = await opened();
    vault.seed("database", { value: "one" });
    const proxy = await faultProxy(server.url, { tls: server.certificate });
    onTestFinished(async () => proxy.close());
    proxy.set({ kind: "cut", afterBytes });
    const store = azureKeyVault({ client: server.client(OWNER_TOKEN, `https://localhost:${proxy.port}`) });
    expect((await failure({ store }, "database")).reason).toBe("unavailable");
  });

  test("what the service said to wait is told", async () => {
    const { server } = await opened();
    const proxy = await faultProxy(server.url, { tls: server.certificate });
    onTestFinished(async () => proxy.close());
    proxy.set(faults.throttled);
    const store = azureKeyVault({ client: server.client(OWNER_TOKEN, `https://localhost:${proxy.port}`) });
    expect((await failure({ store }, "database")).retryAfterMs).toBe(1000);
  });

  test("a certificate that nobody vouches for is not trusted", async () => {
    const { server } = await opened();
    const credential = { getToken: async () => ({ token: OWNER_TOKEN, expiresOnTimestamp: Infinity }) };
    const error = await failure({ store: azureKeyVault({ vaultUrl: server.url, credential }) }, "database");
    expect(error.reason).toBe("unknown");
    expect(error.cause).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });

  test("an abort ends the call at once", async () => {
    const { store, server } = await opened();
    server.meet("hang");
    const controller = new AbortController();
    const reading = getOutcomes(store, [{ name: "database" }], once(5_000, controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const aborted = performance.now();
    controller.abort();
    const [outcome] = await reading;
    expect(outcome?.error?.reason).toBe("aborted");
    expect(performance.now() - aborted).toBeLessThan(50);
  });
});

test("an answer without a value or a version makes no sense", async () => {
  const messageOf = async (answer: object) => {
    const client = { vaultUrl: "https://shop.vault.azure.net", getSecret: async () => answer };
    const outcome = await getOutcome(
      azureKeyVault({ client: client as never }),
      { name: "database" },
      once(),
    );
    return outcome?.error?.message ?? outcome?.value?.value.reveal();
  };
  const [name, version] = ["database", "0".repeat(32)];
  expect(await messageOf({ value: "one", properties: { name, version } })).toBe("one");
  expect(await messageOf({ properties: { name, version } })).toBe("azure-key-vault answered without a value");
  for (const properties of [{ name }, { name, version: "" }])
    expect(await messageOf({ value: "one", properties })).toBe("azure-key-vault answered without a version");
});

test("an answer about another secret or version is none", async () => {
  const [asked, other] = ["a".repeat(32), "b".repeat(32)];
  const read = async (version: string, properties: object) => {
    const answer = { value: "canary", properties };
    const client = { vaultUrl: "https://shop.vault.azure.net", getSecret: async () => answer };
    const { value, error } = await getOutcome(
      azureKeyVault({ client: client as never }),
      { name: "a", version },
      once(),
    );
    return error?.message ?? value?.version;
  };
  const mixed = "azure-key-vault answered with another secret or version than was asked for";
  expect(await read(asked, { name: "A", version: asked })).toBe(asked);
  expect(await read(asked, { name: "a", version: other })).toBe(mixed);
  expect(await read(asked, { name: "b", version: asked })).toBe(mixed);
  expect(await read(`staged-${asked}`, { name: "a-pending", version: other })).toBe(mixed);
  expect(await read("latest", { name: "b", version: asked })).toBe(mixed);
});
