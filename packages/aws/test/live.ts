import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { StoreContract } from "@confide/core/testing";

import { liveFixture, NOBODY_MAKES } from "../../../scripts/live-store.ts";
import { awsSecretsManager } from "../src/index.ts";

/** A real account: region and credentials are the SDK's to find. What a case has made is deleted at once after it. */
export const liveContract: Pick<StoreContract, "name" | "create" | "without"> = {
  name: "awsSecretsManager, on a real account",
  create: async () => liveOn(new SecretsManagerClient()),
  without: {
    "reads empty text": "AWS keeps no empty value",
    "says destroyed": "AWS destroys no single version",
    "lists names by prefix": "AWS lists a new secret only after minutes",
    ...NOBODY_MAKES,
  },
};

export function liveOn(client: SecretsManagerClient) {
  const remove = async (name: string, how: { ForceDeleteWithoutRecovery?: true }) => {
    await client.send(new DeleteSecretCommand({ SecretId: name, ...how }));
  };
  return liveFixture({
    store: awsSecretsManager({ client }),
    async trouble(name, trouble) {
      if (trouble !== "disabled") throw new Error(`nobody makes AWS "${trouble}"`);
      await remove(name, {});
    },
    discard: async (name) => remove(name, { ForceDeleteWithoutRecovery: true }),
    close: async () => client.destroy(),
  });
}
