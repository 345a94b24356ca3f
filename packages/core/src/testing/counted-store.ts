import type { SecretStore } from "../contract/store.ts";
import { getBatch } from "../stores/get-outcomes.ts";

/** The same store, which counts the calls that read. */
export function countedStore(store: SecretStore) {
  let calls = 0;
  const counted: SecretStore = {
    ...store,
    get: async (ref, context) => {
      calls++;
      return store.get(ref, context);
    },
    ...(store.getMany && {
      getMany: async (refs, context) => {
        calls++;
        return getBatch(store, refs, context);
      },
    }),
  };
  return { counted, calls: () => calls };
}
