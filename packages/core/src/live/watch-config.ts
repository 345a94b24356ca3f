import type { $ZodType, output } from "zod/v4/core";

import { backgroundClock, type Clock } from "../util/clock.ts";
import type { Definition } from "../load/definition.ts";
import { loadAndReport } from "../load/load.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { env } from "../sources/env.ts";
import { checkedMs } from "../util/checked-ms.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";
import type { Live } from "./live.ts";

export interface WatchOptions {
  /**
   * How often to look, in milliseconds, ± 10 %. A change is seen within 1.1 times that.
   *
   * @default 60_000
   */
  readonly everyMs?: number;
  /**
   * Ends the watch; aborted before the first load is done, it rejects with the signal's reason.
   *
   * @default none: `close()` ends it
   */
  readonly signal?: AbortSignal;
  /**
   * Looks when the process gets this signal.
   *
   * @default none
   */
  readonly refreshOn?: "SIGHUP";
  /**
   * How long one load may take, in milliseconds.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number;
  /**
   * Is called with each warning of the first load.
   *
   * @default as for `loadConfig`
   */
  readonly onWarning?: LoadOptions["onWarning"];
  /** @default the machine's */
  readonly clock?: Clock;
}

/**
 * Loads a configuration and follows its sources: by polls, by watching files, and whenever `refresh()` is called. Of
 * secrets it asks for versions where the store can tell them, and for values only of those that changed. A look that
 * fails, or returns what isn't valid, changes nothing but `problems`.
 *
 * It keeps no process alive.
 *
 * @throws ConfigError where the first load fails.
 *
 * @example
 * ```ts
 * import { file, watchConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number().default(3000) });
 * const live = await watchConfig({ schema, sources: [file("config.json")] });
 * live.onChange(({ changed }) => console.log("changed:", ...changed.keys()));
 * console.log(live.current.port);
 * ```
 */
export async function watchConfig<S extends $ZodType>(
  definition: Definition<S>,
  options?: WatchOptions,
): Promise<Live<output<S>>> {
  const given: WatchOptions = knownOptions("watchConfig()", options, WATCH_OPTIONS);
  const { everyMs = 60_000, timeoutMs = 10_000, clock = backgroundClock } = given;
  const { signal, refreshOn, onWarning } = given;
  checkedMs("everyMs", everyMs);
  // On use: a program that only loads its configuration doesn't pay for these.
  const [{ LiveConfig }, { VersionPolledStores }] = await Promise.all([
    import("./live-config.ts"),
    import("./version-polled-store.ts"),
  ]);
  const stores = new VersionPolledStores(clock);
  const followed = { ...definition, sources: definition.sources ?? [env()] };
  const { storeFor } = stores;
  const first = await loadAndReport(followed, { timeoutMs, storeFor, signal, onWarning });
  return new LiveConfig<S>(followed, first, stores, { everyMs, signal, refreshOn, timeoutMs, clock });
}

const WATCH_OPTIONS: OptionNames<WatchOptions> = {
  everyMs: true,
  signal: true,
  refreshOn: true,
  timeoutMs: true,
  onWarning: true,
  clock: true,
};
