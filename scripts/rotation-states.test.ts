import { expect, test } from "vitest";

import { pageNow, rotationStatePage } from "./rotation-states.ts";

test("docs/rotation-state.md shows the machine as it is: node scripts/run.mjs node scripts/rotation-states.ts", () => {
  expect(pageNow()).toBe(rotationStatePage());
});
