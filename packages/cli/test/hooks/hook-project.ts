import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

import { definitionFile, Project } from "../kit/project.ts";
import { type CommandOutput, runCommand } from "../kit/run-command.ts";

/** In what is committed, the scan of these tests finds it. */
export const PLANTED = "made-up-and-planted";

/** Finds one word in what is staged, or in the history. */
const SCAN = `#!/bin/sh
echo "confide $*" >> "$(git rev-parse --git-common-dir)/calls"
case "$*" in
  "scan --staged") git diff --cached | grep -q '^+.*${PLANTED}' && exit 1 ;;
  "scan --history") git log -p | grep -q '${PLANTED}' && exit 1 ;;
esac
exit 0
`;

/** A repository with a program called confide in its node_modules. */
export class HookProject extends Project {
  readonly env: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>> = {}) {
    super({
      "package.json": '{ "type": "module" }\n',
      "package-lock.json": "{}",
      "confide.config.ts": definitionFile(
        'port: z.int().default(3000), stripe: z.object({ apiKey: secret(z.string().startsWith("sk_live_").min(20)) }).optional(), github: secret(z.string().regex(/^ghx_[A-Za-z0-9]{36}$/)).optional(), word: secret(z.string().regex(/^[a-z]+$/)).optional(), plain: secret(z.string()).optional()',
      ),
      ".gitignore": "node_modules\n",
      ...files,
    });
    rmSync(this.path(".git"), { recursive: true });
    rmSync(this.path("node_modules"));
    const installed = resolve(import.meta.dirname, "../../node_modules");
    mkdirSync(this.path("node_modules/.bin"), { recursive: true });
    for (const name of ["@confide", "zod"])
      symlinkSync(join(installed, name), this.path("node_modules", name));
    this.write({ "node_modules/.bin/confide": SCAN });
    chmodSync(this.path("node_modules/.bin/confide"), 0o755);
    const { PATH = "" } = process.env;
    this.env = {
      PATH,
      HOME: this.folder,
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.com",
      npm_config_update_notifier: "false",
    };
    this.git("init", "-q", "-b", "main");
  }

  git(...parameters: readonly string[]): string {
    return execFileSync("git", parameters, {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      stdio: "pipe",
    });
  }

  /** Whether git takes a commit of a file. */
  commits(name: string, text: string, cwd: string = this.folder): boolean {
    this.write({ [join(cwd === this.folder ? "" : cwd.slice(this.folder.length + 1), name)]: text });
    spawnSync("git", ["add", "-f", name], { cwd, env: this.env });
    return spawnSync("git", ["commit", "-qm", "x"], { cwd, env: this.env }).status === 0;
  }

  async hooks(line: string): Promise<CommandOutput> {
    return runCommand(["hooks", ...line.split(" ")], { cwd: this.folder, env: this.env });
  }
}
