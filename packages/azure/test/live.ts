import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import type { StoreContract } from "@confide/core/testing";

import { liveFixture, NOBODY_MAKES } from "../../../scripts/live-store.ts";
import { azureKeyVault } from "../src/store.ts";

/** A real vault, by DefaultAzureCredential. What a case has made is deleted after it, softly where the vault is set so. */
export function liveContract(vaultUrl: string): Pick<StoreContract, "name" | "create" | "without"> {
  return {
    name: "azureKeyVault, on a real vault",
    create: async () => liveOn(new SecretClient(vaultUrl, new DefaultAzureCredential())),
    without: {
      "reads 64 KB": "Key Vault takes 25 KB at most",
      "says destroyed": "a version of Key Vault's can only be disabled",
      "lets one of two writers win": "Key Vault has no compare-and-set; rotation takes a lock",
      ...NOBODY_MAKES,
    },
  };
}

export function liveOn(client: SecretClient) {
  return liveFixture({
    store: azureKeyVault({ client }),
    async trouble(name, trouble) {
      if (trouble !== "disabled") throw new Error(`nobody makes Azure "${trouble}"`);
      const { properties } = await client.getSecret(name);
      await client.updateSecretProperties(name, properties.version ?? "", { enabled: false });
    },
  });
}
