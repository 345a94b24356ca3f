import { builtin } from "../../util/builtin.ts";

/**
 * An npm package that a source loads on use. Its name is a literal in `load`, beside the only code that uses it, or a
 * bundler would carry it for every source, or for none.
 */
export interface PackageOnUse<Module extends object> {
  readonly name: string;
  readonly load: () => Promise<Module | undefined>;
}

const loaded = new Map<string, object>();

/** The package, or `undefined` where it is not installed. */
export async function importOnUse<Module extends object>(
  onUse: PackageOnUse<Module>,
): Promise<Module | undefined> {
  const module = loaded.get(onUse.name) ?? (await onUse.load().then(exportsOf, () => undefined));
  // A bundle in one ESM file can carry no CommonJS package that requires a builtin; installed beside it, it still loads.
  return keep(onUse, module) ?? requireOnUse(onUse);
}

/** The same at once. */
export function requireOnUse<Module extends object>(onUse: PackageOnUse<Module>): Module | undefined {
  return keep(onUse, loaded.get(onUse.name) ?? required(onUse.name));
}

function required(name: string): object | undefined {
  try {
    const module: unknown = builtin("node:module").createRequire(here())(name);
    return typeof module === "object" && module !== null ? exportsOf(module) : undefined;
  } catch {
    return undefined;
  }
}

/** In a bundle in CommonJS form `import.meta` is empty: there the packages are looked for from where the process runs. */
function here(): string {
  const url = import.meta.url as string | undefined;
  return url ?? `${globalThis.process.cwd()}/`;
}

/** A CommonJS package's exports may stand under `default` only. */
function exportsOf(module: object | undefined): object | undefined {
  const inner: unknown = module && "default" in module ? module.default : undefined;
  return typeof inner === "object" && inner !== null ? inner : module;
}

function keep<Module extends object>(
  { name }: PackageOnUse<Module>,
  module: object | undefined,
): Module | undefined {
  if (module) loaded.set(name, module);
  return module as Module | undefined;
}
