import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { signedIn } from "../test/fixture.ts";

storeContract(
  { describe, test },
  {
    name: "azure-key-vault",
    create: signedIn,
    without: {
      "reads 64 KB": "Key Vault takes 25 KB at most",
      "says destroyed": "a version of Key Vault's can only be disabled",
      "lets one of two writers win": "Key Vault has no compare-and-set; rotation takes a lock",
    },
  },
);
