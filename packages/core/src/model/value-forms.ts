import type { ValueType } from "./setting.ts";

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
