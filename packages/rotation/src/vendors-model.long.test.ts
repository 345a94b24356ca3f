import { expect, test } from "vitest";

import { mustHold } from "../test/vendor-commands.ts";
import { vendors } from "../test/vendors.ts";

const RUNS = 1_000;

test.each(Object.entries(vendors))(
  "%s: a thousand random histories of rotators, crashes, clocks, verifiers and readers",
  { timeout: 3_600_000 },
  async (_, vendor) => expect(await mustHold(vendor, RUNS)).toBe(RUNS),
);
