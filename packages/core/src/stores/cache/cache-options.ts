import type { OptionNames } from "../../util/known-options.ts";
import type { Clock } from "../../util/clock.ts";
import { misuse } from "../../util/misuse.ts";

export interface CacheOptions {
  /**
   * How long a value counts as fresh, ± 10 % so that processes don't ask together.
   *
   * @default 300_000
   */
  readonly ttlMs?: number | undefined;
  /**
   * How much longer it is served while the store is unavailable, times out or throttles.
   *
   * @default 86_400_000 (24 hours)
   */
  readonly staleIfErrorMs?: number | undefined;
  /**
   * How long a refusal is held (not found, denied, disabled, …).
   *
   * @default 5_000
   */
  readonly negativeTtlMs?: number | undefined;
  /**
   * How many secrets are held; beyond it go those that were not read lately.
   *
   * @default 1_000
   */
  readonly maxEntries?: number | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

export const CACHE_OPTIONS: OptionNames<CacheOptions> = {
  ttlMs: true,
  staleIfErrorMs: true,
  negativeTtlMs: true,
  maxEntries: true,
  clock: true,
};

/** The same with every choice made. */
export interface Limits {
  readonly ttlMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  /** From 0 to 1; a test's own in place of chance. */
  readonly random: () => number;
}

const DAY_MS = 86_400_000;

/** @throws RangeError for what is no time: nothing of it could be promised. */
export function limitsOf({
  ttlMs = 300_000,
  staleIfErrorMs = DAY_MS,
  negativeTtlMs = 5_000,
}: CacheOptions): Limits {
  for (const [name, ms] of Object.entries({ ttlMs, staleIfErrorMs, negativeTtlMs }))
    if (!(ms >= 0)) throw misuse(`${name} must be a number of milliseconds, 0 or more`, RangeError);
  return { ttlMs, staleIfErrorMs, negativeTtlMs, random: Math.random };
}

/** Spread over ± 10 %, so that ten thousand processes that started together don't ask together for ever. */
export function jittered(ms: number, random: () => number): number {
  return ms * (0.9 + 0.2 * random());
}
