import { reasonText, SourceError } from "@confide/core/adapter";

import type { RawRequest } from "./answers.ts";

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
  throw endpointFailure(
    store,
    "the option endpoint is not an address",
    "it begins with https:// (http:// for an emulator), and has no user, query or fragment",
  );
}

/**
 * Lets no request go unencrypted to another machine, wherever its address was set: in `endpoint`, AWS_ENDPOINT_URL or the
 * profile.
 *
 * @throws SourceError `unknown`
 */
export function httpsOnly(store: string): (request: RawRequest) => void {
  return ({ protocol, hostname = "" }) => {
    if (protocol !== "http:" || isThisMachine(hostname)) return;
    throw endpointFailure(
      store,
      "the endpoint must begin with https://, since the session token and every value would go unencrypted to another machine",
      "look at endpoint and AWS_ENDPOINT_URL; allowHttp: true permits it, for an emulator",
    );
  };
}

function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|\[?::1\]?|127(?:\.\d{1,3}){3})$/.test(hostname);
}

function endpointFailure(store: string, what: string, fix: string): SourceError {
  return new SourceError({
    reason: "unknown",
    message: `${reasonText("unknown", store)}: ${what}`,
    store,
    fix,
  });
}
