import { knownOptions, readTextFile } from "@confide/core/adapter";

import type { NotifyReaders } from "../steps/notify.ts";
import { IssuerError } from "../rotation-error.ts";

export interface NotifySignalOptions {
  /** Holds the number of the process that is to look again. */
  readonly pidFile: string;
  /**
   * The signal that `watchConfig(…, { refreshOn: "SIGHUP" })` waits for.
   *
   * @default "SIGHUP"
   */
  readonly signal?: NodeJS.Signals | undefined;
}

/**
 * Sends a signal to a process of this machine.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { notifySignal, randomKey, rotate } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const notify = notifySignal({ pidFile: "/run/shop.pid" });
 * await rotate({ store, name: "prod/api-key", issuer: randomKey(), notify });
 * ```
 */
export function notifySignal(options: NotifySignalOptions): NotifyReaders {
  knownOptions("notifySignal()", options, { pidFile: true, signal: true });
  const { pidFile, signal = "SIGHUP" } = options;
  return async (_notice, context) => {
    const request = { path: pidFile, source: "notifySignal" };
    // It is the signal that ends the wait for a FIFO.
    const content = await readTextFile(request, { signal: context.signal, deadlineMs: Infinity });
    if (content === undefined) throw new IssuerError(`${pidFile}, which should name a process, isn't there`);
    const text = content.trim();
    // 0 and negative numbers are groups of processes, 1 is all that runs here.
    if (!/^\d{1,10}$/.test(text) || Number(text) <= 1)
      throw new IssuerError(`${pidFile} holds no number of a process`);
    process.kill(Number(text), signal);
  };
}
