import type { Definition, SecretStore } from "@confide/core";
import type { StoreSource } from "@confide/core/adapter";

/** A store of the definition, by the names that its sources give it. */
export interface NamedStore {
  /** What `--store` takes, and people see. */
  readonly name: string;
  readonly names: readonly string[];
  readonly store: SecretStore;
  readonly sources: readonly StoreSource[];
}

/** The stores of a definition in the order of its sources, each once. */
export function storesOf({ sources }: Definition): readonly NamedStore[] {
  const all: readonly unknown[] = Array.isArray(sources) ? sources : [];
  const byStore = Map.groupBy(all.filter(readsOfStore), ({ store }) => store);
  return Array.from(byStore, ([store, read]) => {
    const names = read.map(({ name }) => name);
    return { name: names[0] ?? store.name, names, store, sources: read };
  });
}

/** A program without types may have anything in its list; a load says what it is. */
function readsOfStore(source: unknown): source is StoreSource {
  return typeof source === "object" && source !== null && "store" in source && "refsOf" in source;
}
