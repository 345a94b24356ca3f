import { join } from "node:path";

import type { Plugin } from "vitest/config";

const configured = join(import.meta.dirname, "fast-check.ts");

/**
 * Gives each run of the tests one fast-check seed, which `print-seed.ts` prints: a new one each time, and in CI always the
 * same, so that a change is judged by the change. A setup file would do the same, but load fast-check (60 ms) in every test
 * file; this costs only those that import it.
 */
export function fastCheckSeed(): Plugin {
  process.env.FAST_CHECK_SEED ??= process.env.CI ? "1" : String(Math.trunc(Math.random() * 2 ** 31));
  return {
    name: "fast-check-seed",
    enforce: "pre",
    resolveId: (id, importer) => (id === "fast-check" && importer !== configured ? configured : undefined),
  };
}
