import type { Definition, SecretStore, Source } from "@confide/core";
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
export function storesOf({ sources = [] }: Definition): readonly NamedStore[] {
  const byStore = Map.groupBy(sources.filter(readsOfStore), ({ store }) => store);
  return Array.from(byStore, ([store, all]) => {
    const names = all.map(({ name }) => name);
    return { name: names[0] ?? store.name, names, store, sources: all };
  });
}

function readsOfStore(source: Source): source is StoreSource {
  return "store" in source && "refsOf" in source;
}
