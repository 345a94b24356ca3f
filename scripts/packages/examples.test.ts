// A sample of the examples, from the tarballs; `npm run test:servers` and `npm run test:long` try all others (scripts/examples).
import { expect, inject, test } from "vitest";

import { tryExample } from "../examples/trial.ts";

test.each(["quickstart"])(
  "the example %s works outside of the repository",
  { timeout: 120_000 },
  async (name) => {
    expect(await tryExample(name, { tarballs: inject("tarballs") })).toEqual([]);
  },
);
