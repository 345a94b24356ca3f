import { awsSecretsManager } from "@confide/aws";
import { azureKeyVault } from "@confide/azure";
import { googleSecretManager } from "@confide/gcp";
import { localStore } from "@confide/local";
import { appRoleAuth, hashicorpVault } from "@confide/vault";

// Each takes the same refs. None loads its SDK or makes a call before a secret is asked of it.
export const stores = {
  local: () => localStore({ path: "secrets.age", keyFile: "key.txt" }),
  aws: () => awsSecretsManager({ region: "eu-west-1" }),
  google: () => googleSecretManager({ project: "shop-prod" }),
  azure: () => azureKeyVault({ vaultUrl: "https://shop-prod.vault.azure.net" }),
  vault: () =>
    hashicorpVault({
      address: "https://vault.example:8200",
      auth: appRoleAuth({
        roleId: process.env["VAULT_ROLE_ID"] ?? "",
        secretId: process.env["VAULT_SECRET_ID"] ?? "",
      }),
    }),
};
