import { isPlainObject } from "./safe-json.ts";

/** The result of a load is frozen, and what a source handed over may be somebody's own object. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Set) return new Set([...value].map(copied));
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [copied(key), copied(each)]));
  if (value instanceof Date) return new Date(value);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]));
}
