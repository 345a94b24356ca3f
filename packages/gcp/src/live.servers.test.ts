import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { OWNER_TOKEN, signedIn } from "../test/fixture.ts";
import { liveContract, liveOn } from "../test/live.ts";

// The same on the fake, so that what a real project is asked to do is known to work.
storeContract(
  { describe, test },
  {
    ...liveContract,
    name: "googleSecretManager, on the fake as on a real project",
    async create() {
      const fake = await signedIn();
      const fixture = liveOn(fake.server.client(OWNER_TOKEN), fake.project.id);
      const close = async () => {
        await fixture.close();
        await fake[Symbol.asyncDispose]();
      };
      return { ...fixture, close };
    },
  },
);

if (process.env["CONFIDE_LIVE_GCP"] === "1") storeContract({ describe, test }, liveContract);
else process.stdout.write("no real Google project is tried: CONFIDE_LIVE_GCP=1 does that\n");
