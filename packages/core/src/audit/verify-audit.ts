import type { FileHandle } from "node:fs/promises";

import { builtin } from "../util/builtin.ts";
import { CHAIN_START, entryOf, type Link } from "./entry.ts";
import { type Line, linesOf } from "./lines.ts";
import { realPathOf } from "./real-path.ts";
import { segmentPath, segmentsOf } from "./segments.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";

export interface VerifyAuditOptions {
  /**
   * A hash that `auditFile` told, kept where the file's writers can't reach. The entry must be there.
   *
   * @default none: entries that were cut off at the end are not noticed
   */
  readonly head?: string;
  /**
   * The hash of the last entry of the files that were archived elsewhere.
   *
   * @default none: the first entry must be there
   */
  readonly after?: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly entries: number;
  /** The last entry's hash. */
  readonly head: string;
  readonly problems: readonly AuditProblem[];
}

export interface AuditProblem {
  /**
   * `changed`: a line is not as it was written; `gap`: the line before it is missing, or is elsewhere; `torn`: the
   * last line is not whole; `truncated`: the entry of the head is missing.
   */
  readonly kind: "changed" | "gap" | "torn" | "truncated" | "unreadable";
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

const VERIFY_AUDIT_OPTIONS: OptionNames<VerifyAuditOptions> = { head: true, after: true };
/** More than these say nothing new, and a file of another kind would fill the memory. */
const MOST_PROBLEMS = 100;
/** What an audit file's writer takes at most, and what it adds. */
const LONGEST_LINE = 9 * 1_048_576;

/**
 * Reads an audit file and the full ones before it, and finds every change since they were written.
 *
 * @example
 * ```ts
 * import { auditFile, verifyAudit } from "@confide/core";
 *
 * await auditFile("audit.log").close();
 * const { ok, problems } = await verifyAudit("audit.log");
 * if (!ok) console.error(problems);
 * ```
 */
export async function verifyAudit(path: string, options?: VerifyAuditOptions): Promise<AuditReport> {
  const given: VerifyAuditOptions = knownOptions("verifyAudit()", options, VERIFY_AUDIT_OPTIONS);
  const { head, after } = given;
  const check = new Check(after, head);
  for await (const file of filesOf(realPathOf(path))) {
    try {
      let number = 0;
      for await (const line of linesOf(file.chunks, LONGEST_LINE)) check.take(file.name, ++number, line);
    } catch (error) {
      check.unreadable(file.name, error);
    }
  }
  return check.report(path);
}

class Check {
  entries = 0;
  readonly #problems: AuditProblem[] = [];
  #last: Link;
  #isHeadSeen: boolean;
  readonly #head: string | undefined;

  constructor(after: string | undefined, head: string | undefined) {
    this.#last = after === undefined ? CHAIN_START : { number: Number.NaN, hash: after };
    this.#head = head;
    this.#isHeadSeen = head === undefined || head === after;
  }

  take(file: string, line: number, { bytes, isCut, isTooLong }: Line): void {
    const entry = entryOf(bytes);
    if (isCut) return this.#add({ kind: "torn", file, line, message: "the last line is not whole" });
    this.entries++;
    if (!entry.isIntact || isTooLong)
      this.#add({ kind: "changed", file, line, message: "the line is not as it was written" });
    else if (entry.before !== this.#last.hash || entry.number !== this.#next(entry))
      this.#add({ kind: "gap", file, line, message: gapBetween(this.#last, entry) });
    if (entry.isIntact && entry.hash === this.#head) this.#isHeadSeen = true;
    this.#last = entry;
  }

  unreadable(file: string, error: unknown): void {
    const { code, name } = error as NodeJS.ErrnoException;
    this.#add({ kind: "unreadable", file, message: `the file can't be read: ${code ?? name}` });
  }

  report(path: string): AuditReport {
    if (!this.#isHeadSeen)
      this.#add({ kind: "truncated", file: path, message: "the entry with the given head is not there" });
    const { entries } = this;
    return { ok: this.#problems.length === 0, entries, head: this.#last.hash, problems: this.#problems };
  }

  #next({ number }: Link): number {
    return Number.isNaN(this.#last.number) ? number : this.#last.number + 1;
  }

  #add(problem: AuditProblem): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }
}

function gapBetween(last: Link, { number }: Link): string {
  const missing = number - last.number - 1;
  if (missing > 0) return `${missing === 1 ? "an entry is" : `${missing} entries are`} missing before it`;
  return missing < 0
    ? "it stands out of its order"
    : "the entry before it is not the one that it was written after";
}

interface AuditedFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Oldest first. The newest may become a full one meanwhile, and for a moment has both names: it is read once. */
async function* filesOf(path: string): AsyncGenerator<AuditedFile, void> {
  let read = 0;
  for (;;) {
    for (const segment of segmentsOf(path).filter((each) => each > read)) {
      const name = segmentPath(path, segment);
      yield { name, chunks: chunksOf(() => openRegular(name)) };
      read = segment;
    }
    const newest = openRegular(path);
    const isRead = await newest.then(
      (file) => isFileAt(file, segmentPath(path, read)),
      () => false,
    );
    const hasNext = (segmentsOf(path).at(-1) ?? 0) > read;
    if (!isRead && !hasNext) return void (yield { name: path, chunks: chunksOf(() => newest) });
    await newest.then(
      (file) => file.close(),
      () => undefined,
    );
    if (!hasNext) return;
  }
}

async function isFileAt(file: FileHandle, path: string): Promise<boolean> {
  const { ino, dev } = await file.stat();
  const other = builtin("node:fs").statSync(path, { throwIfNoEntry: false });
  return ino === other?.ino && dev === other.dev;
}

interface Readable {
  read(buffer: Uint8Array): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** A FIFO would let nobody go on until somebody writes into it. */
async function openRegular(path: string): Promise<FileHandle> {
  const { promises, constants } = builtin("node:fs");
  const file = await promises.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error("not a regular file"), { code: "EINVAL" });
}

async function* chunksOf(open: () => Promise<Readable>): AsyncGenerator<Uint8Array, void> {
  const file = await open();
  const buffer = new Uint8Array(65_536);
  try {
    for (let { bytesRead } = await file.read(buffer); bytesRead > 0; { bytesRead } = await file.read(buffer))
      yield buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
