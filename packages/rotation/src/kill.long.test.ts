import { afterAll, beforeAll, expect, test } from "vitest";

import { type KillGround, killGround, killOnce } from "../test/kill-rotators.ts";

let ground: KillGround;
beforeAll(async () => void (ground = await killGround()));
afterAll(async () => ground.close());

test("300 rotators are killed one after another, each going on where the one before was", async () => {
  await ground.reset();
  let finished = 0;
  for (let life = 0; life < 300; life++) {
    const at = 1 + Math.floor(Math.random() * 14);
    if (await ground.run(String(at), Math.random() < 0.5 ? "before" : "after")) finished++;
    await ground.mustWork();
  }
  expect(finished).toBeGreaterThan(0);
  await ground.run();
  expect(ground.keys()).toEqual([await ground.mustWork()]);
});

test("every effect, before and after, ten times", async () => {
  for (let round = 0; round < 10; round++)
    for (let at = 1; at <= 11; at++)
      for (const when of ["before", "after"] as const) await killOnce(ground, at, when);
  expect(ground.keys()).toHaveLength(1);
});
