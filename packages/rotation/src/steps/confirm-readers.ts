import { within } from "@confide/core/adapter";

import type { Run } from "../run.ts";

/** How a rotation finds out that its readers have the new value. */
export interface ConfirmReaders {
  readonly readers: readonly string[];
  /** The version that a reader has, as it says itself: by a health check, a row in a table. A failure counts as none. */
  readonly seenBy: (reader: string, context: { readonly signal: AbortSignal }) => Promise<string | undefined>;
  /**
   * How long one reader may take to answer.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long it waits before it asks again those that don't have it.
   *
   * @default 5_000
   */
  readonly everyMs?: number | undefined;
}

/** Waits until each reader has the new version, or the grace ends. @returns those that don't have it */
export async function confirmed(
  { readers, seenBy, everyMs = 5_000, timeoutMs: ms = 10_000 }: ConfirmReaders,
  version: string,
  graceUntilMs: number,
  { time, clock, signal }: Run,
): Promise<readonly string[]> {
  for (let left = readers; ; await clock.sleep(everyMs, signal)) {
    const ask = async (reader: string) =>
      within(
        { ms, signal },
        async (limit) => seenBy(reader, { signal: limit }),
        () => undefined,
      );
    const seen = await Promise.allSettled(left.map(ask));
    signal.throwIfAborted();
    left = left.filter((_, index) => !isSeen(seen[index], version));
    if (left.length === 0 || time.latestMs() + everyMs >= graceUntilMs) return left;
  }
}

function isSeen(seen: PromiseSettledResult<string | undefined> | undefined, version: string): boolean {
  return seen?.status === "fulfilled" && seen.value === version;
}
