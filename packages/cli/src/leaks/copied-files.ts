import { execFile } from "node:child_process";
import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import type { Environment } from "../project/git.ts";

/**
 * A folder with the files that a scanner has to look at, and with no others: scanners look through whatever git ignores, and
 * none reads the index. Nobody else can read it, and it goes at the end.
 */
export class CopiedFiles implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "confide-scan-"));

  /** What `git add --all` would take. */
  async takeWorkTree(top: string, env: Environment): Promise<void> {
    const argv = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    for (const name of new Set(splitNames(await gitSays(argv, top, env)))) this.#take(top, name);
  }

  /** The index's content of what differs from HEAD. Filters don't run: Git LFS's would load files. */
  async takeStaged(top: string, env: Environment): Promise<void> {
    const names = await gitSays(["diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d"], top, env); // prettier-ignore
    const argv = [
      ...WITHOUT_FILTERS,
      "checkout-index",
      "--quiet",
      "-z",
      "--stdin",
      `--prefix=${this.folder}/`,
    ];
    await gitSays(argv, top, env, names);
  }

  /** As a second name of the same file, or a copy where that can't be. */
  #take(top: string, name: string): void {
    const [from, to] = [join(top, name), join(this.folder, name)];
    if (lstatSync(from, { throwIfNoEntry: false })?.isFile() !== true) return;
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to, constants.COPYFILE_FICLONE);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const WITHOUT_FILTERS = ["-c", "filter.lfs.smudge=cat", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false"]; // prettier-ignore

function splitNames(output: string): readonly string[] {
  return output.split("\0").filter((name) => name !== "");
}

async function gitSays(argv: readonly string[], cwd: string, env: Environment, input = ""): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { cwd, env: { ...env, LC_ALL: "C" }, maxBuffer: 256 * 1024 * 1024 };
  const child = execFile("git", argv, options, (error, stdout) => {
    if (error === null) resolve(stdout);
    else reject(new CouldNotLook({ code: "git-failed", message: `git failed (${String(error.code)})` }));
  });
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  return promise;
}
