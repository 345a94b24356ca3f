import type { WritableSecretStore } from "@confide/core/adapter";
import { expect } from "vitest";

import { endGrace } from "../src/end-grace.ts";
import type { Issuer } from "../src/issuers/issuer.ts";
import { keyVerifier } from "../src/verify/key-verifier.ts";
import type { RotationLock } from "../src/locks/lock.ts";
import { rotate, type RotateOptions } from "../src/rotate.ts";
import { type Death, type Mortal, mortal } from "./crashing.ts";
import { putByHand, valueIn } from "./store-helpers.ts";
import { type Target, target } from "./target.ts";

export interface CrashWorld {
  readonly store: WritableSecretStore;
  /** A name that is new in this store. */
  readonly name: string;
  readonly lock?: RotationLock;
}

/**
 * Ends a rotator at every effect, before and after it, and lets another one go on. At each moment some value works, and
 * in the end it is one rotation.
 */
export async function dieEverywhere(world: () => Promise<CrashWorld>): Promise<number> {
  const effects = await effectsOf(await world());
  for (let at = 1; at <= effects; at++)
    for (const when of ["before", "after"] as const) await dieOnce(await world(), { at, when });
  return effects;
}

async function effectsOf(world: CrashWorld): Promise<number> {
  const { issuer } = await begun(world);
  const counted = mortal(world.store, issuer);
  await wholeRotation(world, counted);
  return counted.count();
}

async function begun({ store, name }: CrashWorld): Promise<Target> {
  await putByHand(store, name, "first-key");
  return target("first-key");
}

/** A rotation, and the end of its grace: long before its time where that is not asked of it. */
async function wholeRotation(
  world: CrashWorld,
  { store, issuer }: Pick<Mortal, "store" | "issuer">,
): Promise<void> {
  await rotate(optionsOf({ ...world, store }, issuer));
  await endGrace({ ...world, store, issuer, now: true });
}

function optionsOf(world: CrashWorld, issuer: Issuer): RotateOptions {
  return { ...world, issuer, graceMs: 3_600_000, readerMaxAgeMs: 0, propagationMs: 0 };
}

async function dieOnce(world: CrashWorld, death: Death): Promise<void> {
  const { store, name } = world;
  const truth = await begun(world);
  const dying = mortal(store, truth.issuer, death);
  const lock = world.lock && { lock: diesToo(world.lock) };
  await Promise.race([wholeRotation({ ...world, ...lock }, dying), dying.died]);
  await mustHaveAWorkingKey(world, truth, death);

  const { issuer } = truth;
  const next = await rotate(optionsOf(world, issuer));
  expect([next.outcome, death]).toEqual([expect.stringMatching(/rotated|resumed|in-progress/), death]);
  await mustHaveAWorkingKey(world, truth, death);
  const current = await valueIn(store, name);
  await endGrace({ ...world, issuer, now: true });
  // A death after the old one was retired is one rotation too: the next begins from there.
  expect([[...truth.valid], death]).toEqual([[await valueIn(store, name)], death]);
  expect([current, death]).toEqual([await valueIn(store, name), death]);
  expect(truth.revoked.has(current)).toBe(false);
}

/** A lock of a process that has died is free: of which the operating system, or the database, takes care. */
function diesToo(lock: RotationLock): RotationLock {
  return { acquire: async () => lock.acquire(crypto.randomUUID()) };
}

async function mustHaveAWorkingKey({ store, name }: CrashWorld, truth: Target, death: Death): Promise<void> {
  const current = await valueIn(store, name);
  expect([truth.accepts(current), death]).toEqual([true, death]);
  // What a server that checks keys itself takes for good.
  const match = await keyVerifier({ store, name }).verify(current);
  expect([match?.current, death]).toEqual([true, death]);
  if (!truth.accepts("first-key")) return;
  const first = await keyVerifier({ store, name }).verify("first-key");
  expect([first?.current, death]).toEqual([current === "first-key", death]);
}
