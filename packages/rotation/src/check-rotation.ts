import { checkGrace } from "./grace.ts";
import { checkRotationOptions } from "./known-rotation-options.ts";
import { checkLock } from "./locks/locked.ts";
import type { RotateOptions } from "./rotate.ts";
import { DAY_MS } from "./time-units.ts";

/**
 * Refuses what `rotate` would refuse before it looks at the store: a grace that is too short, or a lock that is missing.
 *
 * @returns the grace in milliseconds, the default one where none is given
 * @throws RotationError
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { checkRotation, randomKey } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * console.log(checkRotation({ store, name: "prod/api-key", issuer: randomKey() })); // 86400000
 * ```
 */
export function checkRotation(options: RotateOptions): number {
  checkRotationOptions("checkRotation()", options);
  const { store, name, issuer, readerMaxAgeMs, propagationMs, longestGraceMs } = options;
  const graceMs = options.graceMs ?? (issuer.credentials === "one" ? 0 : DAY_MS);
  checkGrace(store, name, issuer, { graceMs, readerMaxAgeMs, propagationMs, longestGraceMs });
  checkLock(options);
  return graceMs;
}
