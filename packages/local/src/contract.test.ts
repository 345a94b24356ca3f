import { storeContract } from "@confide/core/testing";
import { describe, test } from "vitest";

import { localFixture } from "../test/fixture.ts";

const answers = "a file of this machine is read at once or not at all";

storeContract(
  { describe, test },
  {
    name: "localStore",
    create: localFixture,
    without: {
      "says denied": "the superuser, as whom CI runs, may read every file; errors.test.ts has it",
      "says throttled": "nobody throttles the reading of a file",
      "says unavailable": "a disk can't be told to fail; errors.test.ts has it",
      "takes no other's 404 for a secret that isn't there": answers,
      "ends at the deadline when nothing answers": answers,
      "ends when it is aborted": answers,
      "says whether a running call was ended by its time or its caller": answers,
    },
  },
);
