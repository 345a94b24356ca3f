import { tried } from "../util/tried.ts";
import type { LazyValueType, ValueType } from "./setting.ts";

/** A value type that is neither nullable nor lenient. */
export type BareValueType = Exclude<ValueType, { readonly of: ValueType }>;

/** Without `nullable` and `lenient` around it. */
export function bareType(valueType: ValueType): BareValueType {
  let bare = valueType;
  while ("of" in bare) bare = bare.of;
  return bare;
}

/** Every form of a union, of its unions too; of another type the type itself. */
export function formsOf(valueType: ValueType): readonly BareValueType[] {
  const bare = bareType(valueType);
  return bare.type === "union" ? bare.options.flatMap(({ kind }) => formsOf(kind())) : [bare];
}

/** The forms, and those of the schema behind a `z.preprocess()`: what people who see the schema may give parts of. */
export function formsBehind(valueType: ValueType): readonly BareValueType[] {
  const forms = new Set(formsOf(valueType));
  for (const form of forms) {
    const { preprocess } = form.type === "raw" ? form : {};
    for (const behind of (preprocess && tried(() => formsOf(preprocess.kind()))) ?? []) forms.add(behind);
    if (forms.size > MOST_PARTS) break;
  }
  return [...forms];
}

/** The type of what a list, a record or an object has under a key; `undefined` where the schema says nothing of it. */
export function typeAt(valueType: ValueType, key: PropertyKey): ValueType | undefined {
  switch (valueType.type) {
    case "array":
    case "set":
      return valueType.item();
    case "tuple":
      return (valueType.items[Number(key)] ?? valueType.rest)?.();
    case "record":
    case "map":
      return valueType.value();
    case "object":
      return (valueType.shape.get(String(key)) ?? valueType.rest)?.();
    default:
      return undefined;
  }
}

/** The forms of what the given ones have under a key. */
export function typesAt(forms: readonly ValueType[], key: PropertyKey): readonly BareValueType[] {
  // Each once: two forms of a recursive union lead to the same ones, at every level.
  const types = new Set(forms.flatMap((form) => typeAt(form, key) ?? []));
  return [...new Set([...types].flatMap(formsOf))];
}

/** More parts than any schema has; one that is made anew at every level would have no end. */
const MOST_PARTS = 1_000;

/** A type, and those of all its parts. */
export function typesWithin(valueType: ValueType): ReadonlySet<ValueType> {
  const seen = new Set([valueType]);
  for (const each of seen) {
    for (const part of innerTypes(each)) seen.add(part());
    if (seen.size > MOST_PARTS) break;
  }
  return seen;
}

function innerTypes(valueType: ValueType): readonly LazyValueType[] {
  switch (valueType.type) {
    case "array":
    case "set":
      return [valueType.item];
    case "tuple":
      return [...valueType.items, ...(valueType.rest ? [valueType.rest] : [])];
    case "record":
    case "map":
      return [valueType.key, valueType.value];
    case "object":
      return [...valueType.shape.values(), ...(valueType.rest ? [valueType.rest] : [])];
    case "union":
      return valueType.options.map(({ kind }) => kind);
    default:
      return "of" in valueType ? [() => valueType.of] : [];
  }
}

/** What a setting takes that two branches of a union have, each with a type of its own. */
export function eitherType(one: ValueType, other: ValueType): ValueType {
  if (one.type === "choice" && other.type === "choice")
    return { type: "choice", values: [...new Set([...one.values, ...other.values])] };
  if (one === other || (one.type === other.type && Object.keys(one).length === 1)) return one;
  return { type: "union", options: [one, other].map((type) => ({ kind: () => type, takes: () => true })) };
}

/** Whether one of its forms is a collection, of which a name may hold a part. */
export function mayHaveParts(forms: readonly ValueType[]): boolean {
  return forms.some(({ type }) => COLLECTIONS.has(type));
}

const COLLECTIONS: ReadonlySet<string> = new Set(["array", "set", "tuple", "record", "map", "object"]);

/** Whether a value of this type, in each of its forms, holds values of its own. */
export function isCollection(valueType: ValueType): boolean {
  return formsOf(valueType).every(({ type }) => COLLECTIONS.has(type));
}

/** Whether a list's items are objects, whatever form they have: such a list is written as JSON only. */
export function isListOfObjects(valueType: ValueType): boolean {
  const bare = bareType(valueType);
  return (
    (bare.type === "array" || bare.type === "set") &&
    formsOf(bare.item()).every(({ type }) => type === "object")
  );
}

const SCALARS: ReadonlySet<string> = new Set([
  "text",
  "number",
  "integer",
  "boolean",
  "bigint",
  "date",
  "choice",
]);

/** Whether a value of this type, in each of its forms, is one text, number or the like. */
export function isScalar(valueType: ValueType): boolean {
  return formsOf(valueType).every(({ type }) => SCALARS.has(type));
}
