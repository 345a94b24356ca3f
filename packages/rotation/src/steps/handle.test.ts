import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { defineIssuer } from "../issuers/define-issuer.ts";
import { rotate } from "../rotate.ts";
import { IssuerError } from "../rotation-error.ts";

const issuer = defineIssuer({
  credentials: "two-slots",
  create: async () => new Secret<string | Uint8Array>("canary-new-value"),
  revoke: async () => {},
  // A parser quotes what it can't parse.
  handleOf: (value) => (JSON.parse(String(value.reveal())) as { id: string }).id,
});
const told = "handleOf of custom can't say what a value is called";

test("a value that has no name is an error that quotes nothing, and nothing becomes current", async () => {
  const at = { store: memoryStore({ key: "canary-first" }), name: "key", issuer };
  const failure = await rotate(at).catch((error: unknown) => error);
  expect(String(failure)).toContain(told);
  expect(JSON.stringify([failure, String(failure)])).not.toContain("canary");
  expect(await valueIn(at.store, "key")).toBe("canary-first");
});

test("the end of a grace quotes nothing either", async () => {
  const at = { store: memoryStore({ key: "canary-first" }), name: "key" };
  const { handleOf: _handleOf, ...nameless } = issuer;
  await rotate({ ...at, issuer: nameless });
  const failure = await endGrace({ ...at, issuer, now: true }).catch((error: unknown) => error);
  expect(String(failure)).toBe(`IssuerError: ${told}`);
});

test("what an issuer says itself is quoted", async () => {
  const saying = defineIssuer({
    ...issuer,
    handleOf() {
      throw new IssuerError("the secret has no id");
    },
  });
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer: saying };
  await expect(rotate(at)).rejects.toThrow("the secret has no id");
});
