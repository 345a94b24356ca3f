import { isSetting, type Place, type ValueType } from "../../model/setting.ts";
import { isPlainObject, parseJson } from "../../util/safe-json.ts";
import type { Occurrence } from "./given.ts";

interface Whole {
  readonly value?: unknown;
  readonly problem?: string;
}

/** The value of an argument that is given once or several times: the items of a list, or the pairs of a record. */
export function valueOfAll(place: Place, name: string, occurrences: readonly Occurrence[]): Whole {
  const problem = occurrences.find((each) => each.problem !== undefined)?.problem;
  if (problem !== undefined) return { problem };
  const values = occurrences.map(({ value }) => value);
  if (values.length === 1) return { value: values[0] };
  const form = isSetting(place) ? formOf(place.valueType) : undefined;
  if (!form || !values.every((value) => typeof value === "string"))
    return { problem: `${name} is given ${values.length} times: it takes one value` };
  if (form === "items") return { value: values };
  return form === "list" ? joined(name, values, "[") : joined(name, values, "{");
}

/** `items`: each is one item, as its text may hold commas of its own. */
function formOf(type: ValueType): "list" | "record" | "items" | undefined {
  switch (type.type) {
    case "nullable":
    case "lenient":
      return formOf(type.of);
    case "array":
    case "set":
      return isCollection(type.item()) ? "items" : "list";
    case "tuple":
      return type.items.some((item) => isCollection(item())) ? "items" : "list";
    case "record":
    case "map":
      return "record";
    case "union":
      return formOfAny(type.options.map((option) => option.kind()));
    default:
      return undefined;
  }
}

/** Where a text is taken too, a comma may be a part of it. */
function formOfAny(types: readonly ValueType[]): ReturnType<typeof formOf> {
  const form = types.map(formOf).find((each) => each !== undefined);
  const isText = types.some(({ type }) => type === "text" || type === "raw");
  if (!isText) return form;
  return form === "record" ? undefined : form && "items";
}

function isCollection(type: ValueType): boolean {
  if (type.type === "nullable" || type.type === "lenient") return isCollection(type.of);
  if (type.type === "union") return type.options.some((option) => isCollection(option.kind()));
  return type.type === "object" || type.type === "raw" || formOf(type) !== undefined;
}

/** Texts between commas, `a,b` and `c`, make one such text; JSON makes JSON. */
function joined(name: string, values: readonly string[], begin: "[" | "{"): Whole {
  // An empty one is a list or record of nothing.
  const texts = values.map((value) => value.trim()).filter((value) => value !== "");
  // A list's text that begins with a brace is no JSON to the decoder.
  const json = texts.filter((text) => text.startsWith("[") || text.startsWith(begin));
  if (json.length === 0) return { value: texts.join(",") };
  if (json.length < texts.length)
    return { problem: `${name} is given as JSON and as text: write all of it in one form` };
  const parsed = json.map((text) => parseJson(text));
  const failed = parsed.find(({ failure }) => failure !== undefined);
  if (failed) return { problem: `one of ${name} ${failed.failure}` };
  const parts = parsed.map((each) => ("value" in each ? each.value : undefined));
  if (parts.every(Array.isArray)) return { value: parts.flat() };
  if (begin === "{" && parts.every(isPlainObject)) return merged(name, parts);
  return { problem: `${name} is given as JSON lists and objects: write all of it in one form` };
}

function merged(name: string, parts: readonly Record<string, unknown>[]): Whole {
  const pairs = parts.flatMap((part) => Object.entries(part));
  const value = Object.fromEntries(pairs);
  return Object.keys(value).length === pairs.length
    ? { value }
    : { problem: `${name} gives one name several times` };
}
