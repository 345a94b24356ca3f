import { afterAll, beforeAll, expect, test } from "vitest";

import { type KillGround, killGround, killOnce } from "../test/kill-rotators.ts";

let ground: KillGround;
beforeAll(async () => void (ground = await killGround()));
afterAll(async () => ground.close());

test("a process that is killed before or after any effect loses nothing", { timeout: 120_000 }, async () => {
  await ground.reset();
  const whole = await ground.run();
  expect(whole?.outcome).toBe("rotated");
  const effects = whole?.count ?? 0;
  expect(effects).toBeGreaterThanOrEqual(11);
  for (let at = 1; at <= effects; at++)
    for (const when of ["before", "after"] as const) await killOnce(ground, at, when);
});

test("of three processes at once one rotates, and the others say so", { timeout: 60_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    await ground.reset();
    const results = await Promise.all([1, 2, 3].map(async () => ground.run("", "", "--keep")));
    expect(results.filter((result) => result?.outcome === "rotated")).toHaveLength(1);
    expect(new Set(results.map((result) => result?.rotationId)).size).toBe(1);
    expect(ground.keys()).toEqual(["first-key", await ground.mustWork()]);
  }
});
