import { cleanCause } from "../model/clean-cause.ts";
import { isInstance, tried } from "../util/tried.ts";
import { NotASetting } from "./value-type.ts";

/** What the schema's own functions throw may quote anything; a `z.lazy()` that never ends is a RangeError. */
export function refusalOf(error: unknown): string {
  if (isInstance(error, NotASetting)) return error.message;
  if (isInstance(error, RangeError)) return "is nested too deep";
  return `can't be looked into: its schema threw ${cleanCause(error).name}`;
}

/** Programs without types hand over what they like; and schemas of zod 3 look the same to the eye. */
export function isSchema(value: unknown): boolean {
  return typeof value === "object" && value !== null && tried(() => "_zod" in value) === true;
}
