import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";

import { CouldNotLook } from "../could-not-look.ts";

interface GitOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What git tracks in a folder and below, submodules too, as paths relative to it. A bare repository has no files, a shallow
 * one and a worktree have all.
 *
 * @throws CouldNotLook where there is no git, no repository, or git refuses.
 */
export async function trackedFiles(options: GitOptions): Promise<readonly string[]> {
  return listed(["ls-files", "-z", "--recurse-submodules"], options);
}

/** What git was told to ignore: files, and folders as a whole, which end with a slash. */
export async function ignoredFiles(options: GitOptions): Promise<readonly string[]> {
  try {
    const argv = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
    const found = await listed(argv, options);
    return found.includes(WHOLE) ? readdirSync(options.folder) : found;
  } catch (error) {
    if (error instanceof CouldNotLook && error.code === IS_IGNORED) return readdirSync(options.folder);
    throw error;
  }
}

/** Of a folder that is ignored as a whole git lists itself, or, where a folder above it is, fails. */
const WHOLE = "./";
const IS_IGNORED = "ignored-folder";

async function listed(argv: readonly string[], { folder, env }: GitOptions): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { cwd: folder, env: { ...env, LC_ALL: "C" }, maxBuffer: 256 * 1024 * 1024 };
  execFile("git", argv, options, (error, stdout, stderr) => {
    if (error) reject(gitFailure(error, stderr));
    else resolve(stdout);
  });
  // A file with conflicts is listed once for each side.
  return [...new Set((await promise).split("\0"))].filter((path) => path !== "");
}

/** git's own words are recognized and not repeated. */
function gitFailure({ code }: { readonly code?: unknown }, stderr: string): CouldNotLook {
  if (code === "ENOENT") return couldNotAsk("no-git", "git isn't there", "install git, or add it to PATH");
  const known = REFUSALS.find(([words]) => words.test(stderr));
  if (known === undefined)
    return couldNotAsk("git-failed", `git failed (${String(code)})`, "git status says more");
  const [, name, message, fix] = known;
  return couldNotAsk(name, message, fix);
}

const REFUSALS: readonly (readonly [words: RegExp, code: string, message: string, fix: string])[] = [
  [/not a git repository/, "no-repository", "The definition is in no git repository", "git init makes one"],
  [
    /must be run in a work tree/,
    "bare-repository",
    "The repository is bare: it has no files to look at",
    "look in a clone of it",
  ],
  [
    /directory entry not superset of prefix/,
    IS_IGNORED,
    "git ignores the definition's folder",
    "take it out of .gitignore",
  ],
  [
    /dubious ownership/,
    "untrusted-repository",
    "The repository belongs to another user, and git refuses to read it",
    "git config --global --add safe.directory with its folder",
  ],
];

function couldNotAsk(code: string, message: string, fix: string): CouldNotLook {
  return new CouldNotLook({ code, message, fix });
}
