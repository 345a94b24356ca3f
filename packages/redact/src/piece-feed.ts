import { binary, binaryOf, bytesOf } from "./bytes.ts";
import { Feed } from "./feed.ts";
import { FAILED } from "./label.ts";
import type { Layered } from "./layers.ts";

export type Piece = string | Uint8Array;

/** An output in pieces: what goes in may have to wait for what comes next. */
export interface Pieces {
  readonly push: (piece: Piece) => Piece;
  /** What was held back. */
  readonly end: () => Piece;
}

/** A text in pieces, or bytes; the first piece decides. Of the other kind a piece may come in between. */
export class PieceFeed implements Pieces {
  readonly #engines: () => Layered;
  #feed: Feed | undefined;
  #inBytes = false;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  /** The first half of a surrogate pair, which has no bytes of its own. */
  #half = "";

  constructor(engines: () => Layered) {
    this.#engines = engines;
  }

  readonly push = (piece: Piece): Piece =>
    this.#safely(() => {
      this.#feed ??= this.#begin(piece);
      return this.#feed.push(this.#inBytes ? this.#asBytes(piece) : this.#asText(piece));
    });

  readonly end = (): Piece =>
    this.#safely(() => {
      if (!this.#feed) return "";
      const rest = this.#inBytes ? binary(this.#half) : (this.#decoder?.decode() ?? "");
      return this.#feed.push(rest) + this.#feed.end();
    });

  #begin(piece: Piece): Feed {
    this.#inBytes = typeof piece !== "string";
    return new Feed(() => (this.#inBytes ? this.#engines().bytes : this.#engines().text));
  }

  #asBytes(piece: Piece): string {
    if (typeof piece !== "string") return binaryOf(piece);
    const text = this.#half + piece;
    this.#half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    return binary(text.slice(0, text.length - this.#half.length));
  }

  #asText(piece: Piece): string {
    if (typeof piece === "string") return piece;
    this.#decoder ??= new TextDecoder();
    return this.#decoder.decode(piece, { stream: true });
  }

  #safely(look: () => string): Piece {
    let written: string;
    try {
      written = look();
    } catch {
      written = FAILED;
      this.#feed = undefined;
    }
    return this.#inBytes ? bytesOf(written) : written;
  }
}
