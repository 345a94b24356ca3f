interface NoDefinition {
  /** To follow the export's name. */
  readonly what: string;
  readonly fix: string;
}

/** What an export is that is no definition; `undefined` for one that is. It looks at forms, never at values. */
export function whatItIs(found: unknown): NoDefinition | undefined {
  if (found === undefined)
    return { what: "isn't there", fix: "export default defineConfig({ schema, sources })" };
  if (isThenable(found))
    return { what: "is a promise", fix: "export the definition itself, and load it in another file" };
  if (typeof found === "function") return { what: "is a function", fix: "export what it returns" };
  if (has(found, "_zod"))
    return { what: "is a schema alone", fix: "write defineConfig({ schema, sources: [env()] }) around it" };
  if (has(found, "schema")) return undefined;
  return {
    what: typeof found === "object" ? "has no schema" : `is of the type ${typeof found}`,
    fix: "export default defineConfig({ schema, sources }), not what it loads",
  };
}

function isThenable(found: unknown): boolean {
  return has(found, "then") && typeof found.then === "function";
}

function has<Name extends string>(found: unknown, name: Name): found is Record<Name, unknown> {
  return typeof found === "object" && found !== null && name in found;
}
