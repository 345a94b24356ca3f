import type { Clock } from "@confide/core";
import { asError, type SecretDescription, type WritableSecretStore } from "@confide/core/adapter";

/** What a store's clock shows: not before the one, not after the other. */
export interface TimeRange {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * A store's time, seen from here: what the store tells of it. One that tells none gives its versions dates: a version that
 * is seen was made before now, and one that wasn't there at the last look was made since. Each narrows the difference
 * between the store's clock and this one; nothing is known better than within `skewMs` before.
 */
export interface StoreClock {
  /** The store's time is not before that. @param nowMs where the caller has just asked the clock itself */
  earliestMs(nowMs?: number): number;
  /** Nor after that. */
  latestMs(): number;
  range(): TimeRange;
  /** Where there is somebody to ask. */
  ask(): Promise<void>;
  /** What `describe` gave, and when it was called and had answered, by this clock. */
  saw(description: SecretDescription, calledMs: number, answeredMs: number): void;
}

/** Asks for the store's own time, in epoch milliseconds: `serverDate(url)`, for one. */
export type AskStoreTime = () => Promise<number>;

/** Times are given to the second by Google and Azure, and in `Date` headers. */
export const GRAIN_MS = 1_000;

/** A date is cut to the second, and took a while to get here. */
const TOLD_LATE_MS = 2 * GRAIN_MS;

export interface StoreClockOptions {
  readonly clock: Clock;
  /** How far the clocks of rotator, reader and store may be apart. */
  readonly skewMs: number;
  readonly askTime?: AskStoreTime | undefined;
  /** What the store itself tells, by the date of its last answer. */
  readonly told?: (() => number | undefined) | undefined;
}

export function storeClock({ clock, skewMs, askTime, told }: StoreClockOptions): StoreClock {
  let [lowMs, highMs] = [-skewMs, skewMs];
  const seen = new Map<string, { readonly versions: ReadonlySet<string>; readonly calledMs: number }>();

  /** What is newer wins where two can't both be true: a clock was set. */
  function narrow(low: number, high: number): void {
    const isPossible = low <= highMs && high >= lowMs;
    lowMs = isPossible ? Math.max(lowMs, low) : low;
    highMs = isPossible ? Math.min(highMs, high) : high;
    if (!Number.isFinite(lowMs)) lowMs = highMs - 2 * skewMs;
    if (!Number.isFinite(highMs)) highMs = lowMs + 2 * skewMs;
  }

  const earliestMs = (nowMs = clock.now()) => told?.() ?? nowMs + lowMs;

  function latestMs(): number {
    const toldMs = told?.();
    return toldMs === undefined ? clock.now() + highMs : toldMs + TOLD_LATE_MS;
  }

  return {
    earliestMs,
    latestMs,
    range: () => ({ earliestMs: earliestMs(), latestMs: latestMs() }),
    async ask() {
      if (!askTime) return;
      const calledMs = clock.now();
      const toldMs = await asked(askTime);
      narrow(toldMs - clock.now(), toldMs + GRAIN_MS - calledMs);
    },
    saw({ name, versions }, calledMs, answeredMs) {
      const before = seen.get(name);
      for (const { version, createdAt } of versions) {
        if (!createdAt) continue;
        const isNew = before !== undefined && !before.versions.has(version);
        const high = isNew ? createdAt.getTime() + GRAIN_MS - before.calledMs : Infinity;
        narrow(createdAt.getTime() - answeredMs, high);
      }
      seen.set(name, { versions: new Set(versions.map(({ version }) => version)), calledMs });
    },
  };
}

async function asked(askTime: AskStoreTime): Promise<number> {
  try {
    return await askTime();
  } catch (error) {
    throw asError(error, "askTime", undefined, "could not say what time it is");
  }
}

/** One for each store, clock and difference that is allowed: what one call has learnt, the next knows. */
const known = new WeakMap<object, WeakMap<Clock, Map<number, StoreClock>>>();

export function storeClockOf(
  store: Pick<WritableSecretStore, "now">,
  { clock, skewMs, askTime }: StoreClockOptions,
): StoreClock {
  const told = () => store.now?.();
  if (askTime) return storeClock({ clock, skewMs, askTime });
  const clocks = entryOf(known, store, () => new WeakMap<Clock, Map<number, StoreClock>>());
  const times = entryOf(clocks, clock, () => new Map<number, StoreClock>());
  const time = times.get(skewMs) ?? storeClock({ clock, skewMs, told });
  times.set(skewMs, time);
  return time;
}

function entryOf<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Where this clock is known to be as right as the store's. */
export function exactClock({ now }: Pick<Clock, "now">): StoreClock {
  return {
    earliestMs: (nowMs = now()) => nowMs,
    latestMs: now,
    range: () => ({ earliestMs: now(), latestMs: now() }),
    ask: async () => {},
    saw: () => {},
  };
}
