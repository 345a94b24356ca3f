import type { OptionNames } from "../util/known-options.ts";
import type { Warning } from "../model/warning.ts";

export interface LoadOptions {
  /**
   * How long all sources together may take, in milliseconds. What has not answered by then is a problem.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Gives the load up: it rejects with the signal's reason.
   *
   * @default none: only `timeoutMs` ends it
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Is called with each warning of a load that succeeds. What it throws, the load throws.
   *
   * @default `process.emitWarning`, once for each message, unless somebody listens on the channel `confide:warning`. Not
   *   for a file that isn't there.
   */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

export const LOAD_SYNC_OPTIONS: OptionNames<Omit<LoadOptions, "signal">> = {
  timeoutMs: true,
  onWarning: true,
};
export const LOAD_OPTIONS: OptionNames<LoadOptions> = { ...LOAD_SYNC_OPTIONS, signal: true };
