import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";

import { type GitOptions, gitOutput } from "./git.ts";

export interface Repository extends GitOptions {
  /** Its top; of a bare one its own folder. */
  readonly folder: string;
  /** Where objects are, also those of Git LFS; worktrees share it. */
  readonly commonFolder: string;
  readonly isShallow: boolean;
}

export async function repositoryAt(given: GitOptions, needsWorkTree = true): Promise<Repository> {
  const options = await asFound(given);
  const asked = ["--is-shallow-repository", "--git-common-dir"];
  const answers = await parsed(needsWorkTree ? [...asked, "--show-toplevel"] : asked, options);
  const [isShallow = "", common = "", top = options.folder] = answers;
  return {
    folder: top,
    env: options.env,
    commonFolder: resolve(options.folder, common),
    isShallow: isShallow === "true",
  };
}

/**
 * In a hook git names the repository by `GIT_DIR`, and means the folder that the hook began in as its top. Where git finds the
 * same repository without it, the folder may be below.
 */
export async function asFound(options: GitOptions): Promise<GitOptions> {
  const { GIT_DIR: named, GIT_WORK_TREE, ...env } = options.env;
  if (named === undefined) return options;
  const found = { folder: options.folder, env };
  try {
    const [folder = "", top = ""] = await parsed(["--absolute-git-dir", "--show-toplevel"], found);
    return realpathSync(folder) === realpathSync(resolve(top, named)) ? found : options;
  } catch {
    return options; // it is elsewhere
  }
}

/** What `git rev-parse` answers, an answer for each question. */
async function parsed(asked: readonly string[], options: GitOptions): Promise<readonly string[]> {
  const output = await gitOutput(["rev-parse", ...asked], options);
  const answer = output.toString("utf8").replace(/\n$/, "");
  const lines = answer.split("\n");
  if (asked.length === 1 || lines.length === asked.length) return asked.length === 1 ? [answer] : lines;
  // A folder's name may have line ends itself.
  return (await Promise.all(asked.map(async (each) => parsed([each], options)))).flat();
}

/** Whether objects may be missing that a remote would send. */
export async function isPartial(repository: GitOptions): Promise<boolean> {
  const argv = ["config", "--get-regexp", String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`];
  const found = await gitOutput(argv, repository).catch(() => Buffer.of());
  return found.length > 0;
}

/** The same, asked of files alone: of what a remote promised to send there is a pack. */
export function hasPromises({ commonFolder }: Repository): boolean {
  try {
    return readdirSync(join(commonFolder, "objects/pack")).some((name) => name.endsWith(".promisor"));
  } catch {
    return false; // no pack at all
  }
}

/** Git LFS's pointer, of which git has nothing more. */
export function lfsObjectIn(bytes: Buffer): string | undefined {
  if (bytes.length > LONGEST_POINTER || !LFS.test(bytes.toString("latin1", 0, LONGEST_LFS))) return undefined;
  return /^oid sha256:([\da-f]{64})$/m.exec(bytes.toString("latin1"))?.[1];
}

/** The second one was the name that it began with. */
const LFS = /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\//;
const LONGEST_LFS = 64;
const LONGEST_POINTER = 1024;

/** The file with what a pointer stands for; `undefined`: it was not fetched. */
export function lfsFile({ commonFolder }: Repository, object: string): string | undefined {
  const path = join(commonFolder, "lfs", "objects", object.slice(0, 2), object.slice(2, 4), object);
  return existsSync(path) ? path : undefined;
}
