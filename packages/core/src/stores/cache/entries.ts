import { refKey } from "../read-refs.ts";
import type { SecretRef } from "../../model/ref.ts";
import type { SecretRecord } from "../../contract/store.ts";
import { CacheEntry } from "./entry.ts";
import type { Limits } from "./cache-options.ts";
import { misuse } from "../../util/misuse.ts";

/**
 * The entries of one store, by name and version (or stage). Region, account, namespace and who asks belong to the store
 * itself: each store has its own cache, so that nothing of theirs needs to be in a key, or could be forgotten there.
 */
export class Entries {
  readonly #byKey = new Map<string, HeldEntry>();
  readonly #most: number;
  readonly #limits: Limits;

  constructor(most: number, limits: Limits) {
    if (!(most >= 1)) throw misuse("maxEntries must be 1 or more", RangeError);
    this.#most = most;
    this.#limits = limits;
  }

  get(key: string): CacheEntry | undefined {
    return this.#byKey.get(key)?.entry;
  }

  /** The entry of a ref; a new one if there is none. */
  at(ref: SecretRef): CacheEntry {
    const key = refKey(ref);
    const held = this.#byKey.get(key);
    if (held) return held.entry;
    const entry = new CacheEntry(this.#limits);
    this.#byKey.set(key, { ref, entry });
    if (this.#byKey.size > this.#most) this.#dropOne();
    return entry;
  }

  /** Without a version: all of the name, as a new version moves every stage. */
  *of({ name, version }: SecretRef): Iterable<CacheEntry> {
    if (version !== undefined) {
      const entry = this.get(refKey({ name, version }));
      if (entry) yield entry;
      return;
    }
    for (const held of this.#byKey.values()) if (held.ref.name === name) yield held.entry;
  }

  /** Those that have a record. */
  *held(): Iterable<readonly [SecretRef, SecretRecord]> {
    for (const { ref, entry } of this.#byKey.values()) if (entry.record) yield [ref, entry.record];
  }

  clear(): void {
    for (const { entry } of this.#byKey.values()) entry.drop();
    this.#byKey.clear();
  }

  /** The first that was not read since the last look, as in the clock algorithm: a read costs one flag, not a move. */
  #dropOne(): void {
    for (const [key, held] of this.#byKey) {
      this.#byKey.delete(key);
      if (!held.entry.wasRead) return held.entry.drop();
      held.entry.wasRead = false;
      this.#byKey.set(key, held);
    }
  }
}

interface HeldEntry {
  readonly ref: SecretRef;
  readonly entry: CacheEntry;
}
