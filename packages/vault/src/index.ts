export {
  appRole,
  type AppRoleOptions,
  jwt,
  type JwtOptions,
  kubernetes,
  type KubernetesOptions,
  token,
  type TokenOptions,
  type VaultAuth,
} from "./auth.ts";
export type { VaultClient } from "./client.ts";
export { hashicorpVault, type HashicorpVaultOptions } from "./store.ts";
