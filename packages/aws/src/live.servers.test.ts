import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { CREDENTIALS, fakeSecretsManager } from "../test/fake/server.ts";
import { liveContract, liveOn } from "../test/live.ts";

// The same on the fake, so that what a real account is asked to do is known to work.
storeContract(
  { describe, test },
  {
    ...liveContract,
    name: "awsSecretsManager, on the fake as on a real account",
    async create() {
      const fake = await fakeSecretsManager();
      const settings = { region: "eu-west-1", credentials: CREDENTIALS, endpoint: fake.url };
      const fixture = liveOn(new SecretsManagerClient(settings));
      const close = async () => {
        await fixture.close();
        await fake.close();
      };
      return { ...fixture, close };
    },
  },
);

if (process.env["CONFIDE_LIVE_AWS"] === "1") storeContract({ describe, test }, liveContract);
else process.stdout.write("no real AWS account is tried: CONFIDE_LIVE_AWS=1 does that\n");
