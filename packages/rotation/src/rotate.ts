import { untilNoConflict } from "./calls.ts";
import { candidateOf } from "./candidate.ts";
import { checkRotation } from "./check-rotation.ts";
import { type ConfirmReaders, confirmed } from "./confirm.ts";
import { endOld } from "./ending.ts";
import { ended, settled } from "./leftovers.ts";
import { locked, type AbortRotationOptions } from "./locked.ts";
import type { NotifyReaders } from "./notify.ts";
import { promote, type Promoted } from "./promotion.ts";
import { type Run, runOf } from "./run.ts";
import { runningGraces } from "./running.ts";
import { inGrace, type RotateResult, underWay } from "./under-way.ts";
import type { Grace, Situation } from "./situation.ts";

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
   * @default 330_000, what `cached()` keeps
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
 * @throws RotationError if it is refused or can't go on, SourceError if the store can't be used
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
  const graceMs = checkRotation(options);
  const rotation = await locked(options, async (held) =>
    rotateOnce(runOf(options, held), { ...options, graceMs }),
  );
  if (rotation) return rotation;
  const run = runOf(options);
  return underWay(run, await run.look());
}

interface Work extends RotateOptions {
  readonly graceMs: number;
}

async function rotateOnce(run: Run, work: Work): Promise<RotateResult> {
  let mine: string | undefined;
  return untilNoConflict(async () => {
    const situation = await run.look();
    mine ??= run.rotationIdOf(situation.current);
    const isOvertaken = mine !== run.rotationIdOf(situation.current);
    return (isOvertaken ? leftBehind : onward)(situation, run, work);
  });
}

/** Something else is current than what it began from: no second rotation is begun for one call. */
async function leftBehind(situation: Situation, run: Run, work: Work): Promise<RotateResult> {
  const [resumed] = await settled(situation, optionsOf(run, work), work.graceMs);
  return resumed ? finished("resumed", resumed, run, work) : underWay(run, situation);
}

function optionsOf(run: Run, { issuer, notify = [] }: Work) {
  return { run, issuer, notify: [notify].flat() };
}

async function onward(situation: Situation, run: Run, work: Work): Promise<RotateResult> {
  const { issuer, graceMs } = work;
  const options = optionsOf(run, work);
  const [resumed] = await settled(situation, options, graceMs);
  if (resumed) return finished("resumed", resumed, run, work);
  const over = await ended(situation, options);
  const [running] = runningGraces(situation, run);
  if (running && work.duringGrace !== true) return inGrace(running, situation);
  if (running && issuer.credentials !== "many") throw slotTaken(run, running);
  const candidate = await candidateOf(situation, { run, issuer, graceMs, settled: over });
  const promoted = await promote(candidate, situation, options);
  return finished(candidate.putMs === undefined ? "resumed" : "rotated", promoted, run, work);
}

async function finished(
  outcome: "rotated" | "resumed",
  { record, graceUntilMs, notNotified }: Promoted,
  run: Run,
  { issuer, confirm }: Work,
): Promise<RotateResult> {
  const { rotationId, to: version, base: previousVersion } = record;
  const unconfirmed =
    confirm && record.graceMs > 0 ? await confirmed(confirm, record, graceUntilMs, run) : [];
  if (record.graceMs === 0) await endOld(await run.look(), record, { run, issuer });
  return {
    outcome,
    rotationId,
    version,
    previousVersion,
    ...(record.graceMs > 0 && { graceUntil: new Date(graceUntilMs) }),
    ...(notNotified.length > 0 && { notNotified }),
    ...(unconfirmed.length > 0 && { unconfirmed }),
  };
}

function slotTaken(run: Run, { record, endsMs }: Grace) {
  return run.refuse({
    step: "plan",
    rotationId: record.rotationId,
    message: `the other slot of ${run.name} is in grace until ${new Date(endsMs).toISOString()}, and a new value would overwrite it`,
    fix: "wait, or end the grace early with endGrace({ now: true })",
  });
}
