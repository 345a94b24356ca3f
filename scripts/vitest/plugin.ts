import { join } from "node:path";

import type { Plugin } from "vitest/config";

const configured = join(import.meta.dirname, "fast-check.ts");

/**
 * Gives each run of the tests one fast-check seed, which `print-seed.ts` prints. A setup file would do the same, but load
 * fast-check (60 ms) in every test file; this costs only those that import it.
 */
export function fastCheckSeed(): Plugin {
  process.env.FAST_CHECK_SEED ??= String(Math.trunc(Math.random() * 2 ** 31));
  return {
    name: "fast-check-seed",
    enforce: "pre",
    resolveId: (id, importer) => (id === "fast-check" && importer !== configured ? configured : undefined),
  };
}
