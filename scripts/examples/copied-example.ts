import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import type { Tarball } from "../packages/pack.ts";
import { type Finished, type Manifest, root, run } from "../workspace.ts";

/** An example outside of the repository, as its user has it. */
export class CopiedExample {
  readonly folder: string = mkdtempSync(join(tmpdir(), "confide-example-"));

  constructor(name: string) {
    for (const path of filesOf(name))
      cpSync(join(root, "examples", name, path), join(this.folder, path), { recursive: true });
  }

  /** `npm install`, with the packed packages where a user would have the registry's. */
  async install(tarballs: readonly Tarball[]): Promise<Finished> {
    for (const path of globSync("**/package.json", { cwd: this.folder })) {
      const file = join(this.folder, path);
      const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
      writeFileSync(file, JSON.stringify(withTarballs(manifest, tarballs), undefined, 2));
    }
    return this.npm(["install", "--prefer-offline", "--no-audit", "--no-fund"]);
  }

  async npm(parameters: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return run("npm", parameters, { cwd: this.folder, env: { ...plainEnvironment(), ...env }, tools: false });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What git would hand out: not what was installed or made by running it. */
export function filesOf(example: string): readonly string[] {
  const parameters = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const listed = execFileSync("git", parameters, { cwd: join(root, "examples", example), encoding: "utf8" });
  return listed.split("\n").filter((path) => path !== "");
}

function withTarballs(manifest: Manifest, tarballs: readonly Tarball[]): Manifest {
  const paths = new Map(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const replaced = (wanted: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(wanted).map(([name, range]) => [name, paths.get(name) ?? range]));
  const { dependencies, devDependencies } = manifest;
  const own = { ...dependencies, ...devDependencies };
  // For what packages need of each other.
  const overrides = Object.fromEntries([...paths].filter(([name]) => !Object.hasOwn(own, name)));
  return {
    ...manifest,
    dependencies: replaced(dependencies),
    devDependencies: replaced(devDependencies),
    overrides,
  };
}

/** With this process's Node first, without the workspace's tools, and without what npm and vitest tell their children. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const told = /^npm_|^VITEST|^(?:NODE_(?:ENV|OPTIONS|PATH)|TEST|MODE|DEV|PROD|SSR)$/i;
  const kept = Object.entries(process.env).filter(([name]) => !told.test(name));
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(root));
  const PATH = [dirname(process.execPath), ...folders].join(delimiter);
  return { ...Object.fromEntries(kept), PATH };
}
