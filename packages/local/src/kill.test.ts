import { expect, test } from "vitest";

import { killWriters } from "../test/kill-writers.ts";

test("40 writers killed at random moments lose nothing confirmed", { timeout: 120_000 }, async () => {
  const { confirmed } = await killWriters(40);
  expect(confirmed).toBeGreaterThanOrEqual(40);
});
