import type { CallContext, WritableSecretStore } from "@confide/core/adapter";

import { CouldNotLook, sourceFailed } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import type { NextStep } from "../finding.ts";
import type { NamedStore } from "./stores-of.ts";

const TIMEOUT_MS = 10_000;
const MOST_ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 100;

/**
 * One call of a store that may be repeated, while that may help.
 *
 * @param what In words, for what the store throws in place of a SourceError: `could not describe it`.
 * @throws SourceError
 */
export async function callStore<T>(
  { store }: Pick<NamedStore, "store">,
  what: string,
  core: Core,
  call: (context: CallContext) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await attemptAt(store.name, core, async (bounds) => call({ ...bounds, attempt }));
    } catch (error) {
      const failure = core.asError(error, store.name, undefined, what);
      const { retryAfterMs = 0 } = failure;
      if (!failure.retryable || attempt === MOST_ATTEMPTS || retryAfterMs > TIMEOUT_MS) throw failure;
      const jitteredMs = Math.random() * FIRST_BACKOFF_MS * 2 ** attempt;
      await core.machineClock.sleep(retryAfterMs + jitteredMs);
    }
}

/** Ends in time also where the store doesn't look at its signal. The timer keeps the process alive, unlike a signal's. */
async function attemptAt<T>(
  store: string,
  core: Core,
  call: (bounds: Pick<CallContext, "signal" | "deadlineMs">) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  const { signal } = ending;
  try {
    return await core.unlessAborted(
      signal,
      async () => call({ signal, deadlineMs: Date.now() + TIMEOUT_MS }),
      () => {
        throw new core.SourceError({ reason: "timeout", message: core.reasonText("timeout", store), store });
      },
    );
  } finally {
    clearTimeout(timer);
  }
}

const LIST_STEP: NextStep = { command: "confide secret list", why: "lists the secrets that are there" };

/**
 * The same work, whose failure at a store is one that a reader is shown: what it was, and what to do.
 *
 * @param isAsked The work asks for one secret: that it isn't there is an answer.
 */
export async function withStoreFailures<T>(core: Core, work: () => Promise<T>, isAsked = false): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!core.isSourceError(error)) throw error;
    const next = error.reason === "not-found" ? [LIST_STEP] : [];
    throw sourceFailed(error, { next, isAsked });
  }
}

/** @throws CouldNotLook for a store that can only be read */
export function writableStore({ name, store }: NamedStore): WritableSecretStore {
  if ("writes" in store) return store as WritableSecretStore;
  throw new CouldNotLook({
    code: "read-only-store",
    message: `${name} can be read only`,
    fix: "use the vendor's own tool for that",
  });
}
