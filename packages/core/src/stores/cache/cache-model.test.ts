import fc from "fast-check";
import { expect, test } from "vitest";

import { brokenRules } from "../../../test/cache-rules.ts";
import { CacheWorld } from "../../../test/cache-world.ts";

type Command = fc.AsyncCommand<object, CacheWorld>;

const NAMES = ["a", "b"];
const REFS = [...NAMES, ...NAMES.map((name) => `${name}?version=previous`)];
const REASONS = [
  "unavailable",
  "timeout",
  "throttled",
  "denied",
  "not-found",
  "disabled",
  "unauthenticated",
  "malformed",
  "unknown",
  "hang",
] as const;

/** After each step nothing that the cache has ever done may be against its rules. */
function step(text: string, act: (world: CacheWorld) => void | Promise<void>): Command {
  return {
    check: () => true,
    toString: () => text,
    run: async (_, world) => {
      await act(world);
      await world.clock.advance(0);
      expect(brokenRules(world)).toEqual([]);
    },
  };
}

const reads = fc
  .record({
    ref: fc.constantFrom(...REFS),
    count: fc.integer({ min: 1, max: 3 }),
    givesUpMs: fc.option(fc.integer({ max: 5_000, min: 0 })),
  })
  .map(({ ref, count, givesUpMs }) =>
    step(`read ${ref} × ${count}, give up ${givesUpMs}`, (world) => {
      for (let index = 0; index < count; index++) {
        const controller = new AbortController();
        if (givesUpMs !== null && index === 0)
          void world.clock.sleep(givesUpMs).then(() => controller.abort());
        world.read(ref, controller.signal);
      }
    }),
  );

const moves = fc
  .oneof(
    fc.integer({ min: 1, max: 2_000 }),
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 60_000, max: 800_000 }),
    fc.constant(4_000_000),
  )
  .map((ms) => step(`advance ${ms}`, async ({ clock }) => clock.advance(ms)));

const weathers = fc
  .record({
    name: fc.constantFrom(...NAMES),
    weather: fc.record(
      {
        reason: fc.constantFrom(...REASONS),
        retryAfterMs: fc.integer({ min: 0, max: 400_000 }),
        latencyMs: fc.constantFrom(0, 20, 3_000),
      },
      { requiredKeys: ["latencyMs"] },
    ),
  })
  .map(({ name, weather }) =>
    step(`weather ${name} ${JSON.stringify(weather)}`, (world) => {
      world.weather.set(name, weather);
    }),
  );

const rotations = fc.constantFrom(...NAMES).map((name) =>
  step(`rotate ${name}`, ({ versions }) => {
    versions.set(name, (versions.get(name) ?? 1) + 1);
  }),
);

const invalidations = fc
  .record({
    name: fc.constantFrom(...NAMES),
    version: fc.option(fc.constantFrom("1", "2", "3"), { nil: undefined }),
  })
  .map(({ name, version }) =>
    step(`invalidate ${name} ${version}`, (world) => world.invalidate(name, version)),
  );

const steps = fc.commands([reads, reads, moves, moves, weathers, rotations, invalidations], {
  size: "+1",
  maxCommands: 60,
});

test("keeps its rules whatever happens in whatever order", async () => {
  const property = fc.asyncProperty(steps, async (commands) => {
    await fc.asyncModelRun(() => ({ model: {}, real: new CacheWorld() }), commands);
  });
  await expect(fc.assert(property)).resolves.toBeUndefined();
});
