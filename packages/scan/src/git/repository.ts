import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { type GitOptions, gitOutput } from "./git.ts";

export interface Repository extends GitOptions {
  /** Its top; of a bare one its own folder. */
  readonly folder: string;
  /** Where objects are, also those of Git LFS; worktrees share it. */
  readonly commonFolder: string;
  readonly isShallow: boolean;
}

export async function repositoryAt(options: GitOptions, needsWorkTree = true): Promise<Repository> {
  const argv = ["rev-parse", "--is-shallow-repository", "--git-common-dir"];
  const output = await gitOutput(needsWorkTree ? [...argv, "--show-toplevel"] : argv, options);
  const [isShallow = "", common = "", top = options.folder] = output.toString("utf8").trimEnd().split("\n");
  return {
    folder: top,
    env: options.env,
    commonFolder: resolve(options.folder, common),
    isShallow: isShallow === "true",
  };
}

/** Whether objects may be missing that a remote would send. */
export async function isPartial(repository: GitOptions): Promise<boolean> {
  const argv = ["config", "--get-regexp", String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`];
  const found = await gitOutput(argv, repository).catch(() => Buffer.of());
  return found.length > 0;
}

/** Git LFS's pointer, of which git has nothing more. */
export function lfsObjectIn(bytes: Buffer): string | undefined {
  if (bytes.length > LONGEST_POINTER || !bytes.toString("latin1", 0, LFS.length).startsWith(LFS))
    return undefined;
  return /^oid sha256:([\da-f]{64})$/m.exec(bytes.toString("latin1"))?.[1];
}

const LFS = "version https://git-lfs.github.com/spec/";
const LONGEST_POINTER = 1024;

/** The file with what a pointer stands for; `undefined`: it was not fetched. */
export function lfsFile({ commonFolder }: Repository, object: string): string | undefined {
  const path = join(commonFolder, "lfs", "objects", object.slice(0, 2), object.slice(2, 4), object);
  return existsSync(path) ? path : undefined;
}
