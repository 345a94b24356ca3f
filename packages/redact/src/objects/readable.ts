/** A property's value. A getter may throw, and what it throws may hold anything. */
export function readable(value: object, key: string | symbol, onThrow?: () => void): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    onThrow?.();
    return undefined;
  }
}
