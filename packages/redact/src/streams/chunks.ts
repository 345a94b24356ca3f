import { binary, binaryOf, bytesOf } from "../encodings/bytes.ts";
import { TextStream } from "./text-stream.ts";
import { FAILED } from "../matcher/label.ts";
import type { Layered } from "../matcher/layers.ts";

export type Chunk = string | Uint8Array;

/** An output in chunks: what goes in may have to wait for what comes next. */
export interface Chunks {
  readonly push: (chunk: Chunk) => Chunk;
  /** What was held back. */
  readonly end: () => Chunk;
}

/** A text in chunks, or bytes; the first chunk decides. Of the other kind a chunk may come in between. */
export class ChunkRedactor implements Chunks {
  readonly #matchers: () => Layered;
  #feed: TextStream | undefined;
  #inBytes = false;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  /** The first half of a surrogate pair, which has no bytes of its own. */
  #half = "";

  constructor(matchers: () => Layered) {
    this.#matchers = matchers;
  }

  readonly push = (chunk: Chunk): Chunk =>
    this.#safely(() => {
      this.#feed ??= this.#begin(chunk);
      return this.#feed.push(this.#inBytes ? this.#asBytes(chunk) : this.#asText(chunk));
    });

  readonly end = (): Chunk =>
    this.#safely(() => {
      if (!this.#feed) return "";
      const rest = this.#inBytes ? binary(this.#half) : (this.#decoder?.decode() ?? "");
      return this.#feed.push(rest) + this.#feed.end();
    });

  #begin(chunk: Chunk): TextStream {
    this.#inBytes = typeof chunk !== "string";
    return new TextStream(() => (this.#inBytes ? this.#matchers().bytes : this.#matchers().text));
  }

  #asBytes(chunk: Chunk): string {
    if (typeof chunk !== "string") return binaryOf(chunk);
    const text = this.#half + chunk;
    this.#half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    return binary(text.slice(0, text.length - this.#half.length));
  }

  #asText(chunk: Chunk): string {
    if (typeof chunk === "string") return chunk;
    this.#decoder ??= new TextDecoder();
    return this.#decoder.decode(chunk, { stream: true });
  }

  #safely(look: () => string): Chunk {
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
