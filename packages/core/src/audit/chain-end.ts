import { builtin } from "../util/builtin.ts";
import { CHAIN_START, entryOf, type Link } from "./entry.ts";
import { lastLineOf } from "./last-line.ts";
import { segmentPath, segmentsOf } from "./segments.ts";

export const FOREIGN = "it holds something else than an audit, and is left as it is: name another file";

/** Where the chain of the files that were full ends. */
export function lastOfSegments(path: string): Link {
  const { openSync, fstatSync, closeSync, constants } = builtin("node:fs");
  for (const segment of segmentsOf(path).toReversed()) {
    // A FIFO would block the process.
    const file = openSync(segmentPath(path, segment), constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    const line = stats.isFile() ? lastLineOf(file, stats.size).line : undefined;
    closeSync(file);
    if (!stats.isFile()) throw new Error(FOREIGN);
    if (line) return linkOf(line);
  }
  return CHAIN_START;
}

/** A line that somebody changed still says where it stood; `verifyAudit` is who complains. */
export function linkOf(line: Uint8Array): Link {
  const { number, before, hash } = entryOf(line);
  const isNumbered = !Number.isNaN(number);
  if (!isNumbered && before === "") throw new Error(FOREIGN);
  return { number: isNumbered ? number : 0, hash };
}
