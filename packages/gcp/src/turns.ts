import { type CallContext, remainingMs, type StoreClock } from "@confide/core/adapter";

import { conflict } from "./errors.ts";
import type { SecretCalls } from "./secret-calls.ts";
import type { SecretState } from "./state.ts";

/** A version to add to a secret, after the newest that it has. */
interface NextVersion {
  readonly name: string;
  readonly state: SecretState;
  /** The number that it will have. */
  readonly version: string;
  readonly data: Uint8Array;
  /** Of the put that has the value. */
  readonly key: string;
  readonly context: CallContext;
}

/** Whose turn it is to add a version. */
export interface Turns {
  /**
   * Adds a version, and returns its number.
   *
   * @throws SourceError `conflict` where it is another writer's turn
   */
  add(calls: SecretCalls, next: NextVersion): Promise<string>;
}

/**
 * Google guards a secret's record by its etag, but lets anybody add a version, which every reader of `latest` meets at once. So
 * a writer first notes on the record which version it is about to add. The etag lets one of two writers do that, and
 * the other one waits until the version is there, or the time for the call is over.
 */
export function turns(clock: StoreClock): Turns {
  const ended = new Set<string>();
  const nowMs = () => clock.now() ?? Date.now();

  function isTaken({ state: { claim }, version }: NextVersion): boolean {
    return claim?.version === version && claim.untilMs > nowMs() && !ended.has(claim.id);
  }

  return {
    async add(calls, next) {
      const { name, state, version, data, key, context } = next;
      if (isTaken(next)) throw conflict(name, "is being given a new version by another writer");
      const id = crypto.randomUUID();
      const claim = { version, id, untilMs: nowMs() + remainingMs(context) };
      // Of who noted that version before and never added it, nothing is left.
      const puts = [...state.puts].filter(([other, made]) => other !== key && made !== version);
      try {
        await calls.update({ ...state, claim, puts: new Map([...puts, [key, version]]) });
        return await calls.add(data);
      } finally {
        ended.add(id); // also where only the answer was lost: else this writer would wait for itself
      }
    },
  };
}
