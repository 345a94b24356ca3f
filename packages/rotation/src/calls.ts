import type { Clock } from "@confide/core";
import {
  asError,
  type CallContext,
  getOutcome,
  isSourceError,
  machineClock,
  type SecretDescription,
  SourceError,
  type WritableSecretStore,
} from "@confide/core/adapter";

import type { IssuerValue } from "./issuers/issuer.ts";
import { named, rotatedSecret } from "./rotated-secret.ts";
import type { StoreClock } from "./state/store-clock.ts";

/** The calls of one rotation to its store, each retried while that may help: all of them may be repeated. */
export interface Calls {
  describe(): Promise<SecretDescription>;
  /** `undefined` for a version that isn't there, or is out of use. */
  read(version: string): Promise<IssuerValue | undefined>;
  /** As pending, to follow a version; a `conflict` if another one is current where only that can show it. */
  put(value: IssuerValue, idempotencyKey: string, expectCurrent: string): Promise<string>;
  promote(version: string, expectCurrent: string): Promise<void>;
  /** With `expect`, only while nothing has changed; without, what others write meanwhile stays too. */
  annotate(patch: Readonly<Record<string, string | null>>, expect?: string): Promise<void>;
  retire(version: string): Promise<void>;
}

export interface CallsOptions {
  readonly store: WritableSecretStore;
  readonly name: string;
  readonly clock: Clock;
  readonly time: StoreClock;
  readonly signal: AbortSignal;
  /** How long one attempt may take. */
  readonly timeoutMs: number;
}

const MOST_ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 200;
/** Who is told to wait for longer says so to its caller: a lock may be held, and a timer comes again. */
const LONGEST_PAUSE_MS = 60_000;

export function callsOn({ store, name: ref, clock, time, signal, timeoutMs }: CallsOptions): Calls {
  const { name, property, partOf, withPart } = rotatedSecret(ref, store.name);

  /** @param what it does, for the message of what the store throws in place of a SourceError */
  async function repeated<T>(what: string, call: (context: CallContext) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOf(what, call, attempt);
      } catch (error) {
        if (!isSourceError(error) || !error.retryable || attempt === MOST_ATTEMPTS) throw error;
        const { retryAfterMs = 0 } = error;
        if (retryAfterMs > LONGEST_PAUSE_MS) throw error;
        const jitteredMs = Math.random() * FIRST_BACKOFF_MS * 2 ** attempt;
        await clock.sleep(retryAfterMs + jitteredMs, signal);
      }
    }
  }

  async function attemptOf<T>(
    what: string,
    call: (context: CallContext) => Promise<T>,
    attempt: number,
  ): Promise<T> {
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(timeoutMs);
    const bounds = { signal: AbortSignal.any([signal, deadline]), deadlineMs: Date.now() + timeoutMs };
    try {
      return await call({ ...bounds, attempt });
    } catch (error) {
      if (signal.aborted && error === signal.reason) throw error;
      if (!deadline.aborted || signal.aborted)
        throw asError(error, store.name, name, `could not ${what} ${name}`);
      const message = `${store.name} did not answer within ${timeoutMs} ms`;
      throw new SourceError({ reason: "timeout", message, store: store.name, ref: name });
    }
  }

  async function readWhole(version: string): Promise<IssuerValue | undefined> {
    return repeated("read", async (context) => {
      const { value: record, error } = await getOutcome(store, { name, version }, context);
      if (record) return named(record.value, ref);
      if (hasNoValue(error)) return undefined;
      throw error;
    });
  }

  async function wholeOf(version: string): Promise<IssuerValue> {
    const whole = await readWhole(version);
    if (whole) return whole;
    const message = `version ${version} of ${name}, which holds the other properties, can't be read`;
    throw new SourceError({ reason: "conflict", message, store: store.name, ref });
  }

  return {
    describe: async () =>
      repeated("describe", async (context) => {
        const calledMs = clock.now();
        const description = await store.describe(name, context);
        time.saw(description, calledMs, clock.now());
        return description;
      }),

    async read(version) {
      const whole = await readWhole(version);
      return whole && partOf(whole);
    },

    async put(part, idempotencyKey, expectCurrent) {
      const value = property === undefined ? part : withPart(await wholeOf(expectCurrent), part);
      return repeated("put a new version of", async (context) => {
        // A sibling is gone once it is promoted, and with it the key: it would be made anew, on top of that. Elsewhere
        // the version keeps its key, and a second value under it is a conflict without one more request.
        const expect = store.writes.pending === "sibling" ? { expect: expectCurrent } : {};
        const options = { idempotencyKey, stage: "pending", ...expect } as const;
        return (await store.put(name, value, options, context)).version;
      });
    },

    promote: async (version, expectCurrent) =>
      repeated("promote a version of", async (context) =>
        store.promote(name, version, { expectCurrent }, context),
      ),

    async annotate(patch, expect) {
      for (let turn = 1; ; turn++)
        try {
          return await repeated("annotate", async (context) =>
            store.annotate(name, patch, { ...(expect !== undefined && { expect }) }, context),
          );
        } catch (error) {
          // Nothing was expected, so that it was only in the way of another change.
          if (!isConflict(error) || expect !== undefined || turn === MOST_ATTEMPTS) throw error;
          await shortPause(turn);
        }
    },

    retire: async (version) =>
      repeated("retire a version of", async (context) => store.retire(name, version, context)),
  };
}

const GONE: ReadonlySet<string> = new Set(["not-found", "disabled", "destroyed"]);

/** A version that isn't there, or is out of use. */
export function hasNoValue({ reason }: SourceError): boolean {
  return GONE.has(reason);
}

const MOST_TURNS = 8;

/** A conflict means that another rotator was faster: looking again shows what is left to do. */
export async function untilNoConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++)
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || turn === MOST_TURNS) throw error;
      await shortPause(turn);
    }
}

/** Not to be in step with a faster rotator. */
async function shortPause(turn: number): Promise<void> {
  await machineClock.sleep(Math.random() * 20 * turn);
}

export function isConflict(error: unknown): boolean {
  return isSourceError(error) && error.reason === "conflict";
}
