import { execFileSync } from "node:child_process";

import { expect, test } from "vitest";

import { ownTime } from "./own-time.ts";

const sleep = async (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("waiting counts, but for a little", async () => {
  expect(await ownTime(async () => (await sleep(1), "done"))).toMatchObject({ result: "done" });
  // Where this thread gets no processor in time, most of a wait is taken for stolen: then it is measured again.
  const waited = async () => (await ownTime(() => sleep(60))).tookMs;
  await expect.poll(waited, { timeout: 20_000 }).toSatisfy((tookMs: number) => tookMs > 40 && tookMs < 100);
});

test("what the code computes counts in full, although it blocks every timer", async () => {
  const { tookMs } = await ownTime(async () => {
    await sleep(10);
    const before = process.cpuUsage();
    while (process.cpuUsage(before).user < 80_000); // of its own time, whatever else the machine does
  });
  expect(tookMs).toBeGreaterThan(70);
});

test("time in which this thread could not run doesn't", async () => {
  const { tookMs } = await ownTime(async () => {
    await sleep(10);
    // The thread stands still, as one does that gets no processor.
    execFileSync(process.execPath, ["-e", "setTimeout(() => {}, 300)"]);
    await sleep(10);
  });
  expect(tookMs).toBeLessThan(200);
});

test("a failure comes through, and leaves no timer behind", async () => {
  await expect(ownTime(async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
