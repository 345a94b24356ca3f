import { SourceError } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { failureOf, isDisabled, isMissing } from "./errors.ts";

const attempt = {
  ref: "database?version=latest",
  context: { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000 },
  vault: "https://shop.vault.azure.net",
  name: "database",
  needs: "Key Vault Secrets User",
};

function answered(statusCode: number, code?: string, innerCode?: string) {
  return { statusCode, code: "other", details: { error: { code, innerError: { code: innerCode } } } };
}

const reasonOf = (error: unknown) => failureOf(error, attempt).reason;

test.each([
  [200, "malformed"],
  [299, "malformed"],
  [300, "unavailable"],
  [399, "unavailable"],
  [400, "invalid-ref"],
  [401, "unauthenticated"],
  [402, "unknown"],
  [403, "denied"],
  [404, "malformed"],
  [405, "invalid-ref"],
  [406, "unknown"],
  [408, "timeout"],
  [409, "conflict"],
  [413, "too-large"],
  [429, "throttled"],
  [499, "unknown"],
  [500, "unavailable"],
  [599, "unavailable"],
])("status %i is %s", (status, reason) => {
  expect(failureOf(answered(status), attempt)).toMatchObject({
    reason,
    ref: attempt.ref,
    store: "azure-key-vault",
  });
});

test("what a status means may be told by its codes", () => {
  expect(reasonOf(answered(403, "Forbidden", "SecretDisabled"))).toBe("disabled");
  expect(reasonOf(answered(404, "SecretNotFound"))).toBe("not-found");
  expect(reasonOf({ statusCode: 404, code: "SecretNotFound" })).toBe("not-found");
  expect(reasonOf(answered(409, "Conflict", "ObjectIsBeingRecovered"))).toBe("unavailable");
  expect(reasonOf(answered(400, "SecretNotFound", "SecretDisabled"))).toBe("invalid-ref");
});

test.each([
  ["REQUEST_SEND_ERROR", "unavailable"],
  ["PARSE_ERROR", "unavailable"],
  ["ECONNRESET", "unavailable"],
  ["ENOTFOUND", "unavailable"],
  ["EAI_AGAIN", "unavailable"],
  ["EHOSTUNREACH", "unavailable"],
  ["ENETDOWN", "unavailable"],
  ["EPIPE", "unavailable"],
  ["ETIMEDOUT", "unavailable"],
  ["UND_ERR_SOCKET", "unavailable"],
  ["HPE_INVALID_HEADER", "malformed"],
  ["XHPE_", "unknown"],
  ["XECONNRESET", "unknown"],
  ["ECONNRESETx", "unknown"],
  ["UND_ERR_", "unknown"],
  ["UND_ERR_-", "unknown"],
  ["CERT_HAS_EXPIRED", "unknown"],
  [7, "unknown"],
])("without an answer, the code %s is %s", (code, reason) => {
  expect(reasonOf({ name: "RestError", code })).toBe(reason);
});

test.each([
  ["AbortError", "timeout"],
  ["CredentialUnavailableError", "unauthenticated"],
  ["AuthenticationError", "unauthenticated"],
  ["AggregateAuthenticationError", "unauthenticated"],
  ["AuthenticationRequiredError", "unauthenticated"],
  ["MyAuthenticationError", "unknown"],
  ["AuthenticationErrors", "unknown"],
  [7, "unknown"],
])("an error by the name of %s is %s", (name, reason) => {
  expect(reasonOf({ name })).toBe(reason);
});

test("what is no error of anybody's is unknown", () => {
  for (const error of [undefined, null, "text"]) expect(reasonOf(error)).toBe("unknown");
});

test("a call that was ended is that, and a failure in confide's own words is left unchanged", () => {
  const context = { ...attempt.context, signal: AbortSignal.abort() };
  expect(failureOf(answered(500), { ...attempt, context }).reason).toBe("aborted");
  const own = new SourceError({ reason: "not-found", message: "a message", store: "another" });
  expect(failureOf(own, attempt)).toBe(own);
  expect([isMissing(own), isDisabled(own), isMissing(answered(403, "", "SecretDisabled"))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isDisabled(answered(403, "", "SecretDisabled"))).toBe(true);
});

test("how long to wait is what the answer's header says", () => {
  const headers = { get: (name: string) => (name === "retry-after" ? "2" : undefined) };
  expect(failureOf({ ...answered(429), response: { headers } }, attempt).retryAfterMs).toBe(2_000);
  for (const response of [undefined, {}, { headers: { get: () => undefined } }])
    expect(failureOf({ ...answered(429), response }, attempt).retryAfterMs).toBeUndefined();
});

describe("a denial says what is needed", () => {
  test.each([
    ["ForbiddenByFirewall", "this machine's address let through the firewall of VAULT"],
    ["ForbiddenByConnection", "a private link to VAULT, or its public network access"],
    ["ForbiddenByPolicy", "the on-behalf-of flow, which a policy of VAULT asks for"],
    ["AccessDenied", "an access policy of VAULT with the permissions of Key Vault Secrets User"],
    ["ForbiddenByRbac", "Key Vault Secrets User on VAULT/secrets/database"],
  ])("%s", (code, needs) => {
    expect(failureOf(answered(403, "Forbidden", code), attempt).needs).toBe(
      needs.replace("VAULT", attempt.vault),
    );
  });

  test("and a list's is on the vault", () => {
    const { name: _, ...list } = attempt;
    expect(failureOf(answered(403), list).needs).toBe(`Key Vault Secrets User on ${attempt.vault}`);
  });

  test("and no other failure does", () => {
    expect(failureOf(answered(500), attempt).needs).toBeUndefined();
  });
});
