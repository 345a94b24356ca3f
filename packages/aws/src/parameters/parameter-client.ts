import type { SSMClient, SSMClientConfig } from "@aws-sdk/client-ssm";
import { vendorPackage } from "@confide/core/adapter";

import type { AwsCalls } from "../calls.ts";
import { clientConfig } from "../client-config.ts";
import { httpsOnly } from "../endpoint.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import { rethrow } from "../rethrow.ts";
import type { SeenCalls } from "../seen-calls.ts";

export interface AwsParameterStoreOptions {
  /** @default what the SDK finds: `AWS_REGION`, then the profile */
  readonly region?: string | undefined;
  /**
   * For a VPC endpoint or an emulator: `http://localhost:4566`.
   *
   * @default the region's own
   */
  readonly endpoint?: string | undefined;
  /**
   * Lets `http://` reach other machines too, as an emulator in another container. The session token and every value then cross
   * the network unencrypted.
   *
   * @default false: `http://` is for this machine (`localhost`, `127.0.0.1`, `[::1]`)
   */
  readonly allowHttp?: boolean | undefined;
  /** @default the SDK's own chain: environment, profile, container, instance */
  readonly credentials?: SSMClientConfig["credentials"] | undefined;
  /**
   * A client of your own; endpoint and credentials are then its own. Give it `maxAttempts: 1`, since confide retries,
   * and timeouts. `close()` leaves it open.
   *
   * @default one that the first call makes and `close()` ends
   */
  readonly client?: SSMClient | undefined;
}

/** The SDK, and the client that makes its calls. */
export interface ParameterClient {
  readonly sdk: typeof import("@aws-sdk/client-ssm");
  readonly client: SSMClient;
}

export type ParameterCalls = AwsCalls<ParameterClient>;

/** Imports the SDK at the first call. */
export async function openParameters(
  options: AwsParameterStoreOptions,
  seen: SeenCalls,
): Promise<ParameterClient> {
  const { client, allowHttp = false } = options;
  const sdk = await vendorPackage(PARAMETERS, "@aws-sdk/client-ssm", async () => {
    try {
      // webpack would warn of it in each bundle with the other store: it leaves this one to Node.
      return await import(/* webpackIgnore: true */ "@aws-sdk/client-ssm");
    } catch (cause) {
      return rethrow(cause);
    }
  });
  if (client) return { sdk, client: seen.watch(client) };
  const own = new sdk.SSMClient(clientConfig(options, seen, PARAMETERS));
  return { sdk, client: seen.watch(own, allowHttp ? undefined : httpsOnly(PARAMETERS)) };
}
