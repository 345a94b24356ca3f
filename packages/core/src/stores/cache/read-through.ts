import { valueOf } from "../get-outcomes.ts";
import { refKey } from "../read-refs.ts";
import { endReason } from "../../util/end-reason.ts";
import type { Clock } from "../../util/clock.ts";
import { SourceError } from "../../model/errors.ts";
import { formatRef, type SecretRef } from "../../model/ref.ts";
import type { CallContext, Outcome, SecretRecord, SecretStore } from "../../contract/store.ts";
import { SharedCall } from "./shared-call.ts";
import type { Entries } from "./entries.ts";
import type { CallStart, CacheEntry } from "./entry.ts";

/** How long a read waits for the store where what is held could stand in: at most this, and half of what time it has. */
const PATIENCE_MS = 1_000;

/** A secret that is being read. */
interface Flight {
  readonly call: SharedCall;
  readonly start: CallStart;
  /** `undefined`: nobody waited for it any more. */
  readonly outcome: Promise<Outcome<SecretRecord> | undefined>;
}

/** Reads through the cache: no secret is asked for twice at once, and those that are due go out in one call. */
export class ReadThrough {
  readonly #store: SecretStore;
  readonly #entries: Entries;
  readonly #clock: Clock;
  readonly #onRecord: (ref: SecretRef, record: SecretRecord) => void;
  readonly #flights = new Map<string, Flight>();

  constructor(
    store: SecretStore,
    entries: Entries,
    clock: Clock,
    onRecord: (ref: SecretRef, record: SecretRecord) => void,
  ) {
    this.#store = store;
    this.#entries = entries;
    this.#clock = clock;
    this.#onRecord = onRecord;
  }

  async get(ref: SecretRef, context: CallContext): Promise<SecretRecord> {
    const [outcome] = await this.getMany([ref], context);
    return valueOf(outcome as Outcome<SecretRecord>);
  }

  async getMany(refs: readonly SecretRef[], context: CallContext): Promise<readonly Outcome<SecretRecord>[]> {
    const steps = refs.map((ref) => this.#stepOf(ref));
    this.#start(steps.filter(isDue("wait")), context);
    this.#start(steps.filter(isDue("background")), undefined);
    return Promise.all(steps.map(async (step) => step.outcome ?? this.#settled(step, context)));
  }

  #stepOf({ name, version }: SecretRef): PlannedRead {
    const ref = { name, ...(version !== undefined && { version }) };
    const entry = this.#entries.at(ref);
    const verdict = entry.verdict(this.#clock.now());
    entry.wasRead = true;
    const step = { ref, key: refKey(ref), entry };
    switch (verdict) {
      case "serve":
        return { ...step, outcome: entry.held };
      case "refuse":
        return { ...step, outcome: entry.refused };
      case "revalidate":
        return { ...step, outcome: entry.held, due: "background" };
      case "try":
        return { ...step, due: "background", isStandIn: true };
      case "ask":
        return { ...step, due: "wait" };
    }
  }

  /** One call for all of them that are not under way. With an asker it is theirs, and ends with the last of them. */
  #start(steps: readonly PlannedRead[], asker: CallContext | undefined): void {
    const due = new Map(steps.filter(({ key }) => !this.#flights.has(key)).map((step) => [step.key, step]));
    if (due.size === 0) return;
    const asked = [...due.values()];
    const starts = asked.map(({ entry }) => entry.begin(this.#clock.now()));
    const call = new SharedCall(
      this.#store,
      asked.map(({ ref }) => ref),
      { clock: this.#clock, asker },
    );
    for (const [index, step] of asked.entries()) {
      const start = starts[index] as CallStart;
      const outcome = call.outcomes.then((outcomes) => this.#land(step, start, outcomes?.[index]));
      this.#flights.set(step.key, { call, start, outcome });
    }
  }

  #land({ ref, key, entry }: PlannedRead, start: CallStart, outcome: Outcome<SecretRecord> | undefined) {
    this.#flights.delete(key);
    // It may have been dropped meanwhile; then what came is for those who wait only.
    if (!outcome || this.#entries.get(key) !== entry) return outcome;
    const record = entry.take(outcome, start, this.#clock.now());
    if (record) this.#onRecord(ref, record);
    return outcome;
  }

  async #settled(step: PlannedRead, context: CallContext): Promise<Outcome<SecretRecord>> {
    const { ref, key, entry, isStandIn = false } = step;
    const { call, start, outcome } = this.#flights.get(key) as Flight;
    const isOver = await call.wait(context.signal, isStandIn ? patienceOf(context) : Infinity);
    if (context.signal.aborted) return this.#ended(step, context);
    const landed = isOver ? await outcome : undefined;
    const nowMs = this.#clock.now();
    const isFinal = landed && !entry.isOutdated(start, nowMs);
    if (isFinal && !landed.error?.retryable) return landed;
    const held = entry.standIn(nowMs) ?? (isFinal ? landed : undefined);
    return held ?? ((await this.getMany([ref], context))[0] as Outcome<SecretRecord>);
  }

  /** A caller that gave up wants nothing any more; one whose time is over still takes what is held. */
  #ended({ ref, entry }: PlannedRead, context: CallContext): Outcome<SecretRecord> {
    const held = endReason(context) === "timeout" ? entry.standIn(this.#clock.now()) : undefined;
    return held ?? { error: ended(this.#store, ref, context) };
  }
}

/** What becomes of one ref of a read. */
interface PlannedRead {
  readonly ref: SecretRef;
  readonly key: string;
  readonly entry: CacheEntry;
  /** What is given at once. Left out: the flight has to be waited for. */
  readonly outcome?: Outcome<SecretRecord> | undefined;
  /** Which kind of call is due; left out, none. */
  readonly due?: "wait" | "background";
  /** What is held may be given if the flight takes long. */
  readonly isStandIn?: boolean;
}

function isDue(due: PlannedRead["due"]): (step: PlannedRead) => boolean {
  return (step) => step.due === due;
}

function patienceOf({ deadlineMs }: CallContext): number {
  return Math.min(PATIENCE_MS, Math.max(0, deadlineMs - Date.now()) / 2);
}

function ended({ name }: SecretStore, ref: SecretRef, context: CallContext): SourceError {
  const reason = endReason(context) ?? "aborted";
  const message = `the read of ${formatRef(ref)} was ${reason === "aborted" ? "aborted" : "not answered in time"}`;
  return new SourceError({ reason, message, store: name, ref: formatRef(ref) });
}
