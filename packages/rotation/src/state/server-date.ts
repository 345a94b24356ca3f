import { cleanCause, knownOptions, SourceError } from "@confide/core/adapter";

import type { AskStoreTime } from "./store-clock.ts";

interface ServerDateOptions {
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * The time of a server by the `Date` header of its answers, to the second. It needs no permission: any answer has one, a
 * refusal too, so the address of the store's own service will do.
 *
 * @example
 * ```ts
 * import { serverDate } from "@confide/rotation";
 *
 * const askTime = serverDate("https://secretsmanager.eu-west-1.amazonaws.com");
 * ```
 */
export function serverDate(url: string, given?: ServerDateOptions): AskStoreTime {
  const { fetch = globalThis.fetch } = knownOptions("serverDate()", given, { fetch: true });
  return async () => {
    const response = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(5_000),
      redirect: "manual",
    }).catch((error: unknown) => {
      throw unanswered(url, error);
    });
    const toldMs = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(toldMs)) return toldMs;
    const message = `${new URL(url).origin} answered without a Date header`;
    throw new SourceError({ reason: "malformed", message });
  };
}

/** Why a `fetch` failed is in its cause. */
function unanswered(url: string, error: unknown): SourceError {
  const { name, code } = cleanCause(error instanceof TypeError ? error.cause : error);
  const message = `${URL.parse(url)?.origin ?? "an address that is no URL"} can't be asked for the time: ${code ?? name}`;
  return new SourceError({ reason: "unavailable", message, cause: error });
}
