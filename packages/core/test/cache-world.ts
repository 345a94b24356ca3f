import { cached, type CachedStore, type SourceErrorReason } from "../src/index.ts";
import { parseRef, type SecretRef, SourceError } from "../src/adapter.ts";
import { formatRef } from "../src/model/ref.ts";
import { getOutcome, valueOf } from "../src/stores/get-outcomes.ts";
import { Secret } from "../src/secret/secret.ts";
import type { CallContext, Outcome, SecretRecord, SecretStore } from "../src/contract/store.ts";
import { type FakeClock, fakeClock } from "../src/testing/index.ts";

export const TTL_MS = 300_000;
export const STALE_MS = 3_600_000;
export const NEGATIVE_MS = 5_000;

/** How the store behind the cache does for one name. */
export interface Weather {
  readonly reason?: SourceErrorReason | "hang";
  readonly retryAfterMs?: number;
  readonly latencyMs: number;
}

/** One call that the cache made, for one ref. */
export interface CallSeen {
  readonly key: string;
  readonly order: number;
  readonly startMs: number;
  endMs?: number;
  endTick?: number;
  outcome?: Outcome<SecretRecord>;
}

/** One answer that the cache gave. */
export interface Answer {
  readonly key: string;
  /** When its read began, in the order of all that happened: times may be the same. */
  readonly beginTick: number;
  readonly atMs: number;
  /** How many calls had begun by then. */
  readonly order: number;
  readonly outcome: Outcome<SecretRecord>;
}

export interface Invalidation {
  readonly name: string;
  readonly version: string | undefined;
  readonly atMs: number;
  readonly order: number;
}

/** A cache, the store behind it, and a record of all that went between them: what the rules are checked against. */
export class CacheWorld {
  readonly clock: FakeClock = fakeClock();
  readonly calls: CallSeen[] = [];
  readonly answers: Answer[] = [];
  readonly invalidations: Invalidation[] = [];
  readonly versions = new Map<string, number>();
  readonly weather = new Map<string, Weather>();
  readonly store: CachedStore;
  readonly #inFlight = new Set<string>();
  order = 0;
  tick = 0;
  overlaps = 0;

  constructor() {
    const inner: SecretStore = {
      name: "world",
      limits: { batch: 10, concurrency: 10 },
      get: async (ref, context) => valueOf((await this.#read([ref], context))[0] as Outcome<SecretRecord>),
      getMany: async (refs, context) => this.#read(refs, context),
    };
    this.store = cached(inner, {
      ttlMs: TTL_MS,
      staleIfErrorMs: STALE_MS,
      negativeTtlMs: NEGATIVE_MS,
      clock: this.clock,
    });
  }

  async #read(refs: readonly SecretRef[], { signal }: CallContext): Promise<Outcome<SecretRecord>[]> {
    const calls = refs.map((ref) => this.#begin(formatRef(ref)));
    const weathers = refs.map(({ name }) => this.weather.get(name) ?? { latencyMs: 0 });
    const outcomes = refs.map((ref, index) => this.#outcomeOf(ref, weathers[index]?.reason));
    const latencyMs = Math.max(...weathers.map((each) => (each.reason === "hang" ? 1e12 : each.latencyMs)));
    try {
      if (latencyMs > 0) await this.clock.sleep(latencyMs, signal);
      return outcomes;
    } finally {
      for (const [index, call] of calls.entries()) {
        this.#inFlight.delete(call.key);
        call.endMs = this.clock.now();
        // By then the cache has heard of it too.
        setImmediate(() => (call.endTick = ++this.tick));
        if (!signal.aborted) call.outcome = outcomes[index] as Outcome<SecretRecord>;
      }
    }
  }

  #begin(key: string): CallSeen {
    if (this.#inFlight.has(key)) this.overlaps++;
    this.#inFlight.add(key);
    const call = { key, order: ++this.order, startMs: this.clock.now() };
    this.calls.push(call);
    return call;
  }

  /** What the store knew when it was asked: an answer under way may be old news. */
  #outcomeOf({ name, version }: SecretRef, failing: Weather["reason"]): Outcome<SecretRecord> {
    const { retryAfterMs } = this.weather.get(name) ?? {};
    if (failing !== undefined && failing !== "hang")
      return { error: new SourceError({ reason: failing, message: failing, retryAfterMs }) };
    const current = this.versions.get(name) ?? 1;
    const held = version === "previous" ? current - 1 : current;
    if (held < 1) return { error: new SourceError({ reason: "not-found", message: "not found" }) };
    return { value: { value: new Secret(`${name} ${held}`), version: String(held) } };
  }

  read(text: string, signal: AbortSignal): void {
    const key = formatRef(parseRef(text));
    const beginTick = ++this.tick;
    const context = { signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
    void this.#answer(key, beginTick, context);
  }

  async #answer(key: string, beginTick: number, context: CallContext): Promise<void> {
    const outcome = await getOutcome(this.store, parseRef(key), context);
    this.answers.push({ key, beginTick, atMs: this.clock.now(), order: this.order, outcome });
  }

  invalidate(name: string, version: string | undefined): void {
    this.invalidations.push({ name, version, atMs: this.clock.now(), order: this.order });
    this.store.invalidate(name, { ifVersion: version });
  }
}
