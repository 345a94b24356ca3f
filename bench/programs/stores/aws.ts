import type { SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";

import type { Counterpart } from "../../servers/names.ts";
import { allAtOnce, confide, oneByOne, type Readers } from "./reader.ts";

export const readers: Readers = {
  async confide(at) {
    const { awsSecretsManager } = await import("@confide/aws");
    return confide(awsSecretsManager(settingsOf(at)));
  },
  "powertools one by one": async (at) => oneByOne(await powertools(at)),
  "powertools Promise.all": async (at) => allAtOnce(await powertools(at)),
  async "the SDK's batches"(at) {
    const { SecretsManagerClient, BatchGetSecretValueCommand } =
      await import("@aws-sdk/client-secrets-manager");
    const client = new SecretsManagerClient(settingsOf(at));
    return (names) => async () => {
      const batches = Array.from({ length: Math.ceil(names.length / 20) }, (_, index) => {
        const SecretIdList = names.slice(index * 20, (index + 1) * 20);
        return client.send(new BatchGetSecretValueCommand({ SecretIdList }));
      });
      const found = (await Promise.all(batches)).flatMap(({ SecretValues = [] }) => SecretValues);
      return () => found.map(({ SecretString = "" }) => SecretString);
    };
  },
};

export function settingsOf({ port, token }: Counterpart) {
  return {
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: JSON.parse(token) as { accessKeyId: string; secretAccessKey: string },
  } satisfies SecretsManagerClientConfig;
}

async function powertools(at: Counterpart): Promise<(name: string) => Promise<string>> {
  const { SecretsProvider } = await import("@aws-lambda-powertools/parameters/secrets");
  const provider = new SecretsProvider({ clientConfig: settingsOf(at) });
  return async (name) => String(await provider.get(name));
}
