import { isSecret } from "../secret/secret.ts";

/**
 * For `expect.addEqualityTesters([secretTester])` (vitest, Jest): Secrets are equal when their contents are, and a
 * Secret never equals a bare value.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { secretTester } from "@confide/core/testing";
 * import { expect, test } from "vitest";
 *
 * expect.addEqualityTesters([secretTester]);
 * test("two Secrets of one value are equal", () => expect(new Secret("…")).toEqual(new Secret("…")));
 * ```
 */
export function secretTester(a: unknown, b: unknown): boolean | undefined {
  if (!isSecret(a) && !isSecret(b)) return undefined; // not for this tester to say
  return isSecret(a) && isSecret(b) && a.equals(b);
}
