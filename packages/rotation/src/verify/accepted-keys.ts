import type { IssuerValue } from "../issuers/issuer.ts";
import { node } from "../node.ts";
import { bytesOf } from "../steps/same-value.ts";

/** Which version a candidate is: what the log of a request can say without the key. */
export interface KeyMatch {
  readonly version: string;
  /** `false` for an older one, whose grace isn't over: its owner should take the new one. */
  readonly current: boolean;
}

/** A key that is good now, or until a moment of the store's clock. */
export interface Key {
  readonly value: IssuerValue;
  readonly endsMs?: number;
  /** Made once, as it is the answer to most requests. */
  readonly match: Promise<KeyMatch>;
}

/** What candidates are compared with. */
export interface AcceptedKeys {
  /** Compares with every key, whatever matches; how long a key is, is no secret. */
  find(candidate: string): Key | undefined;
}

/** A shorter key is never accepted, wherever it comes from: an empty one would let everybody in. */
export const SHORTEST_KEY_BYTES = 8;

/**
 * Bytes with bytes of the same length, all of them each time, by `timingSafeEqual`. Digests would make lengths equal, but
 * take eight times as long as the comparison.
 */
export function acceptedKeys(keys: readonly Key[]): AcceptedKeys {
  const { timingSafeEqual } = node.crypto;
  const encoder = new TextEncoder();
  const entries = keys
    .map((key) => ({ key, bytes: bytesOf(key.value, "verification") }))
    .filter(({ bytes }) => bytes.length >= SHORTEST_KEY_BYTES);
  // Keys that are made alike are as long, so that a candidate is written once.
  const lengths = Array.from(
    Map.groupBy(entries, ({ bytes }) => bytes.length),
    ([length, alike]) => ({
      scratch: new Uint8Array(length),
      alike,
    }),
  );

  return {
    find(candidate) {
      let found: Key | undefined;
      for (const { scratch, alike } of lengths) {
        const { read, written } = encoder.encodeInto(candidate, scratch);
        // What doesn't fit is compared too, and is no match.
        const isWhole = read === candidate.length && written === scratch.length;
        for (const { key, bytes } of alike) {
          const isEqual = timingSafeEqual(scratch, bytes);
          if (isEqual && isWhole) found = key;
        }
      }
      return found;
    },
  };
}
