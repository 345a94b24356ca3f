import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

import { pack, type Tarball } from "./pack.ts";

declare module "vitest" {
  interface ProvidedContext {
    tarballs: readonly Tarball[];
  }
}

/** Builds and packs the packages once for all tests of this folder. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const into = mkdtempSync(join(tmpdir(), "confide-tarballs-"));
  provide("tarballs", await pack(into));
  return () => {
    rmSync(into, { recursive: true, force: true });
  };
}
