import type { $ZodType } from "zod/v4/core";

import { isAuthenticationFailure } from "./authentication.ts";
import { sameValue } from "./changes.ts";
import type { Live } from "./live.ts";
import { LiveConfig } from "./live-config.ts";

export interface FreshSecretOptions {
  /** Which errors mean that the credential was refused. `usual` is what counts if this is left out. */
  readonly isAuthenticationFailure?: (error: unknown, usual: (error: unknown) => boolean) => boolean;
}

/**
 * Runs `use` with the current value. If that is refused, the version is read anew, and `use` runs once more with what
 * came, unless it is the same: so that a rotation between two polls costs a retry and not a failed request.
 *
 * What counts as refused: PostgreSQL 28P01 and 28000, MySQL and SQL Server by their codes, MongoDB, Redis, HTTP status
 * 401 and 403, a SourceError `unauthenticated`; also as the cause of another error.
 *
 * @param path A setting or a group, `database.password` or `database`. Take the group where more than the password changes:
 * a rotation may alternate between two users.
 * @throws what `use` threw; TypeError where the schema has no such path.
 */
export async function withFreshSecret<T, const P extends string, R>(
  live: Live<T>,
  path: P,
  use: (value: ValueAt<T, P>) => R | Promise<R>,
  { isAuthenticationFailure: isRefusal = usual }: FreshSecretOptions = {},
): Promise<R> {
  if (!(live instanceof LiveConfig)) throw new TypeError("withFreshSecret takes what watchConfig returned");
  const followed = live as LiveConfig<$ZodType>;
  const value = followed.valueOf(path);
  try {
    return await use(value as ValueAt<T, P>);
  } catch (error) {
    if (!isRefusal(error, usual)) throw error;
    await followed.renew(path, value);
    const renewed = followed.valueOf(path);
    if (sameValue(value, renewed)) throw error;
    return use(renewed as ValueAt<T, P>);
  }
}

/** Not with whatever an array's method would hand on besides. */
function usual(error: unknown): boolean {
  return isAuthenticationFailure(error);
}

/** What stands at a path: `ValueAt<Config, "database.password">`. */
export type ValueAt<T, P extends string> = P extends keyof T
  ? T[P]
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? ValueAt<NonNullable<T[Head]>, Rest>
      : never
    : never;
