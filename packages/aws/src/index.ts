export type { AwsSecretsManagerOptions } from "./client.ts";
export { awsSecretsManager } from "./store.ts";
