import { pathName } from "../model/setting.ts";
import type { SyncSource } from "../contract/source.ts";
import { misuse } from "../util/misuse.ts";
import { holdsNames, readDocument } from "./file/document.ts";
import { syncSource } from "./shared/sync-source.ts";

/**
 * Values from the program itself, nested as the schema is: for tests, and for what is worked out at start. They are
 * read at each load, so that a later change counts.
 *
 * @throws TypeError for what has no properties of its own: a list, a `Map`, `null`.
 *
 * @example
 * ```ts
 * import { loadConfig, memory } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ database: z.object({ poolSize: z.number() }) });
 * const config = await loadConfig({ schema, sources: [memory({ database: { poolSize: 5 } })] });
 * ```
 */
export function memory(values: object): SyncSource {
  if (!holdsNames(values)) throw misuse("memory() takes an object that is nested as the schema is");
  return syncSource({
    name: "memory",
    locate: ({ path }) => pathName(path),
    readSync: (wanted, context) => {
      return readDocument({ source: "memory", value: values, locationOf: pathName }, wanted, context);
    },
  });
}
