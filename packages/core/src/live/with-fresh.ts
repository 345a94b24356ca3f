import { knownOptions } from "../util/known-options.ts";
import { isAuthenticationFailure } from "./authentication.ts";
import { sameValue } from "./changes.ts";
import type { WithFreshOptions } from "./live.ts";

/** What follows its sources. */
export interface Renewable {
  /** @throws TypeError where the schema has no such setting or group. */
  readonly valueOf: (path: string) => unknown;
  /** Reads anew what was refused, unless another value is here already. */
  readonly renew: (path: string, refused: unknown) => Promise<void>;
}

/** See `Live.withFresh`. */
export async function withFresh<R>(
  followed: Renewable,
  path: string,
  use: (value: never) => R | Promise<R>,
  given?: WithFreshOptions,
): Promise<R> {
  const options: WithFreshOptions = knownOptions("withFresh()", given, { isAuthenticationFailure: true });
  const { isAuthenticationFailure: isRefusal = usual } = options;
  const value = followed.valueOf(path);
  try {
    return await use(value as never);
  } catch (error) {
    if (!isRefusal(error, usual)) throw error;
    await followed.renew(path, value);
    const renewed = followed.valueOf(path);
    if (sameValue(value, renewed)) throw error;
    return use(renewed as never);
  }
}

/** Not with whatever an array's method would pass on besides. */
function usual(error: unknown): boolean {
  return isAuthenticationFailure(error);
}
