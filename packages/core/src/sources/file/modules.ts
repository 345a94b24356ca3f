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

// Each with its name as a literal, or a bundler would not see it. One that need not be installed stands in a `try`, or a
// bundler would insist on it (Turbopack), and webpack, which would warn, leaves it to Node.
const IMPORTS: { readonly [Name in keyof Modules]: () => Promise<object | undefined> } = {
  dotenv: async () => import("dotenv"),
  yaml: async () => {
    try {
      return await import(/* webpackIgnore: true */ "yaml");
    } catch {
      return undefined;
    }
  },
  "smol-toml": async () => {
    try {
      return await import(/* webpackIgnore: true */ "smol-toml");
    } catch {
      return undefined;
    }
  },
  "jsonc-parser": async () => {
    try {
      return await import(/* webpackIgnore: true */ "jsonc-parser");
    } catch {
      return undefined;
    }
  },
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
  const url = import.meta.url as string | undefined;
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
