import { checkRotationOptions } from "./known-rotation-options.ts";
import { type AbortRotationOptions, locked } from "./locks/locked.ts";
import { operationOf, pursue, traitsOf } from "./pursue.ts";
import { runOf } from "./run.ts";
import type { AbortRotationResult } from "./state/results.ts";
import type { AbortIntent } from "./state/step.ts";

/**
 * Gives up a rotation that is not promoted yet: its value is revoked and retired, the current one stays.
 *
 * @throws RotationError if it can't go on, SourceError if the store can't be used
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { abortRotation, randomKey } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const { outcome } = await abortRotation({ store, name: "prod/api-key", issuer: randomKey() });
 * console.log(outcome); // nothing
 * ```
 */
export async function abortRotation(options: AbortRotationOptions): Promise<AbortRotationResult> {
  checkRotationOptions("abortRotation()", options);
  const intent: AbortIntent = { verb: "abort", issuer: traitsOf(options.issuer) };
  const result = await locked(options, async (held) =>
    pursue<"abort">(intent, operationOf(runOf(options).under(held), options)),
  );
  return result ?? { outcome: "locked" };
}
