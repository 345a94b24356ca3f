import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { OWNER_TOKEN, signedIn } from "../test/fixture.ts";
import { liveContract, liveOn } from "../test/live.ts";

// The same on the fake, so that what a real vault is asked to do is known to work.
storeContract(
  { describe, test },
  {
    ...liveContract(""),
    name: "azureKeyVault, on the fake as on a real vault",
    async create() {
      const { server } = await signedIn();
      const fixture = liveOn(server.client(OWNER_TOKEN));
      const close = async () => {
        await fixture.close();
        server.close();
      };
      return { ...fixture, close };
    },
  },
);

const { CONFIDE_LIVE_AZURE, AZURE_KEY_VAULT_URL = "" } = process.env;
if (CONFIDE_LIVE_AZURE === "1") storeContract({ describe, test }, liveContract(AZURE_KEY_VAULT_URL));
else process.stdout.write("no real Key Vault is tried: CONFIDE_LIVE_AZURE=1 does that\n");
