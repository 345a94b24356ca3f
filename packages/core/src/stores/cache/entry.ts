import type { SourceError } from "../../model/errors.ts";
import type { Outcome, SecretRecord } from "../../contract/store.ts";
import { Invalidations, isBetween } from "./invalidations.ts";
import { jittered, type Limits } from "./cache-options.ts";

/**
 * What to do with a read:
 *
 * - `serve`: give what is held.
 * - `revalidate`: give it, and ask the store in the background.
 * - `try`: ask the store; what is held may stand in for no answer.
 * - `ask`: only the store's own answer will do.
 * - `refuse`: the store's last refusal still holds.
 */
export type Verdict = "serve" | "revalidate" | "try" | "ask" | "refuse";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Of a lease: the rest is for those who were given the value just before its end. */
const LEASE_SHARE = 2 / 3;

/** One secret in the cache: its record or its refusal, and how long each may be given out. */
export class CacheEntry {
  /** Read since the last look for something to drop. */
  wasRead = true;
  record: SecretRecord | undefined;
  #error: SourceError | undefined;
  #errorUntilMs = 0;

  /** When the call that brought the record began: what it says may be as old as that. */
  #readAtMs = 0;
  #freshUntilMs = 0;
  /** The record's own end: of its lease, or its expiry. */
  #endMs = Infinity;

  #failures = 0;
  #failedAtMs = -Infinity;
  #retryAtMs = 0;

  readonly #doubts = new Invalidations();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get held(): Outcome<SecretRecord> | undefined {
    return this.record && { value: this.record };
  }

  get refused(): Outcome<SecretRecord> | undefined {
    return this.#error && { error: this.#error };
  }

  /** What is held, where it may be given in place of an answer that didn't come. */
  standIn(nowMs: number): Outcome<SecretRecord> | undefined {
    const verdict = this.verdict(nowMs);
    return verdict === "ask" || verdict === "refuse" ? undefined : this.held;
  }

  /** Whether a call began before an invalidation that what it brought has not answered. */
  isOutdated({ doubts }: CallStart, nowMs: number): boolean {
    return this.#doubts.outdates(doubts, nowMs);
  }

  /** In the time that it was promised, and not doubted: all that a read in a hurry needs to know. */
  isFresh(nowMs: number): boolean {
    return isBetween(nowMs, this.#readAtMs, this.#freshUntilMs) && nowMs < this.#doubts.askFromMs;
  }

  verdict(nowMs: number): Verdict {
    if (this.isFresh(nowMs)) return "serve";
    const may =
      this.record && nowMs < Math.min(this.#doubts.askFromMs, this.#endMs) ? this.#stale(nowMs) : "ask";
    return may === "ask" && this.#isRefused(nowMs) ? "refuse" : may;
  }

  /** A process that asks once an hour must not be given what is an hour old, unless the store doesn't answer. */
  #stale(nowMs: number): Verdict {
    const { ttlMs, staleIfErrorMs } = this.#limits;
    const standsIn = nowMs < this.#freshUntilMs + staleIfErrorMs;
    if (this.#failures > 0 && isBetween(nowMs, this.#failedAtMs, this.#failedAtMs + ttlMs))
      return standsIn ? (nowMs < this.#retryAtMs ? "serve" : "revalidate") : "ask";
    if (isBetween(nowMs, this.#readAtMs, this.#freshUntilMs + ttlMs)) return "revalidate";
    return standsIn ? "try" : "ask";
  }

  #isRefused(nowMs: number): boolean {
    return this.#error !== undefined && isBetween(nowMs, this.#failedAtMs, this.#errorUntilMs);
  }

  /** Marks the start of a call; what it returns is handed to `take` with what this returns. */
  begin(nowMs: number): CallStart {
    return { atMs: nowMs, doubts: this.#doubts.begin(nowMs) };
  }

  /** What a call brought. Returns the record if it is another one than before. */
  take(outcome: Outcome<SecretRecord>, start: CallStart, nowMs: number): SecretRecord | undefined {
    if (outcome.error) return this.#fail(outcome.error, start, nowMs);
    const { record: before } = this;
    const { value: record } = outcome;
    this.#doubts.settle(start.doubts, record.version);
    this.record = record;
    this.#error = undefined;
    this.#failures = 0;
    this.#bound(record, start.atMs, nowMs);
    return before?.version === record.version && before.value.equals(record.value) ? undefined : record;
  }

  #bound({ expiresAt, lease }: SecretRecord, readAtMs: number, nowMs: number): void {
    const { ttlMs, negativeTtlMs, random } = this.#limits;
    const leaseMs = lease?.durationMs ?? Infinity;
    const expiryMs = expiresAt?.getTime() ?? Infinity;
    // Azure serves what has expired; to ask for it again with each read would help nobody.
    const restMs = expiryMs > nowMs ? expiryMs - readAtMs : negativeTtlMs;
    this.#readAtMs = readAtMs;
    this.#freshUntilMs = readAtMs + Math.min(jittered(ttlMs, random), leaseMs * LEASE_SHARE, restMs);
    this.#endMs = readAtMs + Math.min(leaseMs, restMs);
  }

  #fail(error: SourceError, start: CallStart, nowMs: number): undefined {
    if (error.reason === "aborted") return;
    if (error.retryable) this.#holdOff(error, nowMs);
    else this.#refuse(error, start, nowMs);
  }

  /** Nobody could say anything: what is held stays, for as long as it may. */
  #holdOff(error: SourceError, nowMs: number): void {
    const { retryAfterMs = 0 } = error;
    const { ttlMs, random } = this.#limits;
    const askedMs = Math.min(retryAfterMs, ttlMs);
    const backoffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures++;
    this.#failedAtMs = nowMs;
    this.#retryAtMs = nowMs + askedMs + random() * backoffMs;
    // Those who wait for a value try again on their own; not before the store said, nor more often than is forced.
    const { askFromMs, nextForcedMs } = this.#doubts;
    this.#error = error;
    this.#errorUntilMs = Math.max(nowMs + askedMs, askFromMs < Infinity ? nextForcedMs : 0);
  }

  /** The store has answered, and the answer is no: nothing stands in for that. */
  #refuse(error: SourceError, { doubts }: CallStart, nowMs: number): void {
    this.drop();
    this.#doubts.settle(doubts, undefined);
    this.#failures = 0;
    this.#failedAtMs = nowMs;
    this.#error = error;
    // It may have been written since the call began.
    this.#errorUntilMs = Math.min(nowMs + this.#limits.negativeTtlMs, this.#doubts.askFromMs);
  }

  /** The next read asks the store, at most once a second. */
  invalidate(nowMs: number, version: string | undefined): void {
    if (version !== undefined && this.record && this.record.version !== version) return;
    this.#doubts.raise(nowMs, version);
    this.#doubtRefusal();
  }

  /** The secret was written here: the writer sees what it wrote. */
  outdate(nowMs: number): void {
    this.#doubts.raiseAt(nowMs, undefined);
    this.#doubtRefusal();
  }

  /** It may be over; that the store wants to be left alone is not for us to end. */
  #doubtRefusal(): void {
    if (!this.#error?.retryable) this.#errorUntilMs = Math.min(this.#errorUntilMs, this.#doubts.askFromMs);
  }

  /** Nothing that was handed out by this entry is served any more. */
  drop(): void {
    this.record = undefined;
    this.#freshUntilMs = 0;
  }
}

export interface CallStart {
  readonly atMs: number;
  readonly doubts: number;
}
