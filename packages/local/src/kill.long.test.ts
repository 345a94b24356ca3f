import { expect, test } from "vitest";

import { killWriters } from "../test/kill-writers.ts";

test("1000 writers killed at random moments lose nothing confirmed", { timeout: 1_800_000 }, async () => {
  const { confirmed } = await killWriters(1000);
  expect(confirmed).toBeGreaterThanOrEqual(1000);
});
