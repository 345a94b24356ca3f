import { untilNoConflict } from "./calls.ts";
import { endOld } from "./ending.ts";
import { locked, type AbortRotationOptions } from "./locked.ts";
import { noteNameOf } from "./record.ts";
import { settled } from "./leftovers.ts";
import type { NotifyReaders } from "./notify.ts";
import { type Run, runOf } from "./run.ts";
import { isOver } from "./running.ts";

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

export interface EndGraceResult {
  /** `not-yet` also while another rotator is at it. */
  readonly outcome: "retired" | "not-yet" | "nothing";
  /** What was taken out of use. */
  readonly retired: readonly string[];
  /** When the next grace ends, by the store's clock. */
  readonly graceUntil?: Date;
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
  const end = await locked(options, async (held) => {
    const run = runOf(options, held);
    return untilNoConflict(async () => endGraces(run, options));
  });
  return end ?? { outcome: "not-yet", retired: [] };
}

async function endGraces(
  run: Run,
  { issuer, notify = [], now = false }: EndGraceOptions,
): Promise<EndGraceResult> {
  let situation = await run.look();
  // One that a crash parted from its note begins its grace now.
  const begun = await settled(situation, { run, issuer, notify: [notify].flat() });
  if (begun.length > 0) situation = await run.look();
  const over = situation.graces.filter((grace) => now || isOver(grace, situation, run));
  const retired: string[] = [];
  for (const grace of over) {
    const { record, isEnabled } = grace;
    const canGo = await endOld(situation, record, { run, issuer, ending: over });
    if (canGo || !isOver(grace, situation, run))
      await run.calls.annotate({ [noteNameOf(record.rotationId)]: null });
    if (isEnabled && record.base !== situation.current) retired.push(record.base);
  }
  const ends = situation.graces.filter((grace) => !over.includes(grace)).map(({ endsMs }) => endsMs);
  const graceUntil = ends.length === 0 ? {} : { graceUntil: new Date(Math.min(...ends)) };
  if (retired.length > 0) return { outcome: "retired", retired, ...graceUntil };
  return { outcome: ends.length > 0 ? "not-yet" : "nothing", retired, ...graceUntil };
}
