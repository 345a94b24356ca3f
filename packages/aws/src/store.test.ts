import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { fakeFixture } from "../test/fixture.ts";

storeContract(
  { describe, test },
  {
    name: "awsSecretsManager, on a strict fake",
    create: fakeFixture,
    without: {
      "reads empty text": "AWS keeps no empty value",
      "says destroyed": "AWS destroys no single version, and a secret that is gone is not found",
    },
  },
);
