import { SourceError } from "@confide/core/adapter";

import { type Candidate, currentOf } from "./candidate.ts";
import { reap } from "./ending.ts";
import type { Issuer } from "./issuer.ts";
import { type RotationNotice, type NotifyReaders, tellAll } from "./notify.ts";
import { LONGEST_SINCE_MS } from "./plausible.ts";
import { noteOf, type StartedRecord } from "./record.ts";
import type { Run } from "./run.ts";
import { type Situation, versionOf } from "./situation.ts";
import { GRAIN_MS } from "./store-time.ts";

export interface PromotionOptions {
  readonly run: Run;
  readonly issuer: Issuer;
  readonly notify: readonly NotifyReaders[];
}

/** A rotation whose value is current. */
export interface Promoted {
  readonly record: StartedRecord;
  readonly graceUntilMs: number;
  readonly notNotified: readonly string[];
}

/** Sets the candidate at the target, uses it, and makes it current if it is what its rotation began from that is. */
export async function promote(
  candidate: Candidate,
  situation: Situation,
  options: PromotionOptions,
): Promise<Promoted> {
  const { run, issuer } = options;
  const { record, value, putMs } = candidate;
  const { rotationId, to: version, base } = record;
  const about = { rotationId, version, previousVersion: base };
  const step = { rotationId, name: run.name, version, value };
  const { apply, test } = issuer;
  const mustGoOn = async () => {
    const now = await run.lookIfOld(situation);
    if (now !== situation) checkCourse(now, record, run);
  };
  const { value: current } = currentOf(run, issuer, situation);
  await mustGoOn();
  try {
    if (apply) await run.step("apply", about, async () => apply({ ...step, current, mustGoOn }));
    if (test) await run.step("test", about, async () => test(step));
  } catch (error) {
    // The rotator that overtook this one may have taken its value back already.
    checkCourse(await run.look(), record, run);
    throw error;
  }
  await mustGoOn();
  return settle(record, { ...options, promoted: false, putMs, situation });
}

/** Somebody who was held up may have been overtaken by this rotation's end and by others after it. */
function checkCourse(now: Situation, { base, to }: StartedRecord, { name, store }: Run): void {
  if (now.current === to || (now.current === base && now.begun?.to === to)) return;
  const message = `the rotation of ${name} was overtaken`;
  throw new SourceError({ reason: "conflict", message, store: store.name, ref: name });
}

export interface SettleOptions extends PromotionOptions {
  readonly situation: Situation;
  /** Somebody has put another version on top of it: there is nothing to move any more. */
  readonly promoted: boolean;
  readonly putMs?: number | undefined;
}

/**
 * Promotes, or finds that it is done, and lets the grace begin to run. What must happen at least once, as telling
 * readers, is before the note: a crash in between repeats it.
 */
export async function settle(record: StartedRecord, options: SettleOptions): Promise<Promoted> {
  const { run, issuer, notify, promoted, situation } = options;
  const { rotationId, to: version, base } = record;
  const about = { rotationId, version, previousVersion: base };
  if (!promoted) await run.step("promote", about, async () => run.calls.promote(version, base));
  await reap(situation, { rotationId, kept: record.newHandle }, { run, issuer });
  const notNotified = await tellAll(notify, noticeOf(run, record), run);
  const ends = endsOf(record, options);
  await run.step("note", about, async () => run.calls.annotate(noteOf({ ...record, ...ends })));
  return { record: { ...record, ...ends }, graceUntilMs: ends.endsAtMs, notNotified };
}

function noticeOf(
  { name, store, clock }: Run,
  { rotationId, to: version, base }: StartedRecord,
): RotationNotice {
  return {
    name,
    store: store.name,
    rotationId,
    version,
    previousVersion: base,
    timeMs: clock.now(),
  };
}

/**
 * Counted from when the store made the version. The rotator that put it knows how long ago that is at most, whatever its clock
 * shows; others go by what they know of the store's time, in doubt longer.
 */
function endsOf(record: StartedRecord, { run, situation, putMs }: SettleOptions): Ends {
  const endsAtMs = Math.ceil(run.time.latestMs()) + record.graceMs;
  const sincePutMs = putMs === undefined ? undefined : run.clock.now() - putMs;
  const createdAt = versionOf(situation.description.versions, record.to)?.createdAt;
  const ageMs = sincePutMs ?? (createdAt ? run.time.latestMs() - createdAt.getTime() : 0);
  const grainMs = record.graceMs === 0 ? 0 : GRAIN_MS;
  const sinceMs = record.graceMs === 0 ? 0 : Math.max(0, Math.ceil(ageMs));
  const endsAfterMs = Math.min(sinceMs + grainMs, LONGEST_SINCE_MS) + record.graceMs;
  return { endsAfterMs, endsAtMs };
}

interface Ends {
  readonly endsAfterMs: number;
  readonly endsAtMs: number;
}
