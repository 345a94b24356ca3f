export { appRole, jwt, kubernetes, token, type VaultAuth } from "./auth.ts";
export { hashicorpVault, type HashicorpVaultOptions } from "./store.ts";
