/** By it bundlers see that an SDK may be missing, and build without: one of AWS's two is enough. */
export function rethrow(cause: Error): never {
  throw cause;
}
