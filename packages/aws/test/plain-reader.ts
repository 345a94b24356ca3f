import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

import { CREDENTIALS } from "./fake/server.ts";

/** A program that reads with the SDK, as its documentation shows it, and knows nothing of confide. */
export function plainReader(endpoint: string) {
  const client = new SecretsManagerClient({ region: "eu-west-1", endpoint, credentials: CREDENTIALS });
  return {
    read: async (SecretId: string) =>
      (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? "",
    close: () => client.destroy(),
  };
}

/** The same of Parameter Store. */
export function plainParameterReader(endpoint: string) {
  const client = new SSMClient({ region: "eu-west-1", endpoint, credentials: CREDENTIALS });
  return {
    async read(Name: string) {
      const asked = new GetParametersCommand({ Names: [Name], WithDecryption: true });
      return (await client.send(asked)).Parameters?.[0]?.Value ?? "";
    },
    close: () => client.destroy(),
  };
}
