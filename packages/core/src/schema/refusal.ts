import type { $ZodType } from "zod/v4/core";

import { cleanCause } from "../model/clean-cause.ts";
import { isInstance, tried } from "../util/tried.ts";
import { OddMeta } from "./meta.ts";
import { NotASchema, otherPartOf } from "./not-a-schema.ts";
import { NotASetting } from "./value-type.ts";

/** What the schema's own functions throw may quote anything; a `z.lazy()` that never ends is a RangeError. */
export function refusalOf(error: unknown, schema: $ZodType): string {
  for (const ours of [NotASetting, NotASchema, OddMeta]) if (isInstance(error, ours)) return error.message;
  if (isInstance(error, RangeError)) return "is nested too deep";
  const other = tried(() => otherPartOf(schema));
  if (other) return other.message;
  return `can't be looked into: its schema threw ${cleanCause(error).name}`;
}
