// Named in what is published; whoever imports it may compile without it.
/// <reference lib="esnext.disposable" preserve="true" />

import type { Problem } from "../model/errors.ts";
import type { ChangedSetting } from "./changes.ts";

/** A configuration that follows its sources while the program runs. */
export interface Live<T> extends AsyncDisposable {
  /** The last good one, frozen. What it was when a request began stays whole for who holds it. */
  readonly current: T;
  /** What kept the last look from being good; empty where nothing did. */
  readonly problems: readonly Problem[];
  /** Calls after each change, in the order of registration. What a listener throws becomes an uncaught error. */
  readonly onChange: (listener: ChangeListener<T>) => () => void;
  /**
   * Looks now, for who has been told of a change. Calls that come together are one look, which begins after them, and no
   * two that ask a store for values begin within a second. It doesn't reject: it resolves with `problems`.
   */
  readonly refresh: () => Promise<readonly Problem[]>;
  /** Ends polls and watches. `current` stays; stores stay open. */
  readonly close: () => Promise<void>;
}

export interface Change<T> {
  readonly current: T;
  readonly previous: T;
  /** Settings that have another value, by name: `database.password`. */
  readonly changed: ReadonlyMap<string, ChangedSetting>;
}

export type ChangeListener<T> = (change: Change<T>) => unknown;
