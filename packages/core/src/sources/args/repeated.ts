import type { ValueType } from "../../model/setting.ts";
import { type BareValueType, formsOf, isListOfObjects } from "../../model/value-forms.ts";
import { isPlainObject, parseJson } from "../../util/safe-json.ts";
import type { Occurrence } from "./given.ts";

interface Whole {
  readonly value?: unknown;
  readonly problem?: string;
}

/** The value of an argument that is given once or several times: the items of a list, or the pairs of a record. */
export function valueOfAll(
  type: ValueType | undefined,
  name: string,
  occurrences: readonly Occurrence[],
): Whole {
  const problem = occurrences.find((each) => each.problem !== undefined)?.problem;
  if (problem !== undefined) return { problem };
  const values = occurrences.map(({ value }) => value);
  if (values.length === 1) return { value: values[0] };
  const form = type && formOf(type);
  if (!form || !values.every((value) => typeof value === "string"))
    return { problem: `${name} is given ${values.length} times: it takes one value` };
  switch (form) {
    case "items":
      return { value: values };
    case "objects":
      return objects(name, values);
    case "list":
      return joined(name, values, "[");
    case "record":
      return joined(name, values, "{");
  }
}

/** `items`: each is one item, as its text may hold commas of its own. `objects`: an item each, or a JSON list of them. */
type RepeatedForm = "list" | "record" | "items" | "objects";

/** Where a text is taken too, a comma may be a part of it. */
function formOf(type: ValueType): RepeatedForm | undefined {
  const forms = formsOf(type);
  const form = forms.map(formOfBare).find((each) => each !== undefined);
  const isText = forms.some((each) => each.type === "text" || each.type === "raw");
  if (!isText) return form;
  return form === "record" ? undefined : form && "items";
}

function formOfBare(type: BareValueType): RepeatedForm | undefined {
  switch (type.type) {
    case "array":
    case "set":
      if (isListOfObjects(type)) return "objects";
      return mayBeCollection(type.item()) ? "items" : "list";
    case "tuple":
      return type.items.some((item) => mayBeCollection(item())) ? "items" : "list";
    case "record":
    case "map":
      return "record";
    default:
      return undefined;
  }
}

function mayBeCollection(type: ValueType): boolean {
  return formsOf(type).some(
    (form) => form.type === "object" || form.type === "raw" || formOfBare(form) !== undefined,
  );
}

/** What is no JSON list is one item, for the decoder to judge. */
function objects(name: string, values: readonly string[]): Whole {
  const items: unknown[] = [];
  for (const value of values) {
    const parsed = value.trim().startsWith("[") ? parseJson(value) : { value: [value] };
    if (parsed.failure !== undefined) return { problem: `one of ${name} ${parsed.failure}` };
    for (const item of parsed.value as unknown[]) items.push(item);
  }
  return { value: items };
}

/** Texts between commas, `a,b` and `c`, make one such text; JSON makes JSON. */
function joined(name: string, values: readonly string[], begin: "[" | "{"): Whole {
  const texts = values.map((value) => value.trim());
  // Alone it is a list of nothing. Among others it may be an item, and must not be lost.
  if (texts.includes("")) return { problem: `${name} is given ${texts.length} times, ${EMPTY_AMONG}` };
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

const EMPTY_AMONG =
  "and one of them is empty: leave it out, or write all of it once, as JSON where an item is empty text";

function merged(name: string, parts: readonly Record<string, unknown>[]): Whole {
  const pairs = parts.flatMap((part) => Object.entries(part));
  const value = Object.fromEntries(pairs);
  return Object.keys(value).length === pairs.length
    ? { value }
    : { problem: `${name} gives one name several times` };
}
