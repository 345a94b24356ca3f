export { awsSecretsManager, type AwsSecretsManagerOptions } from "./store.ts";
