import type { LazyValueType, ValueType } from "../model/setting.ts";
import { isCollection } from "../model/value-forms.ts";
import { list } from "../util/text.ts";

/** What a setting takes, in words for people. */
export function typeName(kind: ValueType, secret: boolean): string {
  switch (kind.type) {
    case "choice":
      return secret ? "one of its values" : list(kind.values.map(String), "or");
    case "nullable":
    case "lenient":
      return typeName(kind.of, secret);
    case "array":
    case "set":
    case "tuple":
      return itemTypesOf(kind).every((item) => isCollection(item())) ? "JSON list" : "list (a,b or JSON)";
    case "record":
    case "map":
      return isCollection(kind.value()) ? "JSON object" : "names and values (a=1,b=2 or JSON)";
    case "object":
      return "JSON object";
    case "union":
      return list([...new Set(kind.options.map((option) => typeName(option.kind(), secret)))], "or");
    case "date":
      return "date (ISO 8601)";
    case "raw":
      return "text";
    case "stringbool":
      return "boolean";
    default:
      return kind.type;
  }
}

function itemTypesOf(
  kind: Extract<ValueType, { type: "array" | "set" | "tuple" }>,
): readonly LazyValueType[] {
  return kind.type === "tuple" ? [...kind.items, ...(kind.rest ? [kind.rest] : [])] : [kind.item];
}
