/** A line of a file, without its end. */
export interface Line {
  readonly bytes: Uint8Array;
  /** The file ends in it. */
  readonly isCut?: boolean;
  /** It was longer than any line may be: these are its first bytes. */
  readonly isTooLong?: boolean;
}

export const NEWLINE = 10;
/** What an audit file's writer takes at most, and what it adds. */
export const LONGEST_LINE = 9 * 1_048_576;

/** Lines out of chunks, in memory for one line however large the file is. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<Line, void> {
  const line = new Parts(mostBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      line.add(chunk.subarray(start, end));
      yield line.take();
      start = end + 1;
    }
    line.add(chunk.subarray(start));
  }
  if (line.size > 0) yield { ...line.take(), isCut: true };
}

class Parts {
  size = 0;
  #parts: Uint8Array[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(part: Uint8Array): void {
    // A copy, as the reader may fill the same chunk again.
    if (part.length > 0 && this.size <= this.#most) this.#parts.push(part.slice());
    this.size += part.length;
  }

  take(): Line {
    const taken: Line = {
      bytes: Buffer.concat(this.#parts),
      ...(this.size > this.#most && { isTooLong: true }),
    };
    this.#parts = [];
    this.size = 0;
    return taken;
  }
}
