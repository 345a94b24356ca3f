import { SourceError } from "../model/errors.ts";

/**
 * Imports a vendor's package. Whatever fails is one message that names the package and says what to do: it isn't installed,
 * or a bundler has put it where it can't run.
 *
 * @throws SourceError `unknown`
 *
 * @example
 * ```ts
 * import { vendorPackage } from "@confide/core/adapter";
 *
 * const { default: pg } = await vendorPackage("pg-store", "pg", () => import("pg"));
 * ```
 */
export async function vendorPackage<T>(store: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `${store} needs the package ${name}, which ${whyNot(name, cause)}`;
    throw new SourceError({ reason: "unknown", message, store, cause });
  }
}

function whyNot(name: string, cause: unknown): string {
  const text = cause instanceof Error ? cause.message : "";
  const [, missing = ""] = /^Cannot find (?:package|module) '([^']*)'/.exec(text) ?? [];
  if (missing === name) return `is not installed: run npm install ${name}`;
  // What esbuild and Rollup leave in an ES module where CommonJS code requires one of Node's modules.
  if (/^Dynamic require of|^require is not defined/.test(text))
    return (
      "can't run in a bundle of ES modules, because it requires Node's modules: keep it out of the bundle " +
      `(esbuild: --external:${name}), bundle to CommonJS, or define require by a banner with createRequire`
    );
  return `could not be imported: run npm install ${name}, and where a bundler is used, keep that package out of the bundle`;
}
