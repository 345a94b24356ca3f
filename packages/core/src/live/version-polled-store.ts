import { cached, type CachedStore } from "../stores/cache/cached.ts";
import { getBatch } from "../stores/get-outcomes.ts";
import { refKey } from "../stores/read-refs.ts";
import type { Clock } from "../util/clock.ts";
import type { SourceError } from "../model/errors.ts";
import type { SecretRef } from "../model/ref.ts";
import type { CallContext, Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { currentVersions } from "./versions.ts";

/** What a load read of one ref. */
interface ReadVersion {
  readonly ref: SecretRef;
  readonly version: string;
  /** It was made for this reader and says itself when it ends: another read would only make another. */
  readonly isLeased: boolean;
}

/** How a look at a store went. */
export interface Look {
  /** What could not be looked at. */
  readonly errors: readonly SourceError[];
  /** The next load asks the store for values. */
  readonly isDue: boolean;
}

/**
 * A store as a live configuration reads it: through a cache in which a value lasts until the store has another version.
 * A store that is cached already keeps its own times.
 */
export class VersionPolledStore {
  /** What the sources read of. */
  readonly store: SecretStore;
  readonly #cache: CachedStore;
  readonly #clock: Clock;
  #known = new Map<string, ReadVersion>();
  #asked = new Map<string, ReadVersion>();
  /** Whether this program may see versions without values: that is another permission than reading. */
  #tells = true;
  /** The store asked to be left alone: until then its last word counts. */
  #quietUntilMs = 0;
  #errors: readonly SourceError[] = [];

  constructor(store: SecretStore, clock: Clock) {
    this.#cache = isCached(store) ? store : cached(store, { ttlMs: Infinity, maxEntries: Infinity, clock });
    this.#clock = clock;
    const { name, limits, separator, invalidate } = this.#cache;
    const remembering: SecretStore & Pick<CachedStore, "invalidate"> = {
      name,
      limits,
      ...(separator !== undefined && { separator }),
      get: async (ref, context) => this.#remember(ref, await this.#cache.get(ref, context)),
      ...(this.#cache.getMany && { getMany: async (refs, context) => this.#getMany(refs, context) }),
      invalidate,
    };
    this.store = remembering;
  }

  async #getMany(
    refs: readonly SecretRef[],
    context: CallContext,
  ): Promise<readonly Outcome<SecretRecord>[]> {
    const outcomes = await getBatch(this.#cache, refs, context);
    for (const [index, ref] of refs.entries()) {
      const record = outcomes[index]?.value;
      if (record) this.#remember(ref, record);
    }
    return outcomes;
  }

  #remember(ref: SecretRef, record: SecretRecord): SecretRecord {
    this.#asked.set(refKey(ref), { ref, version: record.version, isLeased: record.lease !== undefined });
    return record;
  }

  /** A load is over: what it read is what the next look is about. A failed one may not have read all there is. */
  settle(isComplete: boolean): void {
    this.#known = isComplete ? this.#asked : new Map([...this.#known, ...this.#asked]);
    this.#asked = new Map();
  }

  /** Lets the next load read what has another version than before; what could not be looked at stays as it is. */
  async look(context: CallContext): Promise<Look> {
    const known = [...this.#known.values()].filter(({ isLeased }) => !isLeased);
    if (known.length === 0) return { errors: [], isDue: false };
    if (this.#clock.now() < this.#quietUntilMs) return { errors: this.#errors, isDue: false };
    const refs = known.map(({ ref }) => ref);
    const versions = this.#tells ? await currentVersions(this.#cache, refs, context) : undefined;
    const errors: SourceError[] = [];
    let isDue = false;
    for (const { ref, version } of known) {
      const { value, error } = versions?.get(refKey(ref)) ?? {};
      if (error?.reason === "denied") this.#tells = false;
      if (error?.retryable) errors.push(error);
      else if (value !== version) {
        this.#cache.invalidate(ref, { ifVersion: version });
        isDue = true;
      }
    }
    const waitMs = Math.max(0, ...errors.map(({ retryAfterMs = 0 }) => retryAfterMs));
    this.#quietUntilMs = this.#clock.now() + waitMs;
    this.#errors = errors;
    return { errors, isDue };
  }

  /** The next load reads these anew, whatever version the store says it has. */
  invalidate(location: string, version: string | undefined): void {
    for (const { ref, version: known } of this.#known.values())
      if (location.split("#", 1)[0] === refKey(ref) && (version === undefined || version === known))
        this.#cache.invalidate(ref, { ifVersion: known });
  }
}

/** The stores that the sources of a live configuration read, each through one cache. */
export class VersionPolledStores {
  readonly #stores = new Map<SecretStore, VersionPolledStore>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly storeFor = (store: SecretStore): SecretStore => {
    const live = this.#stores.get(store) ?? new VersionPolledStore(store, this.#clock);
    this.#stores.set(store, live);
    return live.store;
  };

  all(): readonly VersionPolledStore[] {
    return [...this.#stores.values()];
  }
}

function isCached(store: SecretStore): store is CachedStore {
  return "invalidate" in store && "onRecord" in store;
}
