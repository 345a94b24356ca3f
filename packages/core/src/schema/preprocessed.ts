import type { $ZodType } from "zod/v4/core";

import { runsAsync } from "./runs-async.ts";
import { copied } from "../util/copied.ts";
import { tried } from "../util/tried.ts";

/** What a schema makes of a copy of a value; `undefined` where it refuses it, throws, or is asynchronous. */
export function preprocessed(schema: $ZodType, value: unknown): unknown {
  if (runsAsync(schema)) return undefined;
  const result = tried(() => schema._zod.run({ value: copied(value), issues: [] }, {}));
  if (!(result instanceof Promise)) return result?.issues.length === 0 ? result.value : undefined;
  result.catch(() => undefined);
  return undefined;
}
