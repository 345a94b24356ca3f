import { knownOptions } from "../../util/known-options.ts";
import { backgroundClock } from "../../util/clock.ts";
import { call, Listeners } from "../../util/listeners.ts";
import { parseRef, type SecretRef } from "../../model/ref.ts";
import type { SecretRecord, SecretStore, WritableSecretStore } from "../../contract/store.ts";
import { Entries } from "./entries.ts";
import { CACHE_OPTIONS, type CacheOptions, limitsOf } from "./cache-options.ts";
import { ReadThrough } from "./read-through.ts";
import { writesThrough } from "./writes-through.ts";

/** A store that remembers what it read. */
export interface CachedStore extends SecretStore {
  /**
   * Says that what is held of a secret is out of date: the next read asks the store, though not more than once a second.
   * Without a version in the ref it is about all versions and stages of the name; a property doesn't matter.
   */
  readonly invalidate: (ref: string | SecretRef, options?: InvalidateOptions) => void;
  /** Calls for each new record that is read, and first for those that are held. Returns an undo. */
  readonly onRecord: (listener: RecordListener) => () => void;
}

export interface InvalidateOptions {
  /**
   * Only what is held of this version: old news that come late throw nothing away.
   *
   * @default any
   */
  readonly ifVersion?: string | undefined;
}

/** What it throws becomes an uncaught error. */
export type RecordListener = (ref: SecretRef, record: SecretRecord) => void;

/**
 * Keeps what a store gives. For `ttlMs` it is fresh; then for as long again it is served while it is read anew in the
 * background, and while the store is unavailable, too slow or throttling for `staleIfErrorMs`. A refusal (not found,
 * denied, disabled, …) ends that: nothing of the secret is served until the store gives it again. `expiresAt` and leases
 * shorten these times.
 *
 * Each call of `cached` makes a cache of its own. Writes go through, and the next read of their name asks the store.
 *
 * @example
 * ```ts
 * import { cached, readSecret } from "@confide/core";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const store = cached(memoryStore({ "prod/token": "…" }), { ttlMs: 60_000 });
 * await readSecret(store, "prod/token");
 * await readSecret(store, "prod/token"); // does not ask the store
 * ```
 */
export function cached(store: WritableSecretStore, options?: CacheOptions): CachedStore & WritableSecretStore;
export function cached(store: SecretStore, options?: CacheOptions): CachedStore;
export function cached(store: SecretStore, given?: CacheOptions): CachedStore {
  const options: CacheOptions = knownOptions("cached()", given, CACHE_OPTIONS);
  const { clock = backgroundClock, maxEntries = 1_000 } = options;
  const entries = new Entries(maxEntries, limitsOf(options));
  const listeners = new Listeners<Parameters<RecordListener>>();
  const reads = new ReadThrough(store, entries, clock, (ref, record) => listeners.tell(ref, record));

  const invalidate: CachedStore["invalidate"] = (ref, only) => {
    const { ifVersion }: InvalidateOptions = knownOptions("invalidate()", only, { ifVersion: true });
    const nowMs = clock.now();
    const named = typeof ref === "string" ? parseRef(ref) : ref;
    const found = [...entries.of(named)];
    const isOld = ifVersion !== undefined && !found.some(({ record }) => record?.version === ifVersion);
    if (!isOld) store.forget?.(named);
    for (const entry of found) entry.invalidate(nowMs, ifVersion);
  };
  const written = (name: string) => {
    const nowMs = clock.now();
    for (const entry of entries.of({ name })) entry.outdate(nowMs);
  };

  return {
    name: store.name,
    limits: store.limits,
    ...(store.separator !== undefined && { separator: store.separator }),
    get: (ref, context) => reads.get(ref, context),
    ...(store.getMany && { getMany: (refs, context) => reads.getMany(refs, context) }),
    ...(store.currentVersion && { currentVersion: store.currentVersion.bind(store) }),
    ...(store.now && { now: store.now }),
    ...(store.policy && { policy: store.policy.bind(store) }),
    close: async () => {
      entries.clear();
      await store.close?.();
    },
    invalidate,
    forget: (ref) => invalidate(ref),
    onRecord: (listener) => {
      for (const [ref, record] of entries.held()) call(listener, ref, record);
      return listeners.add(listener);
    },
    ...("writes" in store && writesThrough(store as WritableSecretStore, written)),
  };
}
