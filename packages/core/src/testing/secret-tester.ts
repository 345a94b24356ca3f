import { isSecret } from "../secret/secret.ts";

/**
 * For `expect.addEqualityTesters([secretTester])` (vitest, Jest): Secrets are equal when their contents are, and a
 * Secret never equals a bare value.
 */
export function secretTester(a: unknown, b: unknown): boolean | undefined {
  if (!isSecret(a) && !isSecret(b)) return undefined; // not for this tester to say
  return isSecret(a) && isSecret(b) && a.equals(b);
}
