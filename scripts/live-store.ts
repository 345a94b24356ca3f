import { randomUUID } from "node:crypto";

import { getOutcomes } from "../packages/core/src/adapter.ts";
import { Secret } from "../packages/core/src/index.ts";
import { type CallContext, type WritableSecretStore } from "../packages/core/src/adapter.ts";
import type { StoreFixture, Trouble } from "../packages/core/src/testing/index.ts";

export interface LiveOptions {
  readonly store: WritableSecretStore;
  /** What the vendor lets anybody bring about; the other troubles are tried on the fake. */
  readonly trouble: (name: string, trouble: Trouble) => Promise<void>;
  /** Takes a secret that a case has made away for good; the store's own `delete` if left out. */
  readonly discard?: (name: string) => Promise<void>;
  readonly close?: () => Promise<void>;
}

export interface LiveFixture extends StoreFixture {
  readonly close: () => Promise<void>;
}

const UNHARMED = "nobody can make the real service do so; it is tried on the fake";

/** The troubles that only a vendor can be in. */
export const NOBODY_MAKES = {
  "says denied": UNHARMED,
  "says unauthenticated": UNHARMED,
  "says throttled": UNHARMED,
  "says unavailable": UNHARMED,
  "says malformed for an answer that makes no sense": UNHARMED,
  "takes no other's 404 for a secret that isn't there": UNHARMED,
  "ends at the deadline when nothing answers": UNHARMED,
  "says whether a running call was ended by its time or its caller": UNHARMED,
  "ends when it is aborted": UNHARMED,
} as const;

/** A case of the store contract on a real account. It has names of its own, and takes away what it made. */
export function liveFixture({ store, trouble, discard, close }: LiveOptions): LiveFixture {
  // A name that was deleted can't be had again for a while.
  const prefix = ["confide-contract", randomUUID(), ""].join(store.separator ?? "/");
  const made = new Set<string>();
  const own = prefixed(store, prefix, made);
  const remove = discard ?? (async (name: string) => store.delete(name, context()));
  return {
    store: own,
    async seed(name, value) {
      const options = { idempotencyKey: randomUUID(), stage: "current" } as const;
      const { version } = await own.put(name, new Secret(value), options, context());
      return version;
    },
    trouble: async (name, kind) => trouble(prefix + name, kind),
    async close() {
      for (const name of made) await remove(name);
      await close?.();
    },
  };
}

function context(): CallContext {
  return { signal: AbortSignal.timeout(30_000), deadlineMs: Date.now() + 30_000, attempt: 1 };
}

/** The store with a prefix before every name; it keeps those that were put. */
function prefixed(store: WritableSecretStore, prefix: string, put: Set<string>): WritableSecretStore {
  return {
    ...store,
    ...(store.currentVersion && {
      currentVersion: async (ref, call) => store.currentVersion?.({ ...ref, name: prefix + ref.name }, call),
    }),
    get: async (ref, call) => store.get({ ...ref, name: prefix + ref.name }, call),
    ...(store.getMany && {
      getMany: async (refs, call) =>
        getOutcomes(
          store,
          refs.map((ref) => ({ ...ref, name: prefix + ref.name })),
          call,
        ),
    }),
    describe: async (name, call) => store.describe(prefix + name, call),
    async put(name, ...rest) {
      put.add(prefix + name);
      return store.put(prefix + name, ...rest);
    },
    promote: async (name, ...rest) => store.promote(prefix + name, ...rest),
    annotate: async (name, ...rest) => store.annotate(prefix + name, ...rest),
    retire: async (name, ...rest) => store.retire(prefix + name, ...rest),
    async list(start, call) {
      const names = await store.list(prefix + start, call);
      return names.map((name) => name.slice(prefix.length));
    },
    delete: async (name, call) => store.delete(prefix + name, call),
  };
}
