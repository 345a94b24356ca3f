import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import type { StoreContract } from "@confide/core/testing";

import { liveFixture, NOBODY_MAKES } from "../../../scripts/live-store.ts";
import { googleSecretManager } from "../src/store.ts";

/** A real project, by the Application Default Credentials. What a case has made is deleted after it. */
export const liveContract: Pick<StoreContract, "name" | "create" | "without"> = {
  name: "googleSecretManager, on a real project",
  async create() {
    const client = new SecretManagerServiceClient();
    return liveOn(client, await client.getProjectId());
  },
  without: { "reads empty text": "Google keeps no empty value", ...NOBODY_MAKES },
};

export function liveOn(client: SecretManagerServiceClient, project: string) {
  const current = (name: string) => `projects/${project}/secrets/${name}/versions/latest`;
  return liveFixture({
    store: googleSecretManager({ client, project }),
    async trouble(name, trouble) {
      // By its number: an alias takes no change of state.
      const [{ name: version }] = await client.getSecretVersion({ name: current(name) });
      if (typeof version !== "string") throw new Error("Google named no version");
      if (trouble === "disabled") await client.disableSecretVersion({ name: version });
      else if (trouble === "destroyed") await client.destroySecretVersion({ name: version });
      else throw new Error(`nobody makes Google "${trouble}"`);
    },
    close: async () => client.close(),
  });
}
