export { appRoleAuth, type AppRoleOptions } from "./auth/app-role-auth.ts";
export { jwtAuth, type JwtOptions } from "./auth/jwt-auth.ts";
export { kubernetesAuth, type KubernetesOptions } from "./auth/kubernetes-auth.ts";
export type { VaultAuth } from "./auth/login.ts";
export { tokenAuth, type TokenOptions } from "./auth/token-auth.ts";
export type { VaultClient } from "./client.ts";
export { hashicorpVault, type HashicorpVaultOptions } from "./store.ts";
