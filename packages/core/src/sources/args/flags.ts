import type { ValueType } from "../../model/setting.ts";

/**
 * Whether an argument without a value sets it.
 *
 * - `flag`: it is true or false, and takes a value by `=` only.
 * - `maybe`: it is one of several forms, `z.union([z.boolean(), z.string()])`.
 */
export function flagOf(type: ValueType): "flag" | "maybe" | undefined {
  if (type.type === "nullable" || type.type === "lenient") return flagOf(type.of);
  if (type.type === "boolean" || type.type === "stringbool") return "flag";
  if (type.type === "choice") return mostOf(type.values.map((value) => typeof value === "boolean"));
  if (type.type !== "union") return undefined;
  const forms = type.options.map((option) => flagOf(option.kind()));
  return forms.includes("maybe") ? "maybe" : mostOf(forms.map((form) => form === "flag"));
}

function mostOf(are: readonly boolean[]): "flag" | "maybe" | undefined {
  if (!are.includes(true)) return undefined;
  return are.includes(false) ? "maybe" : "flag";
}

/** A `z.stringbool()` takes strings only. */
export function flagValue(type: ValueType, isOn: boolean): string | boolean {
  if (type.type === "nullable" || type.type === "lenient") return flagValue(type.of, isOn);
  const isSpelled =
    type.type === "stringbool" ||
    (type.type === "union" && !type.options.some((option) => takesBoolean(option.kind())));
  return isSpelled ? String(isOn) : isOn;
}

function takesBoolean(type: ValueType): boolean {
  return flagOf(type) !== undefined && typeof flagValue(type, true) === "boolean";
}
