import type { $ZodType } from "zod/v4/core";

import { unwrap } from "../schema/unwrap.ts";
import { decodeBoolean } from "./decode-scalar.ts";

interface Trap {
  readonly message: string;
  readonly fix: string;
}

/** What `z.coerce` makes of a string that its author can't have meant. Nothing of the string is in the message. */
export function coercionTrap(schema: $ZodType, value: unknown): Trap | undefined {
  const { type, coerce = false } = unwrap(schema).inner._zod.def as { type: string; coerce?: boolean };
  if (!coerce || typeof value !== "string") return undefined;
  if (type === "boolean" && decodeBoolean(value) === false)
    return {
      message: "reads as false, and z.coerce.boolean() makes true of every string",
      fix: "use z.boolean() or z.stringbool()",
    };
  if ((type === "number" || type === "bigint") && value.trim() === "")
    return { message: `is empty, and z.coerce.${type}() makes 0 of it`, fix: `use z.${type}()` };
  if (type === "date" && /^\s*\d+\s*$/.test(value))
    return { message: "is a number, and z.coerce.date() guesses a date from it", fix: "use z.date()" };
  return undefined;
}
