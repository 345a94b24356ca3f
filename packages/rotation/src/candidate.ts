import { SourceError } from "@confide/core/adapter";

import { isConflict } from "./calls.ts";
import { handleOf } from "./handle.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { mustBeNew } from "./new-value.ts";
import { LONGEST_WAIT_MS } from "./plausible.ts";
import { noteNameOf, noteOf, type RotationRecord, type StartedRecord } from "./record.ts";
import type { Run } from "./run.ts";
import { type Situation, versionOf } from "./situation.ts";
import { uuidOf } from "./uuid.ts";

/** A value that is stored and may become the current one. */
export interface Candidate {
  readonly record: StartedRecord;
  readonly value: IssuerValue;
  /** When its `put` was called; left out where another run has put it. */
  readonly putMs?: number | undefined;
}

export interface CandidateOptions {
  readonly run: Run;
  readonly issuer: Issuer;
  readonly graceMs: number;
  /** Rotations whose notes have served their time. */
  readonly settled: readonly string[];
}

/** The one that an earlier run has stored, or a new one. Its note is written before anybody outside hears of it. */
export async function candidateOf(situation: Situation, options: CandidateOptions): Promise<Candidate> {
  const { run, issuer, graceMs } = options;
  const { begun, current } = situation;
  const held = currentOf(run, issuer, situation);
  const checked = { run, issuer, situation, current: held.value };
  if (begun?.to !== undefined) {
    const value = await run.calls.read(begun.to);
    if (value) {
      mustBeYoung(begun.to, situation, run);
      await mustBeNew(value, checked);
      return { record: { ...begun, to: begun.to, graceMs }, value };
    }
  }
  const rotationId = run.rotationIdOf(current);
  // One that was stored and can't be read any more is given up: its key is spent.
  const attempt = (begun?.attempt ?? 1) + (begun?.to === undefined ? 0 : 1);
  const about = { rotationId, previousVersion: current };
  const start = { rotationId, base: current, attempt, graceMs };
  const step = { rotationId, name: run.name, current: held.value, currentHandle: held.handle };
  const made = await run.step("create", about, async () => issuer.create(step));
  await mustBeNew(made, checked);
  const stored = await run.step("store", about, async () =>
    storedFrom(made, { ...options, start, situation }),
  );
  if (stored.value !== made) await mustBeNew(stored.value, checked);
  const record: StartedRecord = {
    ...start,
    to: stored.version,
    oldHandle: await held.handleIfKnown(),
    newHandle: handleOf(issuer, stored.value),
  };
  const settled = Object.fromEntries(options.settled.map((id) => [noteNameOf(id), null]));
  await run.step("note", { ...about, version: stored.version }, async () =>
    run.calls.annotate({ ...settled, ...noteOf(record) }),
  );
  return { record, value: stored.value, putMs: stored.putMs };
}

/** Its grace counts from when it was made, and no note is believed that puts the end further away. */
function mustBeYoung(version: string, { description }: Situation, run: Run): void {
  const made = versionOf(description.versions, version)?.createdAt;
  if (!made || run.time.latestMs() - made.getTime() <= LONGEST_WAIT_MS) return;
  throw run.refuse({
    step: "plan",
    message: `version ${version} of ${run.name} has waited for more than six days to become current`,
    fix: "call abortRotation, then rotate",
  });
}

interface Stored {
  readonly value: IssuerValue;
  readonly version: string;
  readonly putMs?: number;
}

interface StoredOptions extends CandidateOptions {
  readonly start: RotationRecord;
  readonly situation: Situation;
}

/** What the store now has under this rotation's key: the value that was made, or the one that was there first. */
async function storedFrom(made: IssuerValue, options: StoredOptions): Promise<Stored> {
  const { run, start, issuer } = options;
  const key = putKeyOf(start);
  const putMs = run.clock.now();
  try {
    return { value: made, version: await run.calls.put(made, key, start.base), putMs };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const held = await heldUnder(key, made, options);
    // Made at the target, and nobody will ever know it.
    if (issuer.listCreated && held?.value !== made) await revokeMade(made, options);
    if (held) return { ...held, ...(held.value === made && { putMs }) };
    throw error;
  }
}

function putKeyOf({ rotationId, attempt }: RotationRecord): string {
  return uuidOf("value", rotationId, String(attempt));
}

/**
 * What is pending, if it was put by this rotation: the same put again proves it. Else the value that was made, as the
 * conflict may have been with a note. Where neither goes, the key is spent.
 */
async function heldUnder(key: string, made: IssuerValue, { run, start, situation }: StoredOptions) {
  const { current, begun, description } = await run.look();
  if (current !== situation.current || begun?.to !== undefined) return undefined;
  const pending = description.pending === undefined ? undefined : await run.calls.read(description.pending);
  for (const value of pending ? [pending, made] : [made]) {
    const version = await run.calls.put(value, key, start.base).catch(unlessConflict);
    if (version !== undefined) return { value, version };
  }
  // Guarded: another rotator may be about to note what it has put.
  const spent = noteOf({ ...start, attempt: start.attempt + 1 });
  await run.calls.annotate(spent, description.etag).catch(unlessConflict);
  return undefined;
}

function unlessConflict(error: unknown): undefined {
  if (!isConflict(error)) throw error;
}

async function revokeMade(made: IssuerValue, { run, start, issuer }: StoredOptions): Promise<void> {
  const handle = handleOf(issuer, made);
  const { rotationId } = start;
  const step = { rotationId, name: run.name, version: undefined, handle };
  await issuer.revoke?.({ ...step, value: async () => made, mustGoOn: async () => {} });
}

/** The current value, read when it is needed and at most once, and what it is called. */
export function currentOf(
  run: Run,
  issuer: Issuer,
  { current, records }: Pick<Situation, "current" | "records">,
) {
  const noted = records.find(({ to }) => to === current)?.newHandle;
  let reading: Promise<IssuerValue> | undefined;
  const value = async (): Promise<IssuerValue> => (reading ??= read());
  const handle = async () => noted ?? (issuer.handleOf && handleOf(issuer, await value()));

  async function read(): Promise<IssuerValue> {
    const found = await run.calls.read(current);
    if (found) return found;
    const message = `${run.name} has no current version that can be read`;
    throw new SourceError({ reason: "conflict", message, store: run.store.name, ref: run.name });
  }

  return { value, handle, handleIfKnown: async () => noted ?? (reading && handle()) };
}
