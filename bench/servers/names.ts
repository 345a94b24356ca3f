/** Names that every store takes. */
export function secretNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `bench-secret-${index}`);
}

/** Read before the measurement begins, so no measured name is in anybody's cache. */
export const FIRST_NAME = "bench-first";

/** What each of them has to bring back. */
export function valueOf(name: string): string {
  return `not-a-secret-of-${name}`;
}

/** How a program reaches its server; comes as JSON in the variable `COUNTERPART`. */
export interface Counterpart {
  readonly port: number;
  readonly token: string;
  /** A certificate to trust; empty where the server speaks no TLS. */
  readonly ca: string;
}
