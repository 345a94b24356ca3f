import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Secret } from "@confide/core";
import { redactor } from "@confide/redact";

import { CouldNotLook } from "../could-not-look.ts";
import type { Environment } from "../project/git.ts";

interface RemoteLook {
  readonly folder: string;
  readonly remote: string;
  readonly env: Environment;
}

/**
 * The refs of a remote that lead to a value: branches, tags, and the pull requests that a rewrite of the history doesn't reach.
 *
 * @throws CouldNotLook where the remote can't be read.
 */
export async function remoteRefs(secret: Secret<unknown>, look: RemoteLook): Promise<readonly string[]> {
  using copy = new RemoteCopy(look);
  const { scanner } = await import("@confide/scan");
  const printed = redactor([secret], { onWarning: () => undefined });
  const found: string[] = [];
  for (;;) {
    const { findings } = await scanner([secret], { env: look.env }).history(copy.folder);
    const ids = new Set(findings.flatMap(({ commit, object }) => commit?.id ?? object ?? []));
    const refs = [...ids].flatMap((id) => copy.refsWith(id));
    const named = findings.flatMap(({ in: kind, path }) =>
      kind === "ref-name" && path !== undefined ? [path] : [],
    );
    found.push(...refs.map((ref) => printed.redact(ref)), ...named);
    if (refs.length === 0) return [...new Set(found)].toSorted();
    // A finding names the first commit with it: others may have brought the same to other refs.
    copy.forget(refs);
  }
}

/** All refs of a remote, in a repository of its own: the one that is looked at gets nothing of it. */
class RemoteCopy implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "confide-remote-"));
  readonly #env: Environment;

  constructor({ folder, remote, env }: RemoteLook) {
    this.#env = env;
    try {
      this.#must(["init", "--quiet", "--bare", this.folder], folder);
      this.#takeRemotesOf(folder);
      // Started there, as the remote may be a folder beside it.
      const argv = [
        "--git-dir",
        this.folder,
        "fetch",
        "--quiet",
        "--no-tags",
        "--refmap=",
        remote,
        "+refs/*:refs/*",
      ];
      this.#must(argv, folder);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** A remote's URL may hold a token: it is in no command. */
  #takeRemotesOf(folder: string): void {
    const common = this.#must(["rev-parse", "--path-format=absolute", "--git-common-dir"], folder).trimEnd();
    const config = join(this.folder, "config");
    const path = JSON.stringify(join(common, "config"));
    writeFileSync(
      config,
      `[include]\n\tpath = ${path}\n[core]\n\tworktree =\n${readFileSync(config, "utf8")}`,
    );
  }

  refsWith(id: string): readonly string[] {
    const asked = ["--contains", "--points-at"].map(
      (option) => this.#says(["for-each-ref", "--format=%(refname)", option, id]) ?? "",
    );
    return [...new Set(asked.join("\n").split("\n"))].filter((ref) => ref !== "");
  }

  forget(refs: readonly string[]): void {
    const input = refs.map((ref) => `delete ${ref}\n`).join("");
    this.#must(["update-ref", "--stdin"], this.folder, input);
  }

  #says(argv: readonly string[], cwd = this.folder, input = ""): string | undefined {
    const env = { ...this.#env, GIT_TERMINAL_PROMPT: "0" };
    const { status, stdout } = spawnSync("git", argv, { cwd, env, input, encoding: "utf8" });
    return status === 0 ? stdout : undefined;
  }

  #must(argv: readonly string[], cwd: string, input?: string): string {
    const said = this.#says(argv, cwd, input);
    if (said !== undefined) return said;
    throw new CouldNotLook({
      code: "remote-unread",
      message: "The remote could not be read",
      fix: "git remote lists them, and git ls-remote with its name says why",
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
