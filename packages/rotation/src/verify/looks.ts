import type { Clock } from "@confide/core";

import type { TokenBucket } from "./token-bucket.ts";

/** One that has begun. */
export interface Look<T> {
  /** Counted from 1. */
  readonly index: number;
  readonly result: Promise<T>;
}

export interface Looks<T> {
  /** How many have begun: one with a higher index begins after now. */
  begun(): number;
  running(): Look<T> | undefined;
  /** Begins one at once; only where none is running. */
  begin(): Look<T>;
  /** One that begins after now: as soon as none is running and the bucket has a token. Who waits shares it. */
  next(): Promise<Look<T>>;
}

export interface LooksOptions {
  readonly clock: Clock;
  readonly bucket: TokenBucket;
  /** How many may wait for a token; for one more `next` rejects. */
  readonly mostWaiting: number;
  readonly tooMany: (retryAfterMs: number) => Error;
}

/** Looks at the store, one at a time. */
export function looksBy<T>(look: (index: number) => Promise<T>, options: LooksOptions): Looks<T> {
  const { clock, bucket, mostWaiting, tooMany } = options;
  let count = 0;
  let running: Look<T> | undefined;
  let later: Promise<Look<T>> | undefined;
  let waiting = 0;

  function begin(): Look<T> {
    const index = ++count;
    const result = look(index).finally(() => (running = undefined));
    running = { index, result };
    return running;
  }

  async function beginLater(): Promise<Look<T>> {
    await (running ? running.result.catch(() => {}) : clock.sleep(bucket.waitMs()));
    if (running || !bucket.take()) return beginLater();
    later = undefined;
    return begin();
  }

  return {
    begun: () => count,
    running: () => running,
    begin,
    async next() {
      if (!running && !later && bucket.take()) return begin();
      const waitMs = bucket.waitMs();
      if (waitMs > 0 && waiting >= mostWaiting) throw tooMany(waitMs);
      waiting++;
      try {
        return await (later ??= beginLater());
      } finally {
        waiting--;
      }
    },
  };
}
