import type { Clock } from "@confide/core";

export interface TokenBucket {
  /** Takes one, if there is one. */
  take(): boolean;
  /** How long until there is one. */
  waitMs(): number;
}

export interface TokenBucketOptions {
  readonly clock: Pick<Clock, "now">;
  /** As many as there are at first, and at most. */
  readonly capacity: number;
  /** How long until one more is there. */
  readonly refillMs: number;
}

/** Lets some through at once, and then one now and again. */
export function tokenBucket({ clock, capacity, refillMs }: TokenBucketOptions): TokenBucket {
  let tokens = capacity;
  let sinceMs = 0;

  function refill(): void {
    const nowMs = clock.now();
    if (tokens === capacity || nowMs < sinceMs) sinceMs = nowMs; // the clock was set back
    const more = Math.floor((nowMs - sinceMs) / refillMs);
    tokens = Math.min(capacity, tokens + more);
    sinceMs += more * refillMs;
  }

  return {
    take() {
      refill();
      if (tokens === 0) return false;
      tokens--;
      return true;
    },
    waitMs() {
      refill();
      return tokens > 0 ? 0 : sinceMs + refillMs - clock.now();
    },
  };
}
