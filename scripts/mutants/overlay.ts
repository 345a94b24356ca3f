import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vitest/config";

import { root } from "../workspace.ts";

/** What a run with a mutant gets by this variable: the path of a file that holds it. */
export const MUTANT_VARIABLE = "TEST_MUTANT";

export interface Overlay {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly code: string;
}

/** The mutant that this run is about. */
export function overlay(): Overlay | undefined {
  const { [MUTANT_VARIABLE]: path } = process.env;
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as Overlay);
}

/**
 * Gives one module another text, in place of a changed copy of the repository. Vitest would answer for it from its cache
 * of modules, and keep a mutant there for the runs after this one: a run with a mutant goes without.
 */
export function mutantOverlay(): Plugin {
  const changed = overlay();
  return {
    name: "mutant-overlay",
    enforce: "pre",
    config: () => (changed ? { test: { fsModuleCache: false } } : undefined),
    load: (id) => (changed && id.split("?", 1)[0] === join(root, changed.file) ? changed.code : undefined),
  };
}
