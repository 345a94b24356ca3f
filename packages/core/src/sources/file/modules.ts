import { builtin } from "../../util/builtin.ts";

/** npm packages that sources load on use. */
export interface Modules {
  readonly dotenv: typeof import("dotenv");
  readonly yaml: typeof import("yaml");
  readonly "smol-toml": typeof import("smol-toml");
  readonly "jsonc-parser": typeof import("jsonc-parser");
}

const loaded = new Map<keyof Modules, Modules[keyof Modules]>();

/** The package, or `undefined` where it is not installed. */
export async function importModule<Name extends keyof Modules>(
  name: Name,
): Promise<Modules[Name] | undefined> {
  const module = loaded.get(name) ?? (await IMPORTS[name]().then(exportsOf, () => undefined));
  // A bundle in one ESM file can carry no CommonJS package that requires a builtin; installed beside it, it still loads.
  return keep(name, module) ?? requireModule(name);
}

// Each with its name as a literal, or a bundler would not see it; with a `catch` in sight, or one would insist on it.
const IMPORTS: { readonly [Name in keyof Modules]: () => Promise<object | undefined> } = {
  dotenv: () => import("dotenv").catch(() => undefined),
  yaml: () => import("yaml").catch(() => undefined),
  "smol-toml": () => import("smol-toml").catch(() => undefined),
  "jsonc-parser": () => import("jsonc-parser").catch(() => undefined),
};

/** The same at once. */
export function requireModule<Name extends keyof Modules>(name: Name): Modules[Name] | undefined {
  return keep(name, loaded.get(name) ?? required(name));
}

function required(name: keyof Modules): object | undefined {
  try {
    const module: unknown = builtin("node:module").createRequire(here())(name);
    return typeof module === "object" && module !== null ? exportsOf(module) : undefined;
  } catch {
    return undefined;
  }
}

/** In a bundle in CommonJS form `import.meta` is empty: there the packages are looked for from where the process runs. */
function here(): string {
  const { url } = import.meta as { readonly url?: string };
  return url ?? `${globalThis.process.cwd()}/`;
}

/** A CommonJS package's exports may stand under `default` only. */
function exportsOf(module: object | undefined): object | undefined {
  const inner: unknown = module && "default" in module ? module.default : undefined;
  return typeof inner === "object" && inner !== null ? inner : module;
}

function keep<Name extends keyof Modules>(name: Name, module: object | undefined): Modules[Name] | undefined {
  if (module) loaded.set(name, module as Modules[Name]);
  return module as Modules[Name] | undefined;
}
