export type { TokenCredential } from "./client.ts";
export { azureKeyVault, type AzureKeyVaultOptions } from "./store.ts";
