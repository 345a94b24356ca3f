import { builtin } from "../util/builtin.ts";
import { NEWLINE } from "./lines.ts";

/** The end of a file of lines. */
export interface LastLine {
  /** The last whole one, without its line end. */
  readonly line: Uint8Array | undefined;
  /** Where it ends. What is behind it was being written when its writer was killed. */
  readonly endsAt: number;
}

const STEP_BYTES = 65_536;

/** Reads backwards, as a file may be large and an entry long. */
export function lastLineOf(file: number, size: number): LastLine {
  let tail = Buffer.alloc(0);
  for (let from = size; from > 0;) {
    const length = Math.min(STEP_BYTES, from);
    from -= length;
    tail = Buffer.concat([bytesAt(file, from, length), tail]);
    const end = tail.lastIndexOf(NEWLINE);
    const start = end < 1 ? -1 : tail.lastIndexOf(NEWLINE, end - 1);
    if (end !== -1 && (start !== -1 || from === 0))
      return { line: tail.subarray(start + 1, end), endsAt: from + end + 1 };
  }
  return { line: undefined, endsAt: 0 };
}

/** Fewer where the file ends before. */
export function bytesAt(file: number, position: number, length: number): Buffer {
  const chunk = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = builtin("node:fs").readSync(file, chunk, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return chunk.subarray(0, filled);
}
