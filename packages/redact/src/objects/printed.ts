/** What the console would print, but for what it does to fit a terminal: no string is broken into lines or cut short. */
export function printed(value: unknown): string {
  return util().inspect(value, WHOLE);
}

/** A line as `console.log` puts it together out of its arguments. */
export function formatted(values: readonly unknown[], colors = false): string {
  return util().formatWithOptions({ ...WHOLE, colors }, ...values);
}

/** Loaded on use: this package has no static import of a module of Node's. */
export function util(): typeof import("node:util") {
  loaded ??= process.getBuiltinModule("node:util");
  return loaded;
}

let loaded: typeof import("node:util") | undefined;

/** The console stops at a depth of 2, and `%o` at 4. */
const WHOLE = { depth: 5, breakLength: Infinity, maxStringLength: null } as const;
