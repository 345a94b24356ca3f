import type { ValueType } from "../../model/setting.ts";
import { type BareValueType, formsOf } from "../../model/value-forms.ts";

/**
 * Whether an argument without a value sets it.
 *
 * - `flag`: it is true or false, and takes a value by `=` only.
 * - `maybe`: it is one of several forms, `z.union([z.boolean(), z.string()])`.
 */
export function flagOf(type: ValueType): "flag" | "maybe" | undefined {
  return mostOf(formsOf(type).flatMap(flagsIn));
}

/** Of a choice each value is a form of its own. */
function flagsIn(form: BareValueType): readonly boolean[] {
  if (form.type === "choice") return form.values.map((value) => typeof value === "boolean");
  return [form.type === "boolean" || form.type === "stringbool"];
}

function mostOf(are: readonly boolean[]): "flag" | "maybe" | undefined {
  if (!are.includes(true)) return undefined;
  return are.includes(false) ? "maybe" : "flag";
}

/** A `z.stringbool()` takes strings only. */
export function flagValue(type: ValueType, isOn: boolean): string | boolean {
  const takesBoolean = formsOf(type).some(
    (form) => form.type !== "stringbool" && flagsIn(form).includes(true),
  );
  return takesBoolean ? isOn : String(isOn);
}
