/** An archive unpacks to more than it may. */
export class TooLarge extends Error {
  override get name(): string {
    return "TooLarge";
  }
}

/** An archive that nobody can unpack who has no password, no such compression, or no git. */
export class Unreadable extends Error {
  readonly why: "encrypted" | "unsupported" | "git-pack";

  constructor(why: Unreadable["why"]) {
    super(why);
    this.why = why;
  }

  override get name(): string {
    return "Unreadable";
  }
}

/** How much an archive and those within it may still unpack to: a few kilobytes can be made to become petabytes. */
export class Budget {
  #bytes: number;
  readonly depth: number;
  readonly #outer: Budget | undefined;

  constructor(bytes: number, depth: number, outer?: Budget) {
    this.#bytes = bytes;
    this.depth = depth;
    this.#outer = outer;
  }

  /** Of an archive within this one. */
  within(): Budget {
    if (this.depth === 0) throw new TooLarge();
    return new Budget(this.#bytes, this.depth - 1, this);
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
    this.#outer?.spend(bytes);
    if (this.#bytes < 0) throw new TooLarge();
  }

  async *spending(chunks: Chunks): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.spend(chunk.length);
      yield chunk;
    }
  }
}

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
