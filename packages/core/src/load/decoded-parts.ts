import type { ValueType } from "../model/setting.ts";
import { isObject } from "../util/objects.ts";

/** What the outermost union has decoded so far. A recursive one would else decode a part anew for each option of each level. */
let parts: WeakMap<object, Map<ValueType, unknown>> | undefined;

/** Remembers what `decodedPart` makes, for as long as the outermost `decode` runs. */
export function rememberingParts<T>(decode: () => T): T {
  if (parts) return decode();
  parts = new WeakMap();
  try {
    return decode();
  } finally {
    parts = undefined;
  }
}

export function decodedPart(
  type: ValueType,
  value: unknown,
  decode: (type: ValueType, value: unknown) => unknown,
): unknown {
  if (!parts || !isObject(value)) return decode(type, value);
  const byType = parts.get(value) ?? new Map<ValueType, unknown>();
  parts.set(value, byType);
  if (!byType.has(type)) byType.set(type, decode(type, value));
  return byType.get(type);
}

const pending = new Map<object, string>();

/** A string is a list of one item, which is the string again: in a union that holds itself the item is left as it is. */
export function unlessItsOwnItem<T>(union: object, text: string, decode: () => T): T | string {
  if (pending.get(union) === text) return text;
  const around = pending.get(union);
  pending.set(union, text);
  try {
    return decode();
  } finally {
    if (around === undefined) pending.delete(union);
    else pending.set(union, around);
  }
}
