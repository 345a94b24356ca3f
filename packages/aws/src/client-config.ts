import type { SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";

import { checkEndpoint } from "./endpoint.ts";
import type { SeenCalls } from "./seen-calls.ts";

/** Which region, and who asks: the same for each of AWS's services. */
export interface PlaceOptions {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly credentials?: SecretsManagerClientConfig["credentials"] | undefined;
}

const CONNECT_TIMEOUT_MS = 2_000;
export const REQUEST_TIMEOUT_MS = 10_000;

type OwnConfig = Pick<
  SecretsManagerClientConfig,
  "logger" | "maxAttempts" | "requestHandler" | keyof PlaceOptions
>;

/**
 * What a client of confide's own is made with.
 *
 * @throws SourceError for an endpoint that is no address
 */
export function clientConfig(
  { region, endpoint, credentials }: PlaceOptions,
  { logger }: Pick<SeenCalls, "logger">,
  store: string,
): OwnConfig {
  if (endpoint !== undefined) checkEndpoint(endpoint, store);
  return {
    logger,
    maxAttempts: 1, // core retries, and must see each failure's own reason
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true, // without it, the SDK only warns and waits on
    },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  };
}
