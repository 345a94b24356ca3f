import { isConflict, shortPause } from "./calls.ts";
import { candidateOf } from "./candidate.ts";
import { type ConfirmReaders, confirmed } from "./confirm.ts";
import { endOld } from "./ending.ts";
import { checkGrace } from "./grace.ts";
import { ended, settled } from "./leftovers.ts";
import { locked, type AbortRotationOptions } from "./locked.ts";
import type { NotifyReaders } from "./notify.ts";
import { promote, type Promoted } from "./promotion.ts";
import { type Run, runOf } from "./run.ts";
import { runningGraces } from "./running.ts";
import { inGrace, type RotateResult, underWay } from "./under-way.ts";
import type { Grace, Situation } from "./situation.ts";

export interface RotateOptions extends AbortRotationOptions {
  /** How long the old value stays good; a day if left out, nothing where the issuer can hold one credential only. */
  readonly graceMs?: number | undefined;
  /** How old a value may be that a reader still uses; 330 000 if left out, what `cached()` keeps. */
  readonly readerMaxAgeMs?: number | undefined;
  /** How long the store takes to show a new version everywhere; what is known of it if left out. */
  readonly propagationMs?: number | undefined;
  readonly notify?: NotifyReaders | readonly NotifyReaders[] | undefined;
  readonly confirm?: ConfirmReaders | undefined;
  /** Also while an older version is in grace, which then stays so. */
  readonly duringGrace?: boolean | undefined;
}

const DAY_MS = 86_400_000;
const MOST_TURNS = 8;

/**
 * Replaces a secret's value by a new one, so that at every moment there is one that works. A rotation ends with its grace:
 * until then another call changes nothing. After a crash, or an error, call it again: it goes on where it stopped.
 *
 * @throws RotationError where it is refused or can't go on, SourceError where the store can't be used
 */
export async function rotate(options: RotateOptions): Promise<RotateResult> {
  const { store, name, issuer, readerMaxAgeMs, propagationMs, longestGraceMs } = options;
  const graceMs = options.graceMs ?? (issuer.credentials === "one" ? 0 : DAY_MS);
  checkGrace(store, name, issuer, { graceMs, readerMaxAgeMs, propagationMs, longestGraceMs });
  const rotation = await locked(options, async (held) =>
    untilDone(runOf(options, held), { ...options, graceMs }),
  );
  if (rotation) return rotation;
  const run = runOf(options);
  return underWay(run, await run.look());
}

interface Work extends RotateOptions {
  readonly graceMs: number;
}

/** A conflict means that somebody else was faster: what is left to do is seen by looking again. */
async function untilDone(run: Run, work: Work): Promise<RotateResult> {
  let mine: string | undefined;
  for (let turn = 1; ; turn++) {
    const situation = await run.look();
    mine ??= run.rotationIdOf(situation.current);
    const isOvertaken = mine !== run.rotationIdOf(situation.current);
    try {
      return await (isOvertaken ? leftBehind : onward)(situation, run, work);
    } catch (error) {
      if (!isConflict(error) || turn === MOST_TURNS) throw error;
      await shortPause(turn);
    }
  }
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
