/**
 * For an SDK that may be missing: bundlers build without it where its import is in a `try`. One of AWS's two is enough.
 *
 * @param cause Why the import failed.
 */
export function rethrow(cause: unknown): never {
  throw cause as Error;
}
