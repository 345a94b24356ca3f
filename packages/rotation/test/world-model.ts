import type { Clock } from "@confide/core";
import { getOutcomes, type WritableSecretStore } from "@confide/core/adapter";
import type { FakeClock } from "@confide/core/testing";
import { expect } from "vitest";

import { notesIn } from "../src/state/note.ts";
import type { Issuer } from "../src/issuers/issuer.ts";
import { rotate } from "../src/rotate.ts";
import { endGrace } from "../src/end-grace.ts";
import { clockedStore, skewed } from "./clocked-store.ts";
import { Gate } from "./gate.ts";
import { context, putByHand, valueIn } from "./store-helpers.ts";
import { type Target, target } from "./target.ts";

const NAME = "prod/api-key";
export const GRACE_MS = 4 * 3_600_000;

/** A rotator of the model: what it does outside of itself waits at a gate until the test lets it through. */
interface Rotator {
  readonly clock: Clock;
  gate: Gate;
  working: boolean;
}

/** A secret, what accepts it, and rotators with wrong clocks that are held up and killed at will. */
export class World {
  readonly clock: FakeClock;
  readonly store: WritableSecretStore;
  readonly target: Target;
  readonly rotators: readonly Rotator[];
  /** When each value was first seen not to be current any more, by the store's clock. */
  readonly #replacedMs = new Map<string, number>();
  #lastCurrent = "first-key";
  /** Put by hand, or replaced by that: of which no rotation is the end. */
  readonly #byHand = new Set<string>();

  constructor(clock: FakeClock, skewsMs: readonly number[]) {
    this.clock = clock;
    this.store = clockedStore(clock, { [NAME]: "first-key" });
    this.target = target("first-key");
    this.rotators = skewsMs.map((byMs) => ({ clock: skewed(clock, byMs), gate: new Gate(), working: false }));
  }

  /** Begins work, if it is not at work. */
  start(index: number, what: "rotate" | "end"): void {
    const rotator = this.#rotator(index);
    if (rotator.working) return;
    const { gate, clock } = rotator;
    rotator.working = true;
    const options = {
      store: this.#gated(gate),
      name: NAME,
      issuer: this.#gatedIssuer(gate),
      clock,
      timeoutMs: 600_000,
    };
    const work =
      what === "rotate" ? rotate({ ...options, graceMs: GRACE_MS, readerMaxAgeMs: 0 }) : endGrace(options);
    work.then(
      () => void (rotator.working = rotator.gate !== gate && rotator.working),
      (error: unknown) =>
        gate.fail(error, () => (rotator.working = rotator.gate !== gate && rotator.working)),
    );
  }

  /** Lets one effect happen. */
  async step(index: number): Promise<void> {
    await this.#rotator(index).gate.open();
    await this.check();
  }

  /** Kills it where it stands: what waits at the gate never happens, or happens and is never heard of. */
  async kill(index: number, when: "before" | "after"): Promise<void> {
    const rotator = this.#rotator(index);
    await rotator.gate.close(when);
    rotator.gate = new Gate();
    rotator.working = false;
    await this.check();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  async putByHand(value: string): Promise<void> {
    this.target.valid.add(value);
    this.#byHand.add(value).add(await valueIn(this.store, NAME));
    await putByHand(this.store, NAME, value);
    await this.check();
  }

  /** All that is under way comes to its end; what they threw must have been about others that were faster. */
  async finish(): Promise<void> {
    for (const [index, { gate }] of this.rotators.entries())
      for (let turn = 0; this.#rotator(index).working && turn < 2_000; turn++)
        // Who was too slow pauses for some milliseconds.
        if (!(await gate.open())) await new Promise((resolve) => setTimeout(resolve, 1));
    mustEqual(this.rotators.filter(({ working }) => working).length, 0);
    await this.check();
  }

  /** Values that a rotation made or replaced, and that still work. */
  unended(): readonly string[] {
    return [...this.target.valid].filter((value) => !this.#byHand.has(value));
  }

  /** What holds at every moment. */
  async check(): Promise<void> {
    const current = await valueIn(this.store, NAME);
    if (current !== this.#lastCurrent) this.#replacedMs.set(this.#lastCurrent, this.clock.now());
    this.#lastCurrent = current;
    mustEqual(this.target.accepts(current), true);
    for (const [value, replacedMs] of this.#replacedMs)
      if (value !== current && this.clock.now() < replacedMs + GRACE_MS && !value.startsWith("by-hand"))
        mustEqual([value, this.target.accepts(value)], [value, true]);
    const { annotations } = await this.store.describe(NAME, context());
    const notes = JSON.stringify(annotations);
    for (const value of this.target.valid) mustEqual([value, notes.includes(value)], [value, false]);
    mustEqual(notesIn(annotations).length, Object.keys(annotations).length);
  }

  #rotator(index: number): Rotator {
    const found = this.rotators[index % this.rotators.length];
    if (!found) throw new Error("no rotators");
    return found;
  }

  #gated(gate: Gate): WritableSecretStore {
    const { store } = this;
    return {
      ...store,
      get: async (...rest) => gate.pass(async () => store.get(...rest)),
      ...(store.getMany && {
        getMany: async (...rest) => gate.pass(async () => getOutcomes(store, ...rest)),
      }),
      describe: async (...rest) => gate.pass(async () => store.describe(...rest)),
      put: async (...rest) => gate.pass(async () => store.put(...rest)),
      promote: async (...rest) => gate.pass(async () => store.promote(...rest)),
      annotate: async (...rest) => gate.pass(async () => store.annotate(...rest)),
      retire: async (...rest) => gate.pass(async () => store.retire(...rest)),
    };
  }

  #gatedIssuer(gate: Gate): Issuer {
    const { issuer } = this.target;
    const { create, apply, test, revoke } = issuer;
    return {
      ...issuer,
      create: async (step) => gate.pass(async () => create(step)),
      apply: async (step) => gate.pass(async () => apply?.(step)),
      test: async (step) => gate.pass(async () => test?.(step)),
      revoke: async (step) => {
        const value = await step.value();
        return gate.pass(async () => revoke?.({ ...step, value: async () => value }));
      },
    };
  }
}

function mustEqual(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}
