/**
 * Node's own modules, on use. Not by `import`: at the top of a file it would keep core out of an edge runtime and
 * slow every start, and inside a function it would be asynchronous.
 */
export function builtin<Id extends keyof Builtins>(id: Id): Builtins[Id] {
  const found = globalThis.process?.getBuiltinModule?.(id) as Builtins[Id] | undefined;
  if (found) return found;
  throw new Error(
    `confide needs ${id} here, which this runtime does not have. Use env({ from }) or memory() instead.`,
  );
}

interface Builtins {
  "node:fs": typeof import("node:fs");
  "node:path": typeof import("node:path");
  "node:crypto": typeof import("node:crypto");
  "node:util": typeof import("node:util");
  "node:module": typeof import("node:module");
  "node:diagnostics_channel": typeof import("node:diagnostics_channel");
}
