import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { signedIn } from "../test/fixture.ts";

storeContract(
  { describe, test },
  {
    name: "google-secret-manager",
    create: signedIn,
    without: { "reads empty text": "Secret Manager refuses an empty payload" },
  },
);
