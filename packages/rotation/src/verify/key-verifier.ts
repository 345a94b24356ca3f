import type { Secret } from "@confide/core";
import { isSourceError, machineClock, type OptionNames, SourceError } from "@confide/core/adapter";

import { acceptedKeys, type AcceptedKeys, type KeyMatch, SHORTEST_KEY_BYTES } from "./accepted-keys.ts";
import { acceptedVersions, type KeySource } from "./accepted-versions.ts";
import { type Look, looksBy } from "./looks.ts";
import { checkRotationOptions, ROTATION_OPTIONS } from "../known-rotation-options.ts";
import { LONGEST_GRACE_MS } from "../state/plausible.ts";
import { rotatedSecret } from "../rotated-secret.ts";
import type { RotatedSecretOptions } from "../rotated-secret-options.ts";
import { storeClockOf } from "../state/store-clock.ts";
import { tokenBucket } from "./token-bucket.ts";

/** The store is read and described, never written. */
export interface KeyVerifierOptions extends RotatedSecretOptions {
  /**
   * How long it uses what it has read. A key that it doesn't know makes it look sooner.
   *
   * @default 60_000
   */
  readonly ttlMs?: number | undefined;
  /**
   * How much longer it uses that while the store doesn't answer.
   *
   * @default 3_600_000, an hour
   */
  readonly staleIfErrorMs?: number | undefined;
  /**
   * How long one look at the store may take.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
}

/** What may come as a key: a header that is missing or that came twice is none. */
export type KeyCandidate = string | Secret | readonly string[] | null | undefined;

export interface KeyVerifier {
  /**
   * `undefined`: no key of ours, or one whose grace is over. A key that it doesn't know is refused only after a look at
   * the store that began after the call.
   *
   * @throws SourceError where that look fails, and nothing is known that the key could be compared with: reason
   *   `throttled` where too many keys that nobody knows are waiting for one
   */
  verify(candidate: KeyCandidate): Promise<KeyMatch | undefined>;
  /** Looks again at the next call: what a notice of a rotation is for. */
  refresh(): void;
}

const VERIFIER_OPTIONS: OptionNames<KeyVerifierOptions> = {
  ...ROTATION_OPTIONS,
  ttlMs: true,
  staleIfErrorMs: true,
};

/** How often a look is tried again that failed. */
const RETRY_MS = 5_000;
/** How many looks keys make that nobody knows: ten, and one more every six seconds. */
const [MISSES, MISS_MS] = [10, 6_000];
/** Requests with keys that nobody knows that are kept waiting for a look; more get an error at once. */
const MOST_WAITING = 1_000;

/**
 * Checks keys that others send: the current one, and those in grace. What it has read serves for `ttlMs`, then still
 * while it looks again.
 *
 * @throws SourceError for a name that is no ref, RotationError for one with a version
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { keyVerifier } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "a key of 16 bytes or more" });
 * const verifier = keyVerifier({ store, name: "prod/api-key" });
 * const match = await verifier.verify("another key, out of a request's header");
 * console.log(match === undefined ? 401 : 200); // 401
 * ```
 */
export function keyVerifier(options: KeyVerifierOptions): KeyVerifier {
  checkRotationOptions("keyVerifier()", options, VERIFIER_OPTIONS);
  const { store, name, clock = machineClock } = options;
  const { ttlMs = 60_000, staleIfErrorMs = 3_600_000, timeoutMs = 10_000 } = options;
  const { askTime, skewMs = 3_600_000, longestGraceMs = LONGEST_GRACE_MS } = options;
  const time = storeClockOf(store, { clock, skewMs, askTime });
  const secret = rotatedSecret(name, store.name);
  const source: KeySource = { store, name, secret, clock, time, timeoutMs, longestGraceMs };
  const bucket = tokenBucket({ clock, capacity: MISSES, refillMs: MISS_MS });
  const looks = looksBy(look, { clock, bucket, mostWaiting: MOST_WAITING, tooMany });
  let held: Held | undefined;
  let triedMs = -Infinity;
  /** The last look that had begun when `refresh` was called. */
  let refreshed = 0;

  async function look(index: number): Promise<AcceptedKeys> {
    const startedMs = (triedMs = clock.now());
    try {
      const keys = acceptedKeys(await acceptedVersions(source));
      held = { keys, index, readMs: startedMs };
      return keys;
    } catch (error) {
      // A store that is away stops nobody for a while; one that refuses does, as it may have good reason.
      if (!(isSourceError(error) && error.retryable)) held = undefined;
      throw error;
    }
  }

  function tooMany(retryAfterMs: number): SourceError {
    const message = `too many keys that ${name} doesn't have are being looked up`;
    return new SourceError({ reason: "throttled", message, store: store.name, ref: name, retryAfterMs });
  }

  function isFresh({ readMs }: Held, nowMs: number): boolean {
    return nowMs >= readMs && nowMs - readMs < ttlMs + staleIfErrorMs;
  }

  /** After a refresh a look has to be made, and ended; that it failed is no reason to stop. */
  function isAwaited({ index }: Held): boolean {
    return index <= refreshed && (looks.begun() === refreshed || looks.running() !== undefined);
  }

  function matchIn(keys: AcceptedKeys, candidate: string, nowMs: number): Promise<KeyMatch | undefined> {
    const key = keys.find(candidate);
    const isGood = key && (key.endsMs === undefined || time.earliestMs(nowMs) < key.endsMs);
    return isGood ? key.match : NO_MATCH;
  }

  async function nextLook(): Promise<Look<AcceptedKeys>> {
    const running = looks.running();
    if (running) return running;
    // The first, and the first after a refresh, are nobody's guess.
    return looks.begun() === refreshed ? looks.begin() : looks.next();
  }

  /**
   * Goes by the look that is under way, then by one that has begun since: what isn't there then is no key.
   *
   * @param before the looks that had begun when it was asked for
   * @param wanted those of them that a refresh had made void
   */
  async function matchSince(
    candidate: string,
    before: number,
    wanted: number,
  ): Promise<KeyMatch | undefined> {
    for (;;) {
      const { index, result } = await nextLook();
      const isSince = index > before;
      try {
        const keys = await result;
        const match = index > wanted ? await matchIn(keys, candidate, clock.now()) : undefined;
        if (match || isSince) return match;
      } catch (error) {
        const nowMs = clock.now();
        const known = held && isFresh(held, nowMs) ? await matchIn(held.keys, candidate, nowMs) : undefined;
        if (isSince && !known) throw error;
        if (isSince) return known;
      }
    }
  }

  return {
    verify(candidate) {
      const text = textOf(candidate);
      if (text === undefined) return NO_MATCH;
      const nowMs = clock.now();
      const [before, wanted] = [looks.begun(), refreshed];
      if (!held || !isFresh(held, nowMs) || isAwaited(held)) return matchSince(text, before, wanted);
      const isOld = nowMs - held.readMs >= ttlMs;
      if (isOld && !looks.running() && nowMs - triedMs >= RETRY_MS) looks.begin().result.catch(() => {});
      const match = matchIn(held.keys, text, nowMs);
      // It may be newer than what was read.
      return match === NO_MATCH ? matchSince(text, before, wanted) : match;
    },
    refresh() {
      refreshed = looks.begun();
    },
  };
}

/** What has been read, by which look, and when that began. */
interface Held {
  readonly keys: AcceptedKeys;
  readonly index: number;
  readonly readMs: number;
}

/** By what it can do: an application may have two copies of core. */
function isSecret(candidate: unknown): candidate is Secret<unknown> {
  return typeof candidate === "object" && candidate !== null && "reveal" in candidate;
}

/** `undefined` for what can be no key: nobody has to look for it. */
function textOf(candidate: unknown): string | undefined {
  const text: unknown = isSecret(candidate) ? candidate.reveal("verification") : candidate;
  if (typeof text !== "string") return undefined;
  const mayBeKey = text.length >= SHORTEST_KEY_BYTES || Buffer.byteLength(text) >= SHORTEST_KEY_BYTES;
  return mayBeKey ? text : undefined;
}

const NO_MATCH = Promise.resolve(undefined);
