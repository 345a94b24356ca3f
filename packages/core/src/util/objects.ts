export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** An own property; nothing of what is no object. */
export function propertyOf(holder: unknown, key: string): unknown {
  return isObject(holder) && Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
}
