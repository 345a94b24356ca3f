import type { SecretsManagerClient, SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import { vendorPackage } from "@confide/core/adapter";

import { clientConfig } from "./client-config.ts";
import { httpsOnly } from "./endpoint.ts";
import { KIND } from "./classify.ts";
import { rethrow } from "./rethrow.ts";
import type { SeenCalls } from "./seen-calls.ts";

export interface AwsSecretsManagerOptions {
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
  readonly credentials?: SecretsManagerClientConfig["credentials"] | undefined;
  /**
   * A client of your own; endpoint and credentials are then its own. Give it `maxAttempts: 1`, since confide retries,
   * and timeouts. `close()` leaves it open.
   *
   * @default one that the first call makes and `close()` ends
   */
  readonly client?: SecretsManagerClient | undefined;
  /**
   * `false`: secrets are read one by one. The batch action takes a permission of its own, and some organisations watch
   * for it as for a theft. `true`: batches are used as long as they are not denied.
   *
   * @default true
   */
  readonly batch?: boolean | undefined;
}

/** The SDK, and the client that makes its calls. */
export interface Client {
  readonly sdk: typeof import("@aws-sdk/client-secrets-manager");
  readonly client: SecretsManagerClient;
}

/** Imports the SDK, which takes longer than most programs' start: so this waits for the first call. */
export async function makeClient(options: AwsSecretsManagerOptions, seen: SeenCalls): Promise<Client> {
  const { client, allowHttp = false } = options;
  const sdk = await vendorPackage(KIND, "@aws-sdk/client-secrets-manager", () =>
    import("@aws-sdk/client-secrets-manager").catch(rethrow),
  );
  if (client) return { sdk, client: seen.watch(client) };
  const own = new sdk.SecretsManagerClient(clientConfig(options, seen, KIND));
  return { sdk, client: seen.watch(own, allowHttp ? undefined : httpsOnly(KIND)) };
}
