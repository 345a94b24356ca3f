import { firstLookMs, nextLookMs } from "../src/live/schedule.ts";

export interface FleetOptions {
  readonly processes: number;
  readonly everyMs: number;
  readonly untilMs: number;
  readonly rotationsAtMs: readonly number[];
  readonly random: () => number;
}

/** What a fleet does to one store, counted. */
export interface FleetFigures {
  /** Requests in each minute, of versions and values together. */
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  /** From each rotation until the last process had it. */
  readonly slowestMs: readonly number[];
}

/**
 * Processes that all start at 0 and look as live configurations do, by the very schedule that they follow. They know
 * nothing of each other, so that one is followed after the other: no queue, and a day of ten thousand in a second.
 */
export function simulateFleet({
  processes,
  everyMs,
  untilMs,
  rotationsAtMs,
  random,
}: FleetOptions): FleetFigures {
  const seconds = new Uint32Array(Math.ceil(untilMs / 1_000));
  const slowestMs = rotationsAtMs.map(() => 0);
  for (let process = 0; process < processes; process++) {
    let seen = 0;
    for (
      let atMs = firstLookMs(0, everyMs, random);
      atMs < untilMs;
      atMs = nextLookMs(atMs, atMs, everyMs, random)
    ) {
      const second = Math.floor(atMs / 1_000);
      seconds[second] = (seconds[second] ?? 0) + 1;
      for (; atMs >= (rotationsAtMs[seen] ?? Infinity); seen++) {
        seconds[second] = (seconds[second] ?? 0) + 1; // a look that finds a new version reads its value
        slowestMs[seen] = Math.max(slowestMs[seen] ?? 0, atMs - (rotationsAtMs[seen] ?? 0));
      }
    }
  }
  const minutes = Array.from({ length: Math.floor(seconds.length / 60) }, (_, minute) =>
    seconds.subarray(minute * 60, minute * 60 + 60).reduce((sum, count) => sum + count, 0),
  );
  return { minutes, seconds: [...seconds], slowestMs };
}

/** Chance that is the same in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
