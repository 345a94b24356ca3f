import { pipeline, Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";

import { type Chunks, Unreadable } from "./budget.ts";
import { iteratorOf } from "./chunk-iterator.ts";

/** What a file says that is compressed by itself. */
export function decompressed(
  kind: "gzip" | "zlib" | "zstd" | "brotli",
  chunks: Chunks,
): AsyncIterable<Uint8Array> {
  if (kind === "brotli") return through(zlib.createBrotliDecompress(), chunks);
  return toTheEnd(kind === "zstd" ? frames(chunks) : through(zlib.createUnzip(), chunks));
}

/** What is behind the end may be anything. */
async function* toTheEnd(said: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* said;
  } catch (error) {
    if (!isBehindEnd(error)) throw error;
  }
}

/** Node takes what follows for another part. The first one's header is known to be right. */
function isBehindEnd(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.message === "incorrect header check" ||
    ("code" in error && error.code === "ZSTD_error_prefix_unknown")
  );
}

export function through(transform: Transform, chunks: Chunks): AsyncIterable<Uint8Array> {
  // An error reaches whoever reads; the callback only keeps it from being thrown besides.
  return pipeline(Readable.from(chunks), transform, () => undefined);
}

/** Node ends with a frame that ends within a chunk. Layers of images have one for each file. */
async function* frames(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const iterator = iteratorOf(chunks);
  for (let rest: Uint8Array = Buffer.of(); ;) {
    const frame = zstdDecompress();
    const given = new Given(rest, iterator);
    yield* through(
      frame,
      given.until(() => frame.bytesWritten),
    );
    rest = given.behind(frame.bytesWritten);
    if (rest.length === 0) return;
  }
}

/** What is given to a frame, of which the last may be another frame's. */
class Given {
  readonly #chunks: Uint8Array[] = [];
  /** How many bytes `#chunks` had before. */
  #before = 0;
  readonly #first: Uint8Array;
  readonly #rest: ReturnType<typeof iteratorOf>;

  constructor(first: Uint8Array, rest: ReturnType<typeof iteratorOf>) {
    this.#first = first;
    this.#rest = rest;
  }

  async *until(readBytes: () => number): AsyncGenerator<Uint8Array> {
    if (this.#first.length > 0) yield this.#give(this.#first, 0);
    for (let next = await this.#rest.next(); next.done !== true; next = await this.#rest.next())
      yield this.#give(next.value, readBytes());
  }

  #give(chunk: Uint8Array, readBytes: number): Uint8Array {
    for (
      let [first] = this.#chunks;
      first && this.#before + first.length <= readBytes;
      [first] = this.#chunks
    ) {
      this.#before += first.length;
      this.#chunks.shift();
    }
    this.#chunks.push(chunk);
    return chunk;
  }

  behind(readBytes: number): Uint8Array {
    return Buffer.concat(this.#chunks).subarray(readBytes - this.#before);
  }
}

/** Node has it since 22.15. */
function zstdDecompress(): ReturnType<typeof zlib.createZstdDecompress> {
  if (typeof zlib.createZstdDecompress !== "function") throw new Unreadable("unsupported");
  return zlib.createZstdDecompress();
}
