import { copyFileSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inject } from "vitest";

import { mustRun } from "../workspace.ts";

const sources = join(import.meta.dirname, "app");

/** A copy of app/ outside of the workspace, in which the packed packages are installed as a user would. */
export class ScratchApp {
  readonly folder: string = mkdtempSync(join(tmpdir(), "confide-app-"));

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** Installs the packed core and the packages named, which npm takes from its own cache where it can. */
  async install(...packages: readonly string[]): Promise<void> {
    for (const name of globSync("*.*", { cwd: sources })) copyFileSync(join(sources, name), this.path(name));
    // Its own package.json asks for the workspace's packages and TypeScript: this one gets what it is asked to install.
    writeFileSync(this.path("package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
    // `--prefix` because npm, when it was npm that started the tests, tells its children to work in this workspace.
    const options = [
      "--prefix",
      this.folder,
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
    ];
    await mustRun("npm", ["install", ...options, packed("@confide/core"), ...packages], { cwd: this.folder });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The path of a packed package, as npm installs it. */
export function packed(wanted: string): string {
  const found = inject("tarballs").find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`${wanted} was not packed`);
  return found.path;
}
