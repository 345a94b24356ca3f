import { isClean } from "./rotation-error.ts";
import type { Run } from "./run.ts";

/** The notice that readers get of a rotation: that there is a new version, not what it is. */
export interface RotationNotice {
  readonly name: string;
  /** The store's kind. */
  readonly store: string;
  readonly rotationId: string;
  readonly version: string;
  readonly previousVersion: string;
  /** Epoch milliseconds, by the rotator's clock. */
  readonly timeMs: number;
}

/**
 * Tells running applications to look again: `notifySignal`, `notifyPostgres`, `notifyHttp` or a function of your own. It
 * is called at least once for a rotation, after a crash again. That it fails stops no rotation.
 */
export type NotifyReaders = (
  notice: RotationNotice,
  context: { readonly signal: AbortSignal },
) => Promise<void>;

const LONGEST_MS = 10_000;

/** @returns what went wrong, in words */
export async function tellAll(
  notify: readonly NotifyReaders[],
  notice: RotationNotice,
  run: Run,
): Promise<readonly string[]> {
  const told = await Promise.allSettled(notify.map(async (each) => tell(each, notice, run)));
  return told.flatMap((each) => (each.status === "rejected" ? [messageOf(each.reason)] : []));
}

async function tell(notify: NotifyReaders, notice: RotationNotice, run: Run): Promise<void> {
  const { rotationId, version, previousVersion } = notice;
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(LONGEST_MS)]);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("no answer in time", "TimeoutError")), {
      once: true,
    });
  });
  ended.catch(() => {}); // where it comes after the answer
  await run.step("notify", { rotationId, version, previousVersion }, async () =>
    Promise.race([notify(notice, { signal }), ended]),
  );
}

function messageOf(error: unknown): string {
  return isClean(error) ? error.message : "a notice was not sent";
}
