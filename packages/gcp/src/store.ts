import { knownOptions, type OptionNames, storeClock, type WritableSecretStore } from "@confide/core/adapter";
import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";

import { type ServiceAccountKey, sessions } from "./client.ts";
import { KIND } from "./names.ts";
import { gcloudPolicy } from "./policy.ts";
import { getSecret } from "./read.ts";
import { writing } from "./write.ts";

export interface GoogleSecretManagerOptions {
  /**
   * Its id or number.
   *
   * @default that of the credentials
   */
  readonly project?: string | undefined;
  /**
   * Where regional secrets are kept: `europe-west3`.
   *
   * @default none: the global secrets
   */
  readonly location?: string | undefined;
  /**
   * A service account's key.
   *
   * @default the Application Default Credentials
   */
  readonly credentials?: ServiceAccountKey | undefined;
  /**
   * The vendor's own, ready; for `location` it needs the regional `apiEndpoint`. It is not closed with the store.
   *
   * @default one that the first call makes and `close()` ends
   */
  readonly client?: SecretManagerServiceClient | undefined;
}

/**
 * Google Secret Manager. Nothing is loaded or called before the first read.
 *
 * Without a version, a ref is the newest one, `latest`, as for every other program.
 *
 * @example
 * ```ts
 * import { fromStore } from "@confide/core";
 * import { googleSecretManager } from "@confide/gcp";
 *
 * const store = googleSecretManager({ project: "shop" });
 * const source = fromStore(store, { refs: { database: "prod-database" } });
 * ```
 */
export function googleSecretManager(given?: GoogleSecretManagerOptions): WritableSecretStore {
  const options: GoogleSecretManagerOptions = knownOptions("googleSecretManager()", given, OPTION_NAMES);
  const clock = storeClock();
  const { open, close } = sessions(options, clock);
  return {
    name: KIND,
    // There is no batch; one connection carries a hundred calls at a time.
    limits: { concurrency: 100 },
    separator: "-",
    get: (ref, context) => getSecret(open, ref, context),
    now: clock.now,
    policy: (needs) => gcloudPolicy(needs, options),
    close,
    ...writing(open, clock),
  };
}

const OPTION_NAMES: OptionNames<GoogleSecretManagerOptions> = {
  project: true,
  location: true,
  credentials: true,
  client: true,
};
