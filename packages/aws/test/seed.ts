import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { StoreFixture } from "@confide/core/testing";

/** Keeps values with the SDK itself, so that no test of reading rests on the adapter's writing. */
export function seeder(client: SecretsManagerClient): StoreFixture["seed"] {
  return async (name, value) => {
    const content = typeof value === "string" ? { SecretString: value } : { SecretBinary: value };
    try {
      const { VersionId = "" } = await client.send(new PutSecretValueCommand({ SecretId: name, ...content }));
      return VersionId;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      const { VersionId = "" } = await client.send(new CreateSecretCommand({ Name: name, ...content }));
      return VersionId;
    }
  };
}
