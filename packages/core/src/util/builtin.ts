/**
 * Node's own modules, on use. Not by `import`: at the top of a file it would keep core out of an edge runtime and
 * slow every start, and inside a function it would be asynchronous.
 */
export function builtin<Id extends keyof Builtins>(id: Id): Builtins[Id] {
  const found = builtinIfThere(id);
  if (found) return found;
  throw new Error(
    `confide needs ${id} here, which this runtime does not have. Use env({ from }) or memory() instead.`,
  );
}

/** For what can do without. */
export function builtinIfThere<Id extends keyof Builtins>(id: Id): Builtins[Id] | undefined {
  const before = loadedModules.get(id);
  if (before !== undefined) return before as Builtins[Id];
  const found = globalThis.process?.getBuiltinModule?.(id) as Builtins[Id] | undefined;
  loadedModules.set(id, found);
  return found;
}

/** Node looks up and checks each time; a load asks often enough for that to show. */
const loadedModules = new Map<string, unknown>();

interface Builtins {
  "node:fs": typeof import("node:fs");
  "node:path": typeof import("node:path");
  "node:crypto": typeof import("node:crypto");
  "node:util": typeof import("node:util");
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:diagnostics_channel": typeof import("node:diagnostics_channel");
}
