import { SourceError } from "@confide/core/adapter";

/**
 * The option `endpoint`. The SDK takes `localhost:4566` for an address of the scheme `localhost`, and sends its signed requests
 * to another port. What was given isn't shown.
 *
 * @throws SourceError `unknown`
 */
export function checkEndpoint(endpoint: string, store: string): void {
  const url = URL.parse(endpoint);
  const isAddress = url?.protocol === "https:" || url?.protocol === "http:";
  if (isAddress && url.username === "" && url.password === "" && !/[\s\\?#]/.test(endpoint)) return;
  throw new SourceError({
    reason: "unknown",
    message: `${store}: the option endpoint is not an address`,
    store,
    fix: "it begins with https:// (http:// for an emulator), and has no user, query or fragment",
  });
}
