import { expect, test } from "vitest";

import { mustHold } from "../test/vendor-commands.ts";
import { vendors } from "../test/vendors.ts";

// vendors-model.long.test.ts has more.
const RUNS = 25;

test.each(Object.entries(vendors))(
  "%s: whoever rotates, dies, ends and gives up, what is in use is accepted, and nothing is left behind",
  { timeout: 1_800_000 },
  async (_, vendor) => expect(await mustHold(vendor, RUNS)).toBe(RUNS),
);
