import { within } from "@confide/core/adapter";

import { isClean } from "../rotation-error.ts";
import type { Operation } from "./operation.ts";

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
export async function notifyAll(notice: RotationNotice, operation: Operation): Promise<readonly string[]> {
  const sent = await Promise.allSettled(
    operation.notify.map(async (notify) => send(notify, notice, operation)),
  );
  return sent.flatMap((each) => (each.status === "rejected" ? [messageOf(each.reason)] : []));
}

async function send(notify: NotifyReaders, notice: RotationNotice, operation: Operation): Promise<void> {
  const { rotationId, version, previousVersion } = notice;
  const late = (): never => {
    throw new DOMException("no answer in time", "TimeoutError");
  };
  await operation.step("notify", { rotationId, version, previousVersion }, async () =>
    within({ ms: LONGEST_MS, signal: operation.signal }, async (signal) => notify(notice, { signal }), late),
  );
}

function messageOf(error: unknown): string {
  return isClean(error) ? error.message : "a notice was not sent";
}
