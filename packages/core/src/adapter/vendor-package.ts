import { SourceError } from "../model/errors.ts";

/**
 * Imports a vendor's package. Whatever fails is one message that names the package: it isn't installed, or a bundler has
 * left a `require` in its place that can't be called.
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
    const message =
      `${store} needs the package ${name}, which could not be imported: ` +
      `run npm install ${name}, and where a bundler is used, keep that package out of the bundle`;
    throw new SourceError({ reason: "unknown", message, store, cause });
  }
}
