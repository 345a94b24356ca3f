export type { ServiceAccountKey } from "./client.ts";
export { googleSecretManager, type GoogleSecretManagerOptions } from "./store.ts";
