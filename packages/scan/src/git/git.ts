import { type ChildProcessByStdio, spawn } from "node:child_process";
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
    const child = spawn("git", ["-c", "core.quotePath=false", ...argv], {
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
    child.on("error", (error: NodeJS.ErrnoException) => reject(failure(error.code, said)));
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

/** A replaced object hides the one that is pushed; what a partial clone lacks isn't fetched for a look. */
const FIXED = {
  LC_ALL: "C",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

const MOST_SAID = 4096;

export async function gitOutput(argv: readonly string[], options: GitOptions): Promise<Buffer> {
  return new Git(argv, options).output();
}

/** Of a list with `-z`. */
export function namesIn(output: Buffer): readonly string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}

function failure(code: string | number | null | undefined, said: string): ScanError {
  if (code === "ENOENT") return new ScanError("no-git", "git isn't there", "install git, or add it to PATH");
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
