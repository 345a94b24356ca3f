/** What a call returns; `undefined` where it throws. Foreign objects have getters and traps that do. */
export function tried<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** `instanceof` for foreign values: on a proxy it runs a trap, which may throw. */
export function isInstance<T>(value: unknown, of: abstract new (...args: never) => T): value is T {
  return tried(() => value instanceof of) ?? false;
}
