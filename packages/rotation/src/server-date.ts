import type { AskStoreTime } from "./store-time.ts";

/**
 * The time of a server by the `Date` header of its answers, to the second. It needs no permission: any answer has one, a
 * refusal too, so the address of the store's own service will do.
 *
 * @example
 * await rotate({ store, name, issuer, askTime: serverDate("https://secretsmanager.eu-west-1.amazonaws.com") });
 */
export function serverDate(
  url: string,
  { fetch = globalThis.fetch }: { readonly fetch?: typeof globalThis.fetch | undefined } = {},
): AskStoreTime {
  return async () => {
    const response = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(5_000),
      redirect: "manual",
    });
    const toldMs = Date.parse(String(response.headers.get("date")));
    if (Number.isNaN(toldMs)) throw new Error(`${new URL(url).origin} answered without a Date header`);
    return toldMs;
  };
}
