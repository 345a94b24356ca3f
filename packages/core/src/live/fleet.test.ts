import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import * as z from "zod";

import { type FleetFigures, seeded, simulateFleet } from "../../test/fleet.ts";
import { secret } from "../schema/secret-schema.ts";
import { Secret } from "../secret/secret.ts";
import { fromStore } from "../stores/from-store.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { watchConfig } from "./watch-config.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const processes = 10_000;
const rotationsAtMs = [6, 12, 18].map((hours) => hours * HOUR_MS);

function day(): FleetFigures {
  return simulateFleet({
    processes,
    everyMs: MINUTE_MS,
    untilMs: 24 * HOUR_MS,
    rotationsAtMs,
    random: seeded(7),
  });
}

function mean(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

test("a day of ten thousand processes: no herd, and a rotation reaches them all in time", () => {
  const { minutes, seconds, slowestMs } = day();
  const isRotation = (minute: number) => rotationsAtMs.some((ms) => Math.abs(minute - ms / MINUTE_MS) <= 1);
  const quiet = minutes.filter((_, minute) => !isRotation(minute));
  const busy = minutes.filter((_, minute) => isRotation(minute));
  expect(Math.max(...quiet) / mean(quiet)).toBeLessThan(1.05);
  expect(Math.min(...quiet) / mean(quiet)).toBeGreaterThan(0.95);
  // Each then also reads the value, once.
  expect(Math.max(...busy) / mean(quiet)).toBeLessThan(2.05);
  expect(Math.max(...slowestMs)).toBeLessThanOrEqual(MINUTE_MS * 1.1);

  // The documentation says what came out here.
  const figures = [
    ["requests a minute, in the mean", mean(quiet).toFixed(0)],
    ["in the busiest minute without a rotation", Math.max(...quiet).toFixed(0)],
    ["in the busiest minute after a rotation", Math.max(...busy).toFixed(0)],
    ["requests a second, in the mean", mean(seconds).toFixed(0)],
    ["in the busiest second", Math.max(...seconds).toFixed(0)],
    ["until a rotation had reached the last process", `${(Math.max(...slowestMs) / 1_000).toFixed(1)} s`],
  ];
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/live.md"), "utf8").replaceAll(
    / +/g,
    " ",
  );
  for (const [what = "", figure = ""] of figures) expect(page).toContain(`| ${what} | ${figure} |`);
});

test("real ones do as the simulated do", async () => {
  const store = memoryStore({ password: "first" });
  const clock = fakeClock();
  const startMs = clock.now();
  const definition = { schema: z.object({ password: secret(z.string()) }), sources: [fromStore(store)] };
  const lives = await Promise.all(
    Array.from({ length: 100 }, async () => watchConfig(definition, { clock })),
  );
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
  await clock.advance(5 * MINUTE_MS);
  const looks = store.calls.filter(({ method }) => method === "describe").length;
  const { minutes } = simulateFleet({
    processes: 100,
    everyMs: MINUTE_MS,
    untilMs: clock.now() - startMs,
    rotationsAtMs: [],
    random: seeded(1),
  });
  expect(looks / (5 * mean(minutes))).toBeGreaterThan(0.9);
  expect(looks / (5 * mean(minutes))).toBeLessThan(1.1);

  await store.put("password", new Secret("second"), options, context);
  const readsBefore = store.calls.filter(({ method }) => method === "read").length;
  await clock.advance(1.1 * MINUTE_MS);
  expect(new Set(lives.map(({ current }) => current.password.reveal()))).toEqual(new Set(["second"]));
  // Each process has a cache of its own, and asks once.
  expect(store.calls.filter(({ method }) => method === "read").length - readsBefore).toBe(100);
  await Promise.all(lives.map(async (live) => live.close()));
});
