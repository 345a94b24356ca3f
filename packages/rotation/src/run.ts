import { type Clock, type SourceError } from "@confide/core";
import { isSourceError, machineClock, publishAudit, type WritableSecretStore } from "@confide/core/adapter";

import { type Calls, callsOn } from "./calls.ts";
import type { HeldRotationLock } from "./lock.ts";
import { LONGEST_GRACE_MS } from "./plausible.ts";
import type { RotatedSecretOptions } from "./rotated-secret-options.ts";
import { isClean, RotationError, type RotationErrorOptions, type RotationStep } from "./rotation-error.ts";
import { type Situation, situationOf } from "./situation.ts";
import { type StoreTime, storeTimeOf } from "./store-time.ts";
import { HOUR_MS } from "./time-units.ts";
import { uuidOf } from "./uuid.ts";

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
  readonly time: StoreTime;
  readonly signal: AbortSignal;
  readonly calls: Calls;
  /** Of the rotation that begins from a version. */
  readonly rotationIdOf: (base: string) => string;
  /** The state of the secret now. */
  readonly look: () => Promise<Situation>;
  /** Looks again where the last look is so old that another may have come by. */
  readonly lookIfOld: (situation: Situation) => Promise<Situation>;
  readonly refuse: (told: Told) => RotationError;
  /** Does one effect, tells of it, and gives a failure its place. */
  readonly step: <T>(step: RotationStep, about: About, effect: () => Promise<T>) => Promise<T>;
}

type Told = Omit<RotationErrorOptions, "name" | "store">;

interface About {
  readonly rotationId: string;
  readonly version?: string | undefined;
  readonly previousVersion?: string | undefined;
}

export function runOf(options: RotationOptions, held?: HeldRotationLock): Run {
  const {
    store,
    name,
    clock = machineClock,
    askTime,
    skewMs = HOUR_MS,
    timeoutMs = 10_000,
    longestGraceMs = LONGEST_GRACE_MS,
    scope = "",
  } = options;
  const { signal = new AbortController().signal } = options;
  const time = storeTimeOf(store, { clock, skewMs, askTime });
  const calls = callsOn({ store, name, clock, time, signal, timeoutMs });
  const refuse = (told: Told) => new RotationError({ ...told, name, store: store.name });
  let lookedMs = -Infinity;

  async function mustHold(): Promise<void> {
    try {
      await held?.mustBeHeld();
    } catch (cause) {
      throw refuse({ step: "lock", message: `the lock of ${name} was lost`, cause });
    }
  }

  async function look(): Promise<Situation> {
    await mustHold();
    await time.ask();
    const calledMs = clock.now();
    const description = await calls.describe();
    lookedMs = calledMs;
    if (description.current !== undefined)
      return situationOf(description, description.current, { longestGraceMs, latestMs: time.latestMs() });
    throw refuse({ step: "plan", message: `${name} has no current version`, fix: "put a first one" });
  }

  return {
    store,
    name,
    clock,
    time,
    signal,
    calls,
    rotationIdOf: (base) => uuidOf("rotation", scope, store.name, name, base),
    look,
    async lookIfOld(situation) {
      const ageMs = clock.now() - lookedMs;
      return ageMs >= 0 && ageMs < OLD_MS ? situation : look();
    },
    refuse,
    async step(step, about, effect) {
      const startedMs = clock.now();
      const tell = (outcome: "ok" | SourceError["reason"]) =>
        publishAudit("rotate", () => ({
          step,
          ...about,
          store: store.name,
          ref: name,
          outcome,
          durationMs: clock.now() - startedMs,
        }));
      try {
        await mustHold();
        const result = await effect();
        tell("ok");
        return result;
      } catch (error) {
        tell(isSourceError(error) ? error.reason : "unknown");
        if (isClean(error)) throw error;
        const message = `${step} failed for ${name} in ${store.name}`;
        throw refuse({ step, message, rotationId: about.rotationId, cause: error });
      }
    },
  };
}

/** Longer than the calls of a step, shorter than any two rotations that follow one another. */
const OLD_MS = 5_000;
