import type { Reading, ReadContext, SyncSource } from "../../contract/source.ts";
import type { Place } from "../../model/setting.ts";

/** A source that answers at once; asked for a promise, it gives the same answer in one. */
export function syncSource(source: Omit<SyncSource, "read">): SyncSource {
  return {
    ...source,
    read: async (wanted: readonly Place[], context: ReadContext): Promise<Reading> =>
      source.readSync(wanted, context),
  };
}
