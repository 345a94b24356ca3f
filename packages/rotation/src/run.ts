import { type Clock, type SourceError } from "@confide/core";
import {
  isSourceError,
  machineClock,
  publishAudit,
  type SecretDescription,
  within,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { type Calls, callsOn } from "./calls.ts";
import type { HeldRotationLock } from "./locks/lock.ts";
import type { RotatedSecretOptions } from "./rotated-secret-options.ts";
import {
  isClean,
  IssuerError,
  RotationError,
  type RotationErrorOptions,
  type RotationStep,
} from "./rotation-error.ts";
import { noteOf, type RotationNote } from "./state/note.ts";
import type { Progress } from "./state/progress.ts";
import { contextOf, type RotationState, rotationStateOf } from "./state/rotation-state.ts";
import { type StoreClock, storeClockOf } from "./state/store-clock.ts";
import { HOUR_MS } from "./time-units.ts";

/** What every operation on a rotation takes. */
export interface RotationOptions extends RotatedSecretOptions {
  /**
   * Ends the operation between two effects, and the call to the store that is under way.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long one call to the store may take, in milliseconds.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Tells this secret from one of the same name in another store of the same kind. It is part of the rotation's id, so
   * it must always be the same; needed where both have credentials of one account, made by an issuer.
   *
   * @default ""
   */
  readonly scope?: string | undefined;
}

/** One operation under way. */
export interface Run {
  readonly store: WritableSecretStore;
  readonly name: string;
  readonly clock: Clock;
  readonly time: StoreClock;
  readonly signal: AbortSignal;
  readonly calls: Calls;
  /** The same, under a lock: it is asked before every effect whether it still is held. */
  readonly under: (held: HeldRotationLock | undefined) => Run;
  /** Under a lock, or on a store that has to have one: nobody comes in between two effects. */
  readonly isAlone: boolean;
  /** The state of the secret now, as the store shows it. */
  readonly describe: (progress?: Progress) => Promise<RotationState>;
  /** Looks again where the last look is so old that another may have come by. */
  readonly describeIfOld: (state: RotationState) => Promise<RotationState>;
  /** The state after an effect: what the store would show, so that nobody has to ask it. */
  readonly after: (state: RotationState, change: StateChange) => RotationState;
  /** A note as this store takes it. */
  readonly noteOf: (note: RotationNote) => Readonly<Record<string, string>>;
  readonly refuse: (told: Told) => RotationError;
  /** Does one effect, tells of it, and gives a failure its place. */
  readonly step: <T>(step: RotationStep, about: About, effect: () => Promise<T>) => Promise<T>;
  /** Waits for somebody else's code no longer than is allowed. */
  readonly within: <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** One effect of somebody else's code. */
  readonly outside: <T>(
    step: RotationStep,
    about: About,
    effect: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

interface StateChange {
  readonly description?: Partial<SecretDescription>;
  readonly progress?: Partial<Progress>;
}

type Told = Omit<RotationErrorOptions, "name" | "store">;

interface About {
  readonly rotationId: string;
  readonly version?: string | undefined;
  readonly previousVersion?: string | undefined;
}

export interface RunOptions extends RotationOptions {
  /** @default what is known of the store's time */
  readonly time?: StoreClock | undefined;
  /** @default 60_000 */
  readonly issuerTimeoutMs?: number | undefined;
}

export function runOf(options: RunOptions): Run {
  return runUnder(undefined, options);
}

function runUnder(held: HeldRotationLock | undefined, options: RunOptions): Run {
  const { store, name, clock = machineClock, timeoutMs = 10_000, issuerTimeoutMs = 60_000 } = options;
  const { askTime, skewMs = HOUR_MS } = options;
  const { signal = new AbortController().signal } = options;
  const time = options.time ?? storeClockOf(store, { clock, skewMs, askTime });
  const calls = callsOn({ store, name, clock, time, signal, timeoutMs });
  const refuse = (told: Told) => new RotationError({ ...told, name, store: store.name });
  const context = contextOf(options);
  let describedMs = -Infinity;

  function stateOf(description: SecretDescription, progress?: Progress): RotationState {
    const { current } = description;
    if (current !== undefined)
      return rotationStateOf(description, current, { ...context, latestMs: time.latestMs() }, progress);
    throw refuse({ step: "plan", message: `${name} has no current version`, fix: "put a first one" });
  }

  async function describe(progress?: Progress): Promise<RotationState> {
    await held?.mustBeHeld();
    await time.ask();
    const calledMs = clock.now();
    const description = await calls.describe();
    describedMs = calledMs;
    return stateOf(description, progress);
  }

  async function step<T>(what: RotationStep, about: About, effect: () => Promise<T>): Promise<T> {
    const startedMs = clock.now();
    const tell = (outcome: "ok" | SourceError["reason"]) =>
      publishAudit("rotate", () => ({
        step: what,
        ...about,
        store: store.name,
        ref: name,
        outcome,
        durationMs: clock.now() - startedMs,
      }));
    try {
      await held?.mustBeHeld();
      const result = await effect();
      tell("ok");
      return result;
    } catch (error) {
      tell(isSourceError(error) ? error.reason : "unknown");
      if (isClean(error)) throw error;
      const message = `${what} failed for ${name} in ${store.name}`;
      throw refuse({ step: what, message, rotationId: about.rotationId, cause: error });
    }
  }

  function limitedCall<T>(call: (limit: AbortSignal) => Promise<T>): Promise<T> {
    return within({ ms: issuerTimeoutMs, signal }, call, () => {
      signal.throwIfAborted();
      throw new IssuerError(`no answer within ${issuerTimeoutMs} ms`);
    });
  }

  return {
    store,
    name,
    clock,
    time,
    signal,
    calls,
    isAlone: held !== undefined || store.writes.cas === "none",
    under: (lock) => runUnder(lock, { ...options, time }),
    describe,
    async describeIfOld(state) {
      const ageMs = clock.now() - describedMs;
      return ageMs >= 0 && ageMs < OLD_MS ? state : describe(state.progress);
    },
    after: ({ description, progress }, change) =>
      stateOf({ ...description, ...change.description }, { ...progress, ...change.progress }),
    noteOf: (note) => noteOf(note, store.longestNote),
    refuse,
    step,
    within: limitedCall,
    outside: async (what, about, effect) => step(what, about, async () => limitedCall(effect)),
  };
}

/** Longer than the calls of a step, shorter than any two rotations that follow one another. */
const OLD_MS = 5_000;
