import type { ValueType } from "../model/setting.ts";

/** Whether a setting takes the very string: there `null` is one. */
export function takesString(kind: ValueType, text: string): boolean {
  switch (kind.type) {
    case "text":
      return true;
    case "raw":
      return kind.coerce === undefined || kind.coerce === "string";
    case "choice":
      return kind.values.includes(text);
    case "union":
      return kind.options.some((option) => option.takes(text));
    case "lenient":
      return takesString(kind.of, text);
    default:
      return false;
  }
}
