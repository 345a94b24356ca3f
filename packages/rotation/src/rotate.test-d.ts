import type { SecretStore } from "@confide/core";
import type { WritableSecretStore } from "@confide/core/adapter";
import { expectTypeOf, test } from "vitest";

import type { Issuer } from "./issuers/issuer.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import { randomKey } from "./issuers/random-key.ts";
import { keyVerifier } from "./verify/key-verifier.ts";
import { rotate } from "./rotate.ts";
import type { RotateResult } from "./state/results.ts";

declare const store: WritableSecretStore;
declare const readOnly: SecretStore;

test("a rotation says what happened, and when the grace ends", () => {
  expectTypeOf(rotate({ store, name: "key", issuer: randomKey() })).resolves.toEqualTypeOf<RotateResult>();
  expectTypeOf<RotateResult["outcome"]>().toEqualTypeOf<"rotated" | "resumed" | "in-progress" | "locked">();
  expectTypeOf<RotateResult["graceUntil"]>().toEqualTypeOf<Date | undefined>();
});

test("a store that can only be read is not rotated", () => {
  expectTypeOf<Parameters<typeof rotate>[0]["store"]>().toEqualTypeOf<WritableSecretStore>();
  // @ts-expect-error it has no put and no promote
  void rotate({ store: readOnly, name: "key", issuer: randomKey() });
});

test("a key that matches says which version it was", () => {
  const verifier = keyVerifier({ store, name: "key" });
  expectTypeOf(verifier.verify("candidate")).resolves.toEqualTypeOf<
    { readonly version: string; readonly current: boolean } | undefined
  >();
});

test("an issuer says what its target can hold", () => {
  expectTypeOf<Issuer["credentials"]>().toEqualTypeOf<"many" | "two-slots" | "one">();
  // @ts-expect-error no such credentials
  defineIssuer({ credentials: "some", create: async () => Promise.reject(new Error("none")) });
});
