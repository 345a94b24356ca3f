import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

import { ScanError } from "./scan-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitOptions {
  readonly folder: string;
  readonly env: Environment;
}

/** One git program. Its words on stderr may quote whatever is in the repository: they are recognized and not repeated. */
export class Git {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<void>;

  constructor(argv: readonly string[], { folder, env }: GitOptions) {
    const child = spawn("git", [...CONFIGURED, ...argv], {
      cwd: folder,
      env: { ...env, ...FIXED },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-MOST_SAID)));
    // Whoever is told of the end is told why; a pipe that breaks besides says nothing more.
    child.stdin.on("error", () => undefined);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.on("error", (error: NodeJS.ErrnoException) => reject(notStarted(error.code, folder)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(failure(code, said))));
    this.#ended = promise;
    promise.catch(() => undefined);
  }

  write(text: string | Uint8Array): void {
    this.#child.stdin.end(text);
  }

  /** All that it prints, then its end: a program that failed printed less than there is. */
  async *chunks(): AsyncGenerator<Buffer> {
    this.#child.stdin.end();
    for await (const chunk of this.#child.stdout as AsyncIterable<Buffer>) yield chunk;
    await this.#ended;
  }

  async output(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

/** What a person sets for what they read themselves. A repository within another one must not start a program either. */
const CONFIGURED = [
  "core.quotePath=false",
  "core.fsmonitor=false",
  "log.diffMerges=separate",
  "log.showSignature=false",
].flatMap((each) => ["-c", each]);

/**
 * A replaced object hides the one that is pushed, and a graft hides commits. What a partial clone lacks isn't fetched for a
 * look.
 */
const FIXED = {
  LC_ALL: "C",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: "/dev/null",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_LITERAL_PATHSPECS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

const MOST_SAID = 4096;

export async function gitOutput(argv: readonly string[], options: GitOptions): Promise<Buffer> {
  return new Git(argv, options).output();
}

/** Of a list with `-z`, as bytes: a name needn't be UTF-8. */
export function namesIn(output: Buffer): readonly Buffer[] {
  const names: Buffer[] = [];
  for (let at = 0, end = output.indexOf(0); end >= 0; at = end + 1, end = output.indexOf(0, at))
    names.push(output.subarray(at, end));
  return names;
}

function notStarted(code: string | undefined, folder: string): ScanError {
  if (code !== "ENOENT") return failure(code, "");
  return existsSync(folder)
    ? new ScanError("no-git", "git isn't there", "install git, or add it to PATH")
    : new ScanError("not-found", "The folder isn't there", "correct it");
}

function failure(code: string | number | null | undefined, said: string): ScanError {
  const known = REFUSALS.find(([words]) => words.test(said));
  if (known === undefined)
    return new ScanError("git-failed", `git failed (${String(code)})`, "git fsck and git status say more");
  const [, name, message, fix] = known;
  return new ScanError(name, message, fix);
}

const REFUSALS: readonly (readonly [words: RegExp, code: ScanError["code"], message: string, fix: string])[] = [
  [/not a git repository/, "no-repository", "The folder is in no git repository", "name a folder or a file with --path"],
  [/must be run in a work tree/, "bare-repository", "The repository is bare: it has no files and no index", "look at its history"],
  [/dubious ownership/, "untrusted-repository", "The repository belongs to another user, and git refuses to read it", "git config --global --add safe.directory with its folder"],
]; // prettier-ignore
