/** A map whose keys are strings, as a program's own or as YAML's `!!omap`, as an object; anything else unchanged. */
export function namedValues(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const pairs = [...(value as ReadonlyMap<unknown, unknown>)];
  return pairs.every(([key]) => typeof key === "string") ? Object.fromEntries(pairs) : value;
}
