import { knownOptions, type OptionNames, storeClock, type WritableSecretStore } from "@confide/core/adapter";

import { type ClientOptions, connections, vaultOf } from "./client.ts";
import { KIND } from "./names.ts";
import { azurePolicy } from "./policy.ts";
import { getSecret } from "./read.ts";
import { writing } from "./write.ts";

/** Which vault, and who asks. */
export type AzureKeyVaultOptions = ClientOptions;

/**
 * The secrets of an Azure Key Vault. Nothing is loaded or called before the first read.
 *
 * A version outside its `notBefore` and `expiresOn` is taken as disabled, though Key Vault would give it.
 *
 * @example
 * ```ts
 * import { azureKeyVault } from "@confide/azure";
 * import { fromStore } from "@confide/core";
 *
 * const store = azureKeyVault({ vaultUrl: "https://shop.vault.azure.net" });
 * const source = fromStore(store, { refs: { database: "prod-database" } });
 * ```
 */
export function azureKeyVault(options: AzureKeyVaultOptions): WritableSecretStore {
  knownOptions("azureKeyVault()", options, OPTION_NAMES);
  const clock = storeClock();
  const open = connections(options, clock);
  const vault = vaultOf(options);
  return {
    name: KIND,
    // There is no batch. Each call under way has a connection of its own, and a vault takes 4 000 calls in 10 s.
    limits: { concurrency: 50 },
    separator: "-",
    get: (ref, context) => getSecret(open, vault, ref, context),
    now: clock.now,
    policy: (needs) => azurePolicy(needs, vault),
    ...writing(open, vault),
  };
}

const OPTION_NAMES: OptionNames<AzureKeyVaultOptions> = { vaultUrl: true, credential: true, client: true };
