import { expect, test } from "vitest";

import { keptAlive } from "./kept-alive.ts";

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}

test.each([
  ["is done", async () => "done", "done"],
  ["fails", async () => Promise.reject(new Error("made up")), "made up"],
])("a timer of the process lasts until the work %s", async (_, work, outcome) => {
  const before = timers();
  const waiting = keptAlive(work());
  expect(timers()).toBe(before + 1);
  expect(await waiting.catch((error: unknown) => (error as Error).message)).toBe(outcome);
  expect(timers()).toBe(before);
});
