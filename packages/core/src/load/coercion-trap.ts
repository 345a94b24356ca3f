import { decimalLoss } from "../util/decimal.ts";
import { decodeBoolean } from "./decode-scalar.ts";
import { Undecodable } from "./undecodable.ts";

/** What `z.coerce` makes of a string that its author can't have meant. Nothing of the string is in the message. */
export function coercionTrap(type: string | undefined, text: string): Undecodable | undefined {
  if (type === "boolean" && decodeBoolean(text) === false)
    return trapped(
      "reads as false, and z.coerce.boolean() makes true of every string: use z.boolean() or z.stringbool()",
    );
  if ((type === "number" || type === "bigint") && text.trim() === "")
    return trapped(`is empty, and z.coerce.${type}() makes 0 of it: use z.${type}()`);
  if (type === "number" && decimalLoss(text) !== undefined)
    return trapped("is a number that z.coerce.number() would round: use z.bigint() or z.string()");
  if (type === "date" && /^\s*\d+\s*$/.test(text))
    return trapped("is a number, and z.coerce.date() guesses a date from it: use z.date()");
  return undefined;
}

function trapped(message: string): Undecodable {
  return new Undecodable([{ path: [], message, trap: true }]);
}
