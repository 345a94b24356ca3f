import { isPlainObject } from "./safe-json.ts";

/** The keys and values of a map, and what a set, a list or a plain object holds; nothing of what has another class. */
export function partsOf(value: unknown): readonly unknown[] | undefined {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat();
  if (value instanceof Set) return [...(value as Set<unknown>)];
  return Array.isArray(value) || isPlainObject(value) ? Object.values(value) : undefined;
}
