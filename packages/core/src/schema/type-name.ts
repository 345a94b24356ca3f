import type { ValueType } from "../model/setting.ts";
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
      return "list (a,b or JSON)";
    case "record":
    case "map":
      return "names and values (a=1,b=2 or JSON)";
    case "object":
      return "JSON";
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
