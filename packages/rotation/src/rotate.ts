import { checkRotation } from "./check-rotation.ts";
import { checkRotationOptions } from "./known-rotation-options.ts";
import { type AbortRotationOptions, locked } from "./locks/locked.ts";
import { operationOf, pursue, traitsOf } from "./pursue.ts";
import { type Run, runOf } from "./run.ts";
import { underWay } from "./state/outcomes.ts";
import type { RotateResult } from "./state/results.ts";
import type { RotateIntent } from "./state/step.ts";
import { type ConfirmReaders, confirmed } from "./steps/confirm-readers.ts";
import type { NotifyReaders } from "./steps/notify.ts";

export interface RotateOptions extends AbortRotationOptions {
  /**
   * How long the old value stays good.
   *
   * @default 86_400_000, a day; 0 for an issuer whose target holds one credential
   */
  readonly graceMs?: number | undefined;
  /**
   * How old a value may be that a reader still uses.
   *
   * @default 630_000, what `cached()` keeps
   */
  readonly readerMaxAgeMs?: number | undefined;
  /**
   * How long the store takes to show a new version everywhere.
   *
   * @default what is known of the store: 60_000 for most, three hours for Google Secret Manager
   */
  readonly propagationMs?: number | undefined;
  /**
   * Told about the new version once it is current.
   *
   * @default []
   */
  readonly notify?: NotifyReaders | readonly NotifyReaders[] | undefined;
  /**
   * Asked which version each reader has, before the old one ends.
   *
   * @default none: no reader is asked
   */
  readonly confirm?: ConfirmReaders | undefined;
  /**
   * Rotates also while an older version is in grace, which keeps its own grace.
   *
   * @default false
   */
  readonly duringGrace?: boolean | undefined;
}

/**
 * Replaces a secret's value by a new one, so that at every moment there is one that works. A rotation ends with its grace:
 * until then another call changes nothing. After a crash, or an error, call it again: it goes on where it stopped.
 *
 * @throws RotationError if it is refused or can't go on, SourceError if the store can't be used, TypeError for an unknown option
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { randomKey, rotate } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const { version, graceUntil } = await rotate({ store, name: "prod/api-key", issuer: randomKey() });
 * console.log(version); // 2
 * ```
 */
export async function rotate(options: RotateOptions): Promise<RotateResult> {
  checkRotationOptions("rotate()", options);
  const intent: RotateIntent = { verb: "rotate", ...rotateWishes(options) };
  const run = runOf(options);
  const result = await locked(options, async (held) =>
    pursue<"rotate">(intent, operationOf(run.under(held), options)),
  );
  if (result) return confirmedBy(options, result, run);
  return { ...underWay(await run.describe(), run.time.range()), outcome: "locked" };
}

/** @throws RotationError for what is refused whatever the state is */
export function rotateWishes(options: RotateOptions): Omit<RotateIntent, "verb"> {
  const { issuer, duringGrace = false } = options;
  return { graceMs: checkRotation(options), duringGrace, issuer: traitsOf(issuer) };
}

/** After the lock, which nobody has to wait for while readers are asked. */
export async function confirmedBy(
  { confirm }: RotateOptions,
  result: RotateResult,
  run: Run,
): Promise<RotateResult> {
  const { outcome, version, graceUntil } = result;
  if (!confirm || !graceUntil || outcome === "in-progress") return result;
  const unconfirmed = await confirmed(confirm, version, graceUntil.getTime(), run);
  return unconfirmed.length > 0 ? { ...result, unconfirmed } : result;
}
