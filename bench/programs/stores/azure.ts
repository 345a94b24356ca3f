import type { SecretClient } from "@azure/keyvault-secrets";

import type { Counterpart } from "../../servers/names.ts";
import { allAtOnce, confide, oneByOne, type Readers } from "./reader.ts";

export const readers: Readers = {
  async confide(at) {
    const { azureKeyVault } = await import("@confide/azure");
    return confide(azureKeyVault({ client: await clientOf(at) }));
  },
  "its client one by one": async (at) => oneByOne(valueOf(await clientOf(at))),
  "its client Promise.all": async (at) => allAtOnce(valueOf(await clientOf(at))),
};

/** One attempt, as confide sets it; the rest is what the server's certificate and name ask for. */
async function clientOf({ port, token, ca }: Counterpart): Promise<SecretClient> {
  const sdk = await import("@azure/keyvault-secrets");
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return new sdk.SecretClient(`https://localhost:${port}`, credential, {
    retryOptions: { maxRetries: 0 },
    tlsOptions: { ca },
    disableChallengeResourceVerification: true,
  });
}

function valueOf(client: SecretClient): (name: string) => Promise<string> {
  return async (name) => (await client.getSecret(name)).value ?? "";
}
