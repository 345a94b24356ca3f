// Published declarations name it; a program that imports them may compile without it.
/// <reference lib="esnext.disposable" preserve="true" />

import type { Problem } from "../model/problem.ts";
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
   * Looks now, for a program that has heard of a change. Calls that come together are one look, which begins after them, and no
   * two that ask a store for values begin within a second. It doesn't reject: it resolves with `problems`.
   */
  readonly refresh: () => Promise<readonly Problem[]>;
  /**
   * Runs `use` with the current value. If that is refused, the version is read anew, and `use` runs once more with the new
   * value, unless it is the same: a rotation between two polls costs a retry and not a failed request.
   *
   * What counts as refused: PostgreSQL 28P01 and 28000, MySQL and SQL Server by their codes, MongoDB, Redis, HTTP status
   * 401 and 403, a SourceError `unauthenticated`; also as the cause of another error.
   *
   * @param path A setting or a group, `database.password` or `database`. Take the group where more than the password
   *   changes: a rotation may alternate between two users.
   * @throws what `use` threw; TypeError where the schema has no such path.
   *
   * @example
   * ```ts no-run="needs PostgreSQL"
   * import { secret, watchConfig } from "@confide/core";
   * import { Client } from "pg";
   * import * as z from "zod";
   *
   * const schema = z.object({ database: z.object({ password: secret(z.string()) }) });
   * const live = await watchConfig({ schema });
   * const connect = (password: string) => new Client({ password }).connect();
   * await live.withFresh("database", ({ password }) => connect(password.reveal()));
   * ```
   */
  withFresh<const P extends string, R>(
    path: P,
    use: (value: ValueAt<T, P>) => R | Promise<R>,
    options?: WithFreshOptions,
  ): Promise<R>;
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

export interface WithFreshOptions {
  /**
   * Which errors mean that the credential was refused.
   *
   * @default `usual`, which it is given too
   */
  readonly isAuthenticationFailure?:
    | ((error: unknown, usual: (error: unknown) => boolean) => boolean)
    | undefined;
}

/** The value at a path: `ValueAt<Config, "database.password">`. */
export type ValueAt<T, P extends string> = P extends keyof T
  ? T[P]
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? ValueAt<NonNullable<T[Head]>, Rest>
      : never
    : never;
