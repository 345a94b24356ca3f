import { fakeClock } from "@confide/core/testing";
import type { WritableSecretStore } from "@confide/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { mortal } from "../test/crashing.ts";
import { localLock } from "../test/local-lock.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { target } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";
import { rotateIfDue } from "./schedule.ts";
import { RotationError } from "./rotation-error.ts";

const APP = "app";
const DAY_MS = 86_400_000;
const PARTS = ["apiKey", "hmac"] as const;
type Part = (typeof PARTS)[number];
const first = { apiKey: "the-first-key", hmac: "the-first-hmac", limit: 7 };

async function partsIn(store: WritableSecretStore): Promise<typeof first> {
  return JSON.parse(await valueIn(store, APP)) as typeof first;
}

const refused = (error: unknown): "refused" => {
  const reason: unknown = Reflect.get(Object(error), "reason");
  if (reason !== "conflict" && !(error instanceof RotationError && error.message.includes("only one part")))
    throw error;
  return "refused";
};

/** As the error of the other part tells its operator. */
async function ended(options: Parameters<typeof endGrace>[0]): Promise<void> {
  while ((await endGrace({ ...options, now: true })).outcome !== "nothing");
}

for (const [title, open] of Object.entries(openStores))
  test(`${title}: of two parts that are rotated at once one may have to wait, and none blocks the other for good`, async () => {
    await using opened = await open();
    const { store, lock = store.writes.pending === "sibling" ? localLock() : undefined } = opened;
    await putByHand(store, APP, JSON.stringify(first));
    const at = { apiKey: target(first.apiKey), hmac: target(first.hmac) };
    const options = (part: Part) => ({ store, lock, name: `${APP}#${part}`, issuer: at[part].issuer });
    await Promise.all(PARTS.map(async (part) => rotate(options(part)).catch(refused)));
    for (let round = 0; round < 3; round++)
      for (const part of PARTS) {
        await rotate(options(part)).catch(refused);
        await ended(options(part)).catch(refused);
      }
    const now = await partsIn(store);
    expect(now.limit).toBe(first.limit);
    for (const part of PARTS) {
      expect(now[part]).not.toBe(first[part]);
      expect([...at[part].valid]).toEqual([now[part]]);
    }
    expect((await store.describe(APP, context())).pending).toBeUndefined();
  });

const deaths = fc.tuple(
  fc.nat({ max: 24 }).map((at) => at + 1),
  fc.constantFrom("before" as const, "after" as const),
);

test("wherever both rotators die, each part is rotated or given up, and no credential in use is ended", async () => {
  await fc.assert(
    fc.asyncProperty(deaths, deaths, fc.constantFrom("rotate", "abort"), async (one, other, then) => {
      const clock = fakeClock();
      const store = clockedStore(clock, { [APP]: JSON.stringify(first) });
      const at = { apiKey: target(first.apiKey), hmac: target(first.hmac) };
      const options = (part: Part) => ({ clock, store, name: `${APP}#${part}`, issuer: at[part].issuer });
      const dying = [one, other].map(async ([when, how], index) => {
        const part = PARTS[index] ?? "apiKey";
        const { store: its, issuer, died } = mortal(store, at[part].issuer, { at: when, when: how });
        await Promise.race([rotate({ ...options(part), store: its, issuer }).catch(refused), died]);
      });
      await Promise.all(dying);

      async function mustWork(): Promise<void> {
        const now = await partsIn(store);
        for (const part of PARTS) expect([part, at[part].accepts(now[part])]).toEqual([part, true]);
      }

      await mustWork();
      for (let round = 0; round < 3; round++)
        for (const part of PARTS) {
          await (then === "rotate" ? rotate : abortRotation)(options(part)).catch(refused);
          await mustWork();
          await ended(options(part)).catch(refused);
          await mustWork();
        }
      for (const part of PARTS) {
        const outcome = await rotate(options(part));
        expect([then, outcome.outcome]).toEqual([then, "rotated"]);
        await mustWork();
        await ended(options(part));
        expect([...at[part].valid]).toEqual([(await partsIn(store))[part]]);
      }
    }),
  );
});

test("each part has its own time, whatever else makes new versions of the secret", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [APP]: JSON.stringify(first) });
  const at = { apiKey: target(first.apiKey), hmac: target(first.hmac) };
  const rotations = { apiKey: 0, hmac: 0 };
  for (let day = 0; day < 130; day++) {
    for (const part of PARTS) {
      const options = { store, clock, name: `${APP}#${part}`, issuer: at[part].issuer, everyMs: 30 * DAY_MS };
      const { rotation } = await rotateIfDue(options).catch(() => ({ rotation: undefined }));
      if (rotation?.outcome === "rotated") rotations[part]++;
    }
    if (day % 7 === 0) await putByHand(store, APP, JSON.stringify({ ...(await partsIn(store)), limit: day }));
    await clock.advance(DAY_MS);
  }
  expect(rotations).toEqual({ apiKey: 4, hmac: 4 });
  expect(Object.keys((await store.describe(APP, context())).annotations).length).toBeLessThanOrEqual(4);
});

test.each(["Google", "Vault"])(
  "%s: a part is rotated under a lock alone, as one place is for all that waits",
  async (title) => {
    await using opened = await openStores[title]?.();
    const store = opened?.store ?? clockedStore(fakeClock(), {});
    await putByHand(store, APP, JSON.stringify(first));
    await expect(
      rotate({ store, name: `${APP}#apiKey`, issuer: target(first.apiKey).issuer }),
    ).rejects.toThrow(
      "has one place for what waits beside a secret, so that rotators of two of its properties would overwrite each other's: pass lock",
    );
  },
);
