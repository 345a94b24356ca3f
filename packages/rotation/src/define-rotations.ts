import { checkRotationOptions, DEFINITION_OPTIONS } from "./known-rotation-options.ts";
import type { RotationDueOptions } from "./due.ts";
import type { RotateOptions } from "./rotate.ts";

/** How one secret is rotated: what `rotate` takes, and when it is due. */
export interface RotationDefinition extends Omit<RotateOptions, "name" | "signal">, RotationDueOptions {
  /**
   * The secret's name in the store.
   *
   * @default the name under which it is defined
   */
  readonly name?: string | undefined;
}

/**
 * Types the default export of `confide.rotation.ts`: the rotations that `confide rotate NAME` finds, by name. Importing the
 * file should do nothing.
 *
 * @throws TypeError for an option that a rotation doesn't have
 *
 * @example
 * ```ts
 * import { localStore } from "@confide/local";
 * import { defineRotations, randomKey } from "@confide/rotation";
 *
 * const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
 *
 * export default defineRotations({
 *   "prod/api-key": { store, issuer: randomKey(), everyMs: 30 * 86_400_000 },
 * });
 * ```
 */
export function defineRotations<const R extends Readonly<Record<string, RotationDefinition>>>(
  rotations: R,
): R {
  for (const [name, rotation] of Object.entries(rotations))
    checkRotationOptions(name, rotation, DEFINITION_OPTIONS);
  return rotations;
}
