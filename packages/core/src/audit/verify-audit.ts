import { auditedFiles } from "./audited-files.ts";
import { CHAIN_START, entryOf, type Link } from "./entry.ts";
import { type Line, linesOf, LONGEST_LINE } from "./lines.ts";
import { realPathOf } from "./real-path.ts";
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
  for await (const file of auditedFiles(realPathOf(path))) {
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
