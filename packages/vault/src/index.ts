export {
  appRoleAuth,
  type AppRoleOptions,
  jwtAuth,
  type JwtOptions,
  kubernetesAuth,
  type KubernetesOptions,
  tokenAuth,
  type TokenOptions,
  type VaultAuth,
} from "./auth.ts";
export type { VaultClient } from "./client.ts";
export { hashicorpVault, type HashicorpVaultOptions } from "./store.ts";
