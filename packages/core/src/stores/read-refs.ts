import { forEachBatch, getBatch } from "./get-outcomes.ts";
import { sleep, within } from "../util/abort.ts";
import { asError, SourceError } from "../model/errors.ts";
import { endReason } from "../util/end-reason.ts";
import { beginRead } from "../events/read-event.ts";
import { formatRef, type SecretRef } from "../model/ref.ts";
import type { Outcome, SecretRecord, SecretStore } from "../contract/store.ts";

/** What bounds the calls of one load. */
export interface ReadRefsOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  /** How long one attempt may take; left out, as long as the deadline lets it. */
  readonly timeoutMs?: number | undefined;
  /** What a read is for, by its `refKey`: the names of settings and groups, as an audit shall tell them. */
  readonly settingsOf?: (key: string) => readonly string[];
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * The one place where stores are read: each secret once whatever reads of it, batched and bounded as the store's
 * limits say, retried with full jitter while that may help, over by the deadline. By the ref without its property.
 */
export async function readRefs(
  store: SecretStore,
  refs: readonly SecretRef[],
  options: ReadRefsOptions,
): Promise<ReadonlyMap<string, Outcome<SecretRecord>>> {
  const unique = new Map(
    refs.map(({ name, version }) => [
      refKey({ name, ...(version !== undefined && { version }) }),
      { name, ...(version !== undefined && { version }) },
    ]),
  );
  const outcomes = new Map<string, Outcome<SecretRecord>>();
  await forEachBatch(store, [...unique.values()], async (batch) => {
    const tell = beginRead(store);
    await readBatch(store, batch, options, outcomes);
    if (tell)
      for (const ref of batch) tell(ref, outcomes.get(refKey(ref)), options.settingsOf?.(refKey(ref)));
  });
  return outcomes;
}

/** One read a secret and version; properties are taken from its answer. */
export function refKey({ name, version }: SecretRef): string {
  return formatRef({ name, ...(version !== undefined && { version }) });
}

async function readBatch(
  store: SecretStore,
  batch: readonly SecretRef[],
  options: ReadRefsOptions,
  outcomes: Map<string, Outcome<SecretRecord>>,
): Promise<void> {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt++) {
    const results = await attemptOf(store, left, { ...options, attempt }, outcomes);
    for (const [index, outcome] of results.entries()) outcomes.set(refKey(left[index] as SecretRef), outcome);
    left = left.filter((ref) => outcomes.get(refKey(ref))?.error?.retryable);
    if (left.length === 0 || !(await backOff(left, attempt, options, outcomes))) return;
  }
}

/** One attempt, which ends with its time or the caller's patience whatever the adapter does. */
async function attemptOf(
  store: SecretStore,
  refs: readonly SecretRef[],
  { signal, deadlineMs, timeoutMs = Infinity, attempt }: ReadRefsOptions & { attempt: number },
  before: ReadonlyMap<string, Outcome<SecretRecord>>,
): Promise<readonly Outcome<SecretRecord>[]> {
  const leftMs = Math.min(timeoutMs, deadlineMs - Date.now());
  const endsAtMs = Math.min(deadlineMs, Date.now() + leftMs);
  const gaveUp = () =>
    refs.map((ref) => before.get(refKey(ref)) ?? failedOutcome(endError(store, ref, signal, leftMs)));
  try {
    return await within(
      { ms: leftMs, signal },
      (ending) => getBatch(store, refs, { signal: ending, deadlineMs: endsAtMs, attempt }),
      gaveUp,
    );
  } catch (error) {
    return refs.map((ref) => failedOutcome(asError(error, store.name, formatRef(ref))));
  }
}

/** Whether another attempt is worth it and has time. What the store said to wait comes first. */
async function backOff(
  refs: readonly SecretRef[],
  attempt: number,
  { signal, deadlineMs }: ReadRefsOptions,
  outcomes: ReadonlyMap<string, Outcome<SecretRecord>>,
): Promise<boolean> {
  const asked = refs.map((ref) => outcomes.get(refKey(ref))?.error?.retryAfterMs ?? 0);
  const jittered = Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  const waitMs = Math.max(...asked) + jittered;
  if (signal.aborted || Date.now() + waitMs >= deadlineMs) return false;
  await sleep(waitMs, signal).catch(() => undefined);
  return !signal.aborted;
}

function failedOutcome(error: SourceError): Outcome<SecretRecord> {
  return { error };
}

function endError({ name }: SecretStore, ref: SecretRef, signal: AbortSignal, leftMs: number): SourceError {
  const reason = endReason({ signal }) ?? "timeout";
  const message =
    reason === "aborted"
      ? `the read of ${formatRef(ref)} was aborted`
      : `${name} did not answer within ${Math.max(0, Math.round(leftMs))} ms`;
  return new SourceError({ reason, message, store: name, ref: formatRef(ref) });
}
