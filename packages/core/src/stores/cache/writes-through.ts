import type { WritableSecretStore } from "../../contract/store.ts";

type Writes = Omit<
  WritableSecretStore,
  "name" | "limits" | "separator" | "get" | "getMany" | "now" | "forget" | "policy" | "close"
>;

/**
 * What writes, with a word after each change of what readers see. Also after one that failed: it may have come through,
 * and only its answer been lost.
 */
export function writesThrough(store: WritableSecretStore, changed: (name: string) => void): Writes {
  const after = async <T>(name: string, change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      changed(name);
    }
  };
  return {
    writes: store.writes,
    describe: (...args) => store.describe(...args),
    list: (...args) => store.list(...args),
    annotate: (...args) => store.annotate(...args),
    put: (name, ...rest) => after(name, store.put(name, ...rest)),
    promote: (name, ...rest) => after(name, store.promote(name, ...rest)),
    retire: (name, ...rest) => after(name, store.retire(name, ...rest)),
    delete: (name, ...rest) => after(name, store.delete(name, ...rest)),
  };
}
