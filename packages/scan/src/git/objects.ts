import { Git, gitOutput, type GitOptions } from "./git.ts";

export interface ObjectHeader {
  readonly id: string;
  readonly type: "blob" | "commit" | "tag" | "tree";
  readonly size: number;
}

/** Takes objects as git prints them. */
export interface ObjectTaker {
  /** The bytes are valid until it returns. */
  whole(header: ObjectHeader, bytes: Buffer): void;
  /** Begins a large one, of which the first bytes are given. @returns Whether it comes in pieces, and not whole. */
  begin(header: ObjectHeader, first: Buffer): boolean;
  piece(bytes: Buffer): void;
  end(): void;
  missing(id: string): void;
  /** Awaited between two pieces of git's output. */
  settle(): Promise<void>;
}

/** Larger ones may come in pieces. */
const LARGEST_HELD = 64 * 1024 * 1024;
/** So many tell what a large one is. */
const FIRST_BYTES = 4096;
const LINE_END = 10;

/** All objects that a repository has, in whatever order is fastest. */
export async function allObjects(options: GitOptions, taker: ObjectTaker): Promise<void> {
  const git = new Git(["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch"], options);
  await new ObjectParser(taker).all(git);
}

/** Of all of them, without their contents. */
export async function idsOf(options: GitOptions): Promise<ReadonlySet<string>> {
  const argv = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)"];
  return new Set((await gitOutput(argv, options)).toString("latin1").split("\n"));
}

export async function objectsOf(
  ids: readonly string[],
  options: GitOptions,
  taker: ObjectTaker,
): Promise<void> {
  if (ids.length === 0) return;
  const git = new Git(["cat-file", "--buffer", "--batch"], options);
  git.write(`${ids.join("\n")}\n`);
  await new ObjectParser(taker).all(git);
}

/** A line that says what follows, the content, and a line's end, again and again. */
class ObjectParser {
  readonly #taker: ObjectTaker;
  #line = "";
  #header: ObjectHeader | undefined;
  /** Of the content that is being read: what is still to come, the line's end too, and what is held. */
  #missing = 0;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Of a large one: whether it comes in pieces. Not known before its first bytes are there. */
  #inPieces: boolean | undefined;

  constructor(taker: ObjectTaker) {
    this.#taker = taker;
  }

  async all(git: Git): Promise<void> {
    for await (const chunk of git.chunks()) {
      for (let at = 0; at < chunk.length;)
        at = this.#header ? this.#content(this.#header, chunk, at) : this.#head(chunk, at);
      await this.#taker.settle();
    }
  }

  #head(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(LINE_END, at);
    this.#line += chunk.toString("latin1", at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const [id = "", type = "", size = "0"] = this.#line.split(" ");
    this.#line = "";
    if (type === "missing") {
      this.#taker.missing(id);
      return end + 1;
    }
    this.#header = { id, type: type as ObjectHeader["type"], size: Number(size) };
    this.#missing = this.#header.size + 1;
    this.#inPieces = this.#header.size > LARGEST_HELD ? undefined : false;
    return end + 1;
  }

  #content(header: ObjectHeader, chunk: Buffer, at: number): number {
    const piece = chunk.subarray(at, at + this.#missing);
    this.#missing -= piece.length;
    const isLast = this.#missing === 0;
    if (this.#inPieces === true) this.#large(piece, isLast);
    else if (isLast && this.#held.length === 0) this.#taker.whole(header, piece.subarray(0, -1));
    else this.#hold(header, piece, isLast);
    if (isLast) this.#header = undefined;
    return at + piece.length;
  }

  #large(piece: Buffer, isLast: boolean): void {
    // The last piece may be the line's end alone, and the one before it the content's end.
    this.#taker.piece(isLast ? piece.subarray(0, -1) : piece);
    if (isLast) this.#taker.end();
  }

  #hold(header: ObjectHeader, piece: Buffer, isLast: boolean): void {
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    if (this.#inPieces === undefined && this.#heldBytes >= FIRST_BYTES) {
      this.#inPieces = this.#taker.begin(header, Buffer.concat(this.#held));
      if (this.#inPieces) this.#large(this.#released(), isLast);
    } else if (isLast) this.#taker.whole(header, this.#released().subarray(0, header.size));
  }

  #released(): Buffer {
    const all = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return all;
  }
}
