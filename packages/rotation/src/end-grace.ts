import { checkRotationOptions, ROTATION_OPTIONS } from "./known-rotation-options.ts";
import { type AbortRotationOptions, locked } from "./locks/locked.ts";
import { operationOf, pursue, traitsOf } from "./pursue.ts";
import { runOf } from "./run.ts";
import type { EndGraceResult } from "./state/results.ts";
import type { EndGraceIntent } from "./state/step.ts";
import type { NotifyReaders } from "./steps/notify.ts";

export interface EndGraceOptions extends AbortRotationOptions {
  /**
   * Ends every grace, also one whose time isn't over: for a value that others have found out.
   *
   * @default false
   */
  readonly now?: boolean | undefined;
  /**
   * Only where it finds a rotation that a crash parted from its grace.
   *
   * @default []
   */
  readonly notify?: NotifyReaders | readonly NotifyReaders[] | undefined;
}

/**
 * Takes the versions whose grace is over out of use: revokes them at the issuer and retires them in the store. For a timer.
 *
 * @throws RotationError if it can't go on, SourceError if the store can't be used
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { endGrace, randomKey } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const { retired, graceUntil } = await endGrace({ store, name: "prod/api-key", issuer: randomKey() });
 * ```
 */
export async function endGrace(options: EndGraceOptions): Promise<EndGraceResult> {
  checkRotationOptions("endGrace()", options, { ...ROTATION_OPTIONS, now: true });
  const { issuer, now = false } = options;
  const intent: EndGraceIntent = { verb: "endGrace", now, issuer: traitsOf(issuer) };
  const result = await locked(options, async (held) =>
    pursue<"endGrace">(intent, operationOf(runOf(options).under(held), options)),
  );
  return result ?? { outcome: "locked", retired: [] };
}
