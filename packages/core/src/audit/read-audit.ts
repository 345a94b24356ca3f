import { auditedFiles } from "./audited-files.ts";
import { linesOf, LONGEST_LINE } from "./lines.ts";
import { realPathOf } from "./real-path.ts";
import { isPlainObject } from "../util/safe-json.ts";

/** One line of an audit file: an event as it was published, or a word of the file's own (`open`, `close`, `lost`). */
export interface ReadAuditEntry {
  readonly file: string;
  readonly line: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/**
 * The entries of an audit file and of the full ones before it, oldest first, in the memory of one. What is no entry is left
 * out: `verifyAudit` says what was changed.
 *
 * @throws Error with the code of the failure where a file can't be read
 *
 * @example
 * ```ts
 * import { auditFile } from "@confide/core";
 * import { readAudit } from "@confide/core/adapter";
 *
 * await auditFile("audit.log").close();
 * for await (const { entry } of readAudit("audit.log")) console.log(entry.event);
 * ```
 */
export async function* readAudit(path: string): AsyncGenerator<ReadAuditEntry, void> {
  const decoder = new TextDecoder();
  for await (const { name: file, chunks } of auditedFiles(realPathOf(path))) {
    let number = 0;
    for await (const { bytes } of linesOf(chunks, LONGEST_LINE)) {
      const entry = entryIn(decoder.decode(bytes));
      number++;
      if (entry) yield { file, line: number, entry };
    }
  }
}

function entryIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isPlainObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
