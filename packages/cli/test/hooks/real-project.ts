import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { goProgram, npmPrograms, pythonProgram } from "../../../../scripts/servers.ts";
import { COMMANDS } from "../../src/commands.ts";
import { HookProject, PLANTED } from "./hook-project.ts";

/** Of the form that the schema of the test's definition gives. */
export const TOKEN: string = ["ghx", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("_");

/** The programs that run hooks, and a scanner. */
interface HookTools {
  readonly gitleaks: string;
  /** The folder in which husky, lefthook and simple-git-hooks are installed. */
  readonly managers: string;
  readonly preCommit: Awaited<ReturnType<typeof pythonProgram>>;
}

export async function hookTools(): Promise<HookTools> {
  return {
    gitleaks: await goProgram("github.com/zricethezav/gitleaks/v8", "v8.30.1"),
    managers: await npmPrograms({ husky: "9.1.7", lefthook: "2.2.2", "simple-git-hooks": "2.14.0" }),
    preCommit: await pythonProgram("pre-commit", "4.7.0"),
  };
}

/** A repository with the real confide, whose definition knows the planted value, where `confide scan` is there. */
export class RealProject extends HookProject {
  readonly #tools: HookTools;

  constructor(tools: HookTools, files: Readonly<Record<string, string>> = {}) {
    super({ ".env": `PLAIN=${PLANTED}\n`, ...files });
    this.#tools = tools;
    if (COMMANDS.some(({ name }) => name === "scan")) this.#useRealConfide();
    for (const name of ["husky", "lefthook", "simple-git-hooks"]) this.#link(name);
    this.write({ ".gitignore": "node_modules\n.env\n" });
  }

  #useRealConfide(): void {
    const bin = resolve(import.meta.dirname, "../../src/bin.ts");
    this.write({ "node_modules/.bin/confide": `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n` });
    chmodSync(this.path("node_modules/.bin/confide"), 0o755);
  }

  #link(name: string): void {
    for (const path of [name, join(".bin", name)])
      symlinkSync(join(this.#tools.managers, "node_modules", path), this.path("node_modules", path));
  }

  /** With tools in front on PATH. */
  run(program: string, parameters: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { preCommit, gitleaks } = this.#tools;
    const PATH = [
      join(this.folder, "node_modules/.bin"),
      preCommit.bin,
      join(gitleaks, ".."),
      this.env.PATH ?? "",
    ].join(delimiter);
    return spawnSync(program, parameters, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...this.env, PATH, ...env },
    });
  }

  takes(name: string, text: string, env: Readonly<Record<string, string>> = {}): boolean {
    this.write({ [name]: text });
    this.run("git", ["add", "-f", name]);
    const { status } = this.run("git", ["commit", "-qm", "x"], env);
    if (status !== 0) this.run("git", ["rm", "-q", "-f", "--cached", name]);
    return status === 0;
  }
}
