export type { AwsSecretsManagerOptions } from "./client.ts";
export { awsSecretsManager } from "./store.ts";
export type { AwsParameterStoreOptions } from "./parameters/parameter-client.ts";
export { awsParameterStore } from "./parameters/parameter-store.ts";
