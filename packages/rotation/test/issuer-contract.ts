import { inspect } from "node:util";

import { memoryStore, type MemoryStore } from "@confide/core/testing";
import { describe, expect, test } from "vitest";

import { abortRotation } from "../src/abort-rotation.ts";
import { endGrace } from "../src/end-grace.ts";
import type { Issuer, IssuerRevokeStep } from "../src/issuers/issuer.ts";
import { rotate, type RotateOptions } from "../src/rotate.ts";
import { type Death, mortal } from "./crashing.ts";
import type { Fault } from "./fakes/faults.ts";
import { passwordsIn } from "./fakes/secrets.ts";
import type { FakeVendor } from "./fakes/fake-vendor.ts";
import { valueIn } from "./store-helpers.ts";

const NAME = "prod/credential";

interface ContractWorld {
  readonly vendor: FakeVendor;
  readonly store: MemoryStore;
  readonly options: RotateOptions;
}

function worldOf(vendor: FakeVendor): ContractWorld {
  const store = memoryStore({ [NAME]: vendor.first });
  const { issuer, lock } = vendor;
  const grace = { graceMs: 3_600_000, readerMaxAgeMs: 0, propagationMs: 0 };
  return { vendor, store, options: { store, name: NAME, issuer, ...grace, ...(lock && { lock }) } };
}

/**
 * What every issuer of a vendor has to hold, over what stands in for that vendor: whatever fails, is cut, hangs or dies, what
 * is current is accepted, nothing is left behind, and no value is shown.
 */
export function issuerContract(title: string, open: () => FakeVendor): void {
  describe(`${title}, by the contract of issuers`, () => {
    test("both are accepted during a grace, and then only the new one, three times", async () => {
      const world = worldOf(open());
      for (let turn = 0; turn < 3; turn++) {
        const before = await valueIn(world.store, NAME);
        expect(await rotate(world.options)).toMatchObject({ outcome: "rotated" });
        const after = await valueIn(world.store, NAME);
        expect(after).not.toBe(before);
        expect(world.vendor.valid().toSorted()).toEqual([before, after].toSorted());
        await endGrace({ ...world.options, now: true });
        expect(world.vendor.valid()).toEqual([after]);
      }
    });

    test("a process may die before and after each of its steps", async () => {
      const effects = await countEffects(worldOf(open()));
      expect(effects).toBeGreaterThan(8);
      for (let at = 1; at <= effects; at++)
        for (const when of ["before", "after"] as const) await dieAt(worldOf(open()), { at, when });
    });

    test("each call to the vendor may be refused, throttled, cut and unanswered", async () => {
      const calls = await countCalls(worldOf(open()));
      expect(calls).toBeGreaterThan(2);
      for (const kind of Object.keys(open().errors))
        for (let at = 1; at <= calls; at++) {
          await failAt(worldOf(open()), at, kind, "before");
          await failAt(worldOf(open()), at, kind, "after");
        }
      for (let at = 1; at <= calls; at++) await failAt(worldOf(open()), at, "unanswered", "never");
    });

    test("no call follows when the caller has given up", async () => {
      const calls = await countCalls(worldOf(open()));
      expect(calls).toBeGreaterThan(2);
      for (let at = 1; at <= calls; at++) await giveUpAt(worldOf(open()), at);
    });

    test("it has a name that events can show", () => {
      expect(open().issuer.name).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
    });

    test("what was given up leaves nothing behind", async () => {
      const world = worldOf(open());
      const { issuer } = world.vendor;
      const refusing: Issuer = { ...issuer, test: async () => Promise.reject(new Error("not accepted")) };
      await expect(rotate({ ...world.options, issuer: refusing })).rejects.toThrow("test failed");
      await mustAccept(world);
      expect(await abortRotation(world.options)).toMatchObject({ outcome: "aborted" });
      await mustAccept(world);
      // Two passwords of one user have no names: the next rotation takes the place of what was given up.
      const isEnded = issuer.credentials !== "one" && issuer.handleOf !== undefined;
      const left = isEnded ? [await valueIn(world.store, NAME)] : world.vendor.valid();
      expect(world.vendor.valid()).toEqual(left);
      await mustSettle(world);
    });

    test("an end that is repeated, also late, ends nothing else", async () => {
      const world = worldOf(open());
      const steps: IssuerRevokeStep[] = [];
      const { issuer } = world.vendor;
      const revoke: Issuer["revoke"] = async (step) => {
        steps.push(step);
        await issuer.revoke?.(step);
        await issuer.revoke?.(step);
      };
      const twice = { ...world.options, issuer: issuer.revoke ? { ...issuer, revoke } : issuer };
      await rotate(twice);
      await endGrace({ ...twice, now: true });
      expect(world.vendor.valid()).toEqual([await valueIn(world.store, NAME)]);
      await rotate(world.options);
      for (const step of steps) await issuer.revoke?.(step).catch(() => {}); // mustGoOn may reject
      await mustAccept(world);
    });
  });
}

async function whole(options: RotateOptions): Promise<void> {
  await rotate(options);
  await endGrace({ ...options, now: true });
}

async function countCalls({ vendor, options }: ContractWorld): Promise<number> {
  await whole(options);
  return vendor.faults.calls.length;
}

async function countEffects({ options }: ContractWorld): Promise<number> {
  const counted = mortal(options.store, options.issuer);
  await whole({ ...options, store: counted.store, issuer: counted.issuer });
  return counted.count();
}

async function dieAt(world: ContractWorld, death: Death): Promise<void> {
  const { options, vendor } = world;
  const dying = mortal(options.store, options.issuer, death);
  await Promise.race([whole({ ...options, store: dying.store, issuer: dying.issuer }), dying.died]);
  bury(vendor);
  await mustAccept(world, death);
  await mustSettle(world, death);
}

async function failAt(world: ContractWorld, at: number, kind: string, when: Fault["when"]): Promise<void> {
  const { vendor, options } = world;
  const place = { at, kind, when };
  const secret = vendor.first;
  const error = vendor.errors[kind]?.(secret);
  vendor.faults.plan = (index) => (index === at ? { when, ...(error && { error }) } : undefined);
  const limit = when === "never" ? { issuerTimeoutMs: 5 } : {};
  const failure: unknown = await whole({ ...options, ...limit }).catch((thrown: unknown) => thrown);
  await mustShowNothing(world, failure, place);
  await mustAccept(world, place);
  bury(vendor);
  await mustSettle(world, place);
}

/** The dead hold nothing, and nothing fails for them any more. */
function bury({ faults, lock, disconnect }: FakeVendor): void {
  faults.clear();
  lock?.releaseAll();
  disconnect?.();
}

/** The caller gives up while a call is under way, and its answer comes. */
async function giveUpAt(world: ContractWorld, at: number): Promise<void> {
  const { vendor, options } = world;
  const caller = new AbortController();
  vendor.faults.plan = (index) => {
    if (index === at) caller.abort();
    return undefined;
  };
  await whole({ ...options, signal: caller.signal }).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  const after = vendor.faults.calls.slice(at).filter((call) => !vendor.cleanUps?.includes(call));
  expect({ at, after }).toEqual({ at, after: [] });
  bury(vendor);
  await mustAccept(world, at);
  await mustSettle(world, at);
}

async function mustAccept({ store, vendor }: ContractWorld, place?: unknown): Promise<void> {
  const current = await valueIn(store, NAME);
  expect([vendor.valid().includes(current), place]).toEqual([true, place]);
}

/** Repeated calls come to an end, and leave one credential. */
async function mustSettle(world: ContractWorld, place?: unknown): Promise<void> {
  const { options, vendor, store } = world;
  for (let turn = 0; turn < 2; turn++) {
    await endGrace({ ...options, now: true });
    const before = await valueIn(store, NAME);
    await mustAccept(world, place);
    await rotate(options);
    await mustAccept(world, place);
    expect([vendor.valid().includes(before), place]).toEqual([true, place]); // in its grace
  }
  await endGrace({ ...options, now: true });
  expect([vendor.valid(), place]).toEqual([[await valueIn(store, NAME)], place]);
}

/** Neither the secrets nor what was made meanwhile. */
async function mustShowNothing(
  { vendor, store }: ContractWorld,
  failure: unknown,
  place: unknown,
): Promise<void> {
  const shown = inspect(failure, { depth: 10, showHidden: true }) + String(failure);
  const values = [vendor.first, await valueIn(store, NAME), ...vendor.valid()];
  const leaked = values.flatMap(passwordsIn).filter((secret) => shown.includes(secret));
  expect([leaked.length, place]).toEqual([0, place]);
}
