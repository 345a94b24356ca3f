import { machineClock, type Clock, type Secret, StoreError, type WritableSecretStore } from "@confide/core";

import { acceptedKeys, type AcceptedKeys, type Key, type Match } from "./accepted-keys.ts";
import { keysIn, type KeySource } from "./keys-in.ts";
import { type AskTime, storeTimeOf } from "./store-time.ts";

export interface KeyVerifierOptions {
  /** How long it goes by what it has read; a minute if left out. A key that it doesn't know makes it look sooner. */
  readonly ttlMs?: number;
  /** How long it goes on by that where the store gives no answer; an hour if left out. */
  readonly staleIfErrorMs?: number;
  readonly clock?: Clock;
  readonly askTime?: AskTime | undefined;
  /** How far clocks may be apart where nothing better is known; an hour if left out. */
  readonly skewMs?: number;
  /** How long one look at the store may take; 10 s if left out. */
  readonly timeoutMs?: number;
}

export interface KeyVerifier {
  /** `undefined`: no key of ours, or one whose grace is over. Takes the same time whatever it is. */
  verify(candidate: string | Secret): Promise<Match | undefined>;
  /** Looks again at the next call: what a notice of a rotation is for. */
  refresh(): void;
}

/** How often keys that nobody knows make it look at the store. */
const MISS_MS = 5_000;

/**
 * Checks keys that others send: the current one, and those in grace. What it has read serves for `ttlMs`, then still
 * while it looks again.
 *
 * @param store read and described, never written
 */
export function keyVerifier(
  store: WritableSecretStore,
  name: string,
  options: KeyVerifierOptions = {},
): KeyVerifier {
  const { ttlMs = 60_000, staleIfErrorMs = 3_600_000, clock = machineClock, timeoutMs = 10_000 } = options;
  const { askTime, skewMs = 3_600_000 } = options;
  const time = storeTimeOf(store, { clock, skewMs, askTime });
  const source: KeySource = { store, name, clock, time, timeoutMs };
  let held: AcceptedKeys | undefined;
  let [readMs, triedMs] = [-Infinity, -Infinity];
  let looking: Promise<AcceptedKeys> | undefined;

  function look(): Promise<AcceptedKeys> {
    triedMs = clock.now();
    looking ??= keysIn(source)
      .then((keys) => {
        held = acceptedKeys(keys);
        readMs = triedMs;
        return held;
      })
      .finally(() => (looking = undefined));
    return looking;
  }

  /** A store that is away stops nobody for a while; one that refuses does, as it may have good reason. */
  async function lookOrStay(): Promise<AcceptedKeys> {
    try {
      return await look();
    } catch (error) {
      const isAway = error instanceof StoreError && error.retryable;
      if (held && isAway && clock.now() - readMs < ttlMs + staleIfErrorMs) return held;
      held = undefined;
      throw error;
    }
  }

  function isGood({ endsMs }: Key, nowMs: number): boolean {
    return endsMs === undefined || time.earliestMs(nowMs) < endsMs;
  }

  function matchIn(keys: AcceptedKeys, candidate: string, nowMs: number): Promise<Match | undefined> {
    const key = keys.find(candidate);
    return key && isGood(key, nowMs) ? key.match : NO_MATCH;
  }

  async function lookAgain(candidate: string): Promise<Match | undefined> {
    const keys = await lookOrStay();
    return matchIn(keys, candidate, clock.now());
  }

  return {
    verify(candidate) {
      const text = typeof candidate === "string" ? candidate : candidate.reveal("verification");
      const nowMs = clock.now();
      const ageMs = nowMs - readMs;
      if (!held || ageMs < 0 || ageMs >= ttlMs + staleIfErrorMs) return lookAgain(text);
      if (ageMs >= ttlMs && nowMs - triedMs >= MISS_MS) void lookOrStay().catch(() => {});
      const match = matchIn(held, text, nowMs);
      // It may be newer than what was read.
      return match === NO_MATCH && nowMs - triedMs >= MISS_MS ? lookAgain(text) : match;
    },
    refresh() {
      readMs = -Infinity;
    },
  };
}

const NO_MATCH = Promise.resolve(undefined);
