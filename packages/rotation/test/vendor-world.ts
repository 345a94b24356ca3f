import { type Clock, Secret } from "@confide/core";
import { getOutcomes, isSourceError, SourceError, type WritableSecretStore } from "@confide/core/adapter";
import type { FakeClock } from "@confide/core/testing";
import { expect } from "vitest";

import { abortRotation } from "../src/abort-rotation.ts";
import { endGrace } from "../src/end-grace.ts";
import type { Issuer } from "../src/issuers/issuer.ts";
import type { HeldRotationLock, RotationLock } from "../src/locks/lock.ts";
import { rotate } from "../src/rotate.ts";
import { RotationError } from "../src/rotation-error.ts";
import { rotateIfDue } from "../src/schedule.ts";
import { notesIn } from "../src/state/note.ts";
import { keyVerifier, type KeyVerifier } from "../src/verify/key-verifier.ts";
import { clockedStore, skewed } from "./clocked-store.ts";
import { Gate } from "./gate.ts";
import { context, putByHand, valueIn } from "./store-helpers.ts";
import type { Vendor } from "./vendors.ts";

const NAME = "prod/api-key";
const HOUR_MS = 3_600_000;
export const GRACE_MS = 6 * HOUR_MS;
/** How old a value is that a reader uses. */
const READER_MS = 600_000;
/** A reader of notes whose clock is wrong, and knows no better, may take an old key for so much longer. */
const LATE_MS = 2 * HOUR_MS + 1_000;

export type Verb = "rotate" | "end" | "abort" | "due";

interface Rotator {
  readonly clock: Clock;
  gate: Gate;
  working: boolean;
  /** What it loses when it dies. */
  held?: HeldRotationLock;
}

/** What a reader holds until it is too old. */
interface Reader {
  value: string;
  readMs: number;
}

/** A vendor, its secret, rotators that are held up and killed at will, and who uses the secret meanwhile. */
export class VendorWorld {
  readonly clock: FakeClock;
  readonly vendor: Vendor;
  readonly store: WritableSecretStore;
  readonly rotators: readonly Rotator[];
  readonly readers: Reader[];
  readonly verifiers: readonly KeyVerifier[];
  /** What was thrown, besides that others were faster. */
  readonly failures: unknown[] = [];
  readonly #replacedMs = new Map<string, number>();
  #lastCurrent: string;

  constructor(clock: FakeClock, vendor: Vendor, skewsMs: readonly number[]) {
    this.clock = clock;
    this.vendor = vendor;
    this.store = clockedStore(clock, { [NAME]: vendor.first });
    this.#lastCurrent = vendor.first;
    this.rotators = skewsMs.map((ms) => ({ clock: skewed(clock, ms), gate: new Gate(), working: false }));
    this.readers = skewsMs.map(() => ({ value: vendor.first, readMs: clock.now() }));
    this.verifiers = skewsMs.map((ms) =>
      keyVerifier({ store: this.store, name: NAME, clock: skewed(clock, ms) }),
    );
  }

  start(index: number, verb: Verb): void {
    const rotator = this.#rotator(index);
    if (rotator.working) return;
    const { gate, clock } = rotator;
    rotator.working = true;
    const options = {
      store: this.#gatedStore(gate),
      name: NAME,
      issuer: this.#gatedIssuer(gate),
      clock,
      timeoutMs: 600_000,
      issuerTimeoutMs: 600_000,
      ...(this.vendor.lock && { lock: this.#lockOf(rotator, this.vendor.lock) }),
    };
    const wishes = this.vendor.hasGrace ? { graceMs: GRACE_MS, readerMaxAgeMs: READER_MS } : {};
    const work: Promise<unknown> = {
      rotate: async () => rotate({ ...options, ...wishes }),
      due: async () => rotateIfDue({ ...options, ...wishes, everyMs: GRACE_MS }),
      end: async () => endGrace(options),
      abort: async () => abortRotation(options),
    }[verb]();
    const ended = () => (rotator.working = rotator.gate !== gate && rotator.working);
    work.then(ended, (error: unknown) => {
      ended();
      if (rotator.gate === gate && !isExpected(error)) this.failures.push(error);
    });
  }

  async step(index: number): Promise<void> {
    await this.#rotator(index).gate.open();
    await this.check();
  }

  async kill(index: number, when: "before" | "after"): Promise<void> {
    const rotator = this.#rotator(index);
    const { gate, held } = rotator;
    rotator.gate = new Gate();
    rotator.working = false;
    await gate.close(when);
    await held?.release();
    await this.check();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.check();
  }

  /** What somebody puts is the current credential again: of another the vendor would have to know. */
  async putAgain(): Promise<void> {
    await putByHand(this.store, NAME, await valueIn(this.store, NAME));
    await this.check();
  }

  async finish(): Promise<void> {
    for (const index of this.rotators.keys())
      for (let turn = 0; this.#rotator(index).working && turn < 2_000; turn++)
        if (!(await this.#rotator(index).gate.open())) await new Promise((resolve) => setTimeout(resolve, 1));
    mustEqual(this.rotators.filter(({ working }) => working).length, 0);
    await this.check();
  }

  /** Whatever has happened, repeated calls come to an end, and leave one credential. */
  async settle(): Promise<void> {
    for (const index of this.rotators.keys()) await this.kill(index, "before");
    for (const verb of ["rotate", "end", "rotate", "end"] as const) {
      await this.advance(GRACE_MS + LATE_MS + HOUR_MS);
      this.start(0, verb);
      await this.finish();
    }
    await this.advance(GRACE_MS + LATE_MS + HOUR_MS);
    this.start(0, "end");
    await this.finish();
    mustEqual(this.vendor.valid(), [await valueIn(this.store, NAME)]);
  }

  /** What holds at every moment. */
  async check(): Promise<void> {
    const current = await valueIn(this.store, NAME);
    const nowMs = this.clock.now();
    if (current !== this.#lastCurrent) this.#replacedMs.set(this.#lastCurrent, nowMs);
    this.#replacedMs.delete(current);
    this.#lastCurrent = current;
    if (!this.vendor.hasGrace) return;
    this.#mustAccept(current);
    for (const [value, replacedMs] of this.#replacedMs)
      if (nowMs < replacedMs + GRACE_MS) this.#mustAccept(value);
    for (const reader of this.readers) {
      if (nowMs - reader.readMs > READER_MS) Object.assign(reader, { value: current, readMs: nowMs });
      this.#mustAccept(reader.value);
    }
    await this.#checkVerifiers(current);
  }

  #mustAccept(value: string): void {
    mustEqual([value, this.vendor.valid().includes(value)], [value, true]);
  }

  async #checkVerifiers(current: string): Promise<void> {
    const { annotations, versions } = await this.store.describe(NAME, context());
    const ended = notesIn(annotations).flatMap(({ base, to, endsAfterMs }) => {
      const madeMs = versions.find(({ version }) => version === to)?.createdAt?.getTime() ?? -Infinity;
      return endsAfterMs !== undefined && madeMs + endsAfterMs + LATE_MS < this.clock.now() ? base : [];
    });
    for (const verifier of this.verifiers) mustEqual((await verifier.verify(current))?.current, true);
    for (const version of ended) {
      const value = await valueIn(this.store, NAME, version).catch(() => undefined);
      if (value === undefined || value === current || this.#isInOtherGrace(value)) continue;
      for (const verifier of this.verifiers) mustEqual(await verifier.verify(value), undefined);
    }
  }

  #isInOtherGrace(value: string): boolean {
    const replacedMs = this.#replacedMs.get(value);
    return replacedMs !== undefined && this.clock.now() < replacedMs + 2 * GRACE_MS + 8 * 24 * HOUR_MS;
  }

  #rotator(index: number): Rotator {
    const found = this.rotators[index % this.rotators.length];
    if (!found) throw new Error("no rotators");
    return found;
  }

  #lockOf(rotator: Rotator, lock: RotationLock): RotationLock {
    return {
      async acquire(name) {
        const held = await lock.acquire(name);
        if (held) rotator.held = held;
        return held;
      },
    };
  }

  #gatedStore(gate: Gate): WritableSecretStore {
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

  /** Each call is one effect, with what it asks for on the way: the target keeps others out meanwhile. */
  #gatedIssuer(gate: Gate): Issuer {
    const { create, apply, test, revoke, listCreated, ...rest } = this.vendor.issuer;
    return {
      ...rest,
      create: async (step) => {
        const current = await step.current();
        return gate.pass(async () => create({ ...step, current: async () => current }));
      },
      ...(apply && {
        apply: async (step) => {
          const current = await step.current();
          return gate.pass(async () =>
            apply({ ...step, current: async () => current, mustGoOn: this.#stillOn(step) }),
          );
        },
      }),
      ...(test && { test: async (step) => gate.pass(async () => test(step)) }),
      ...(revoke && {
        revoke: async (step) => {
          const value = await step.value();
          await step.mustGoOn();
          return gate.pass(async () =>
            revoke({ ...step, value: async () => value, mustGoOn: this.#stillFree(step) }),
          );
        },
      }),
      ...(listCreated && { listCreated: async (id, at) => gate.pass(async () => listCreated(id, at)) }),
    };
  }

  /** As `mustGoOn` has it, by a look of the world's own: one at the gate would wait for the effect that it belongs to. */
  #stillOn({ version }: { readonly version: string }): () => Promise<void> {
    return async () => {
      const { current, annotations } = await this.store.describe(NAME, context());
      const isOn = notesIn(annotations).some((note) => note.to === version && note.base === current);
      if (!isOn && current !== version) throw overtaken();
    };
  }

  #stillFree({ handle }: { readonly handle: string | undefined }): () => Promise<void> {
    return async () => {
      const { current, annotations } = await this.store.describe(NAME, context());
      const used = await valueIn(this.store, NAME);
      const isTaken = notesIn(annotations).some(
        (note) => note.base === current && note.newHandle !== undefined && note.newHandle === handle,
      );
      const handleOf = this.vendor.issuer.handleOf;
      const isUsed = handle !== undefined && handleOf?.(new Secret(used)) === handle;
      if (isTaken || isUsed) throw overtaken();
    };
  }
}

function mustEqual(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}

function overtaken(): SourceError {
  return new SourceError({ reason: "conflict", message: "overtaken", store: "memory-store" });
}

/** Others were faster, a grace has to be waited for, or the vendor has no room until somebody has ended a key. */
function isExpected(error: unknown): boolean {
  if (isSourceError(error)) return error.reason === "conflict";
  return error instanceof RotationError && ["create", "test", "plan"].includes(error.step);
}
