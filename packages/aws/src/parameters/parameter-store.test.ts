import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { fakeParameters, WITHOUT } from "../../test/parameter-fixture.ts";

storeContract(
  { describe, test },
  { name: "awsParameterStore, on a strict fake", create: fakeParameters, without: WITHOUT },
);
