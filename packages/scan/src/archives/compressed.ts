import { pipeline, Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";

import { type Chunks, Unreadable } from "./budget.ts";

/** What a gzip or zstd file says. */
export function decompressed(kind: "gzip" | "zstd", chunks: Chunks): AsyncIterable<Uint8Array> {
  const transform = kind === "gzip" ? zlib.createGunzip() : zstdDecompress();
  // An error reaches whoever reads; the callback only keeps it from being thrown besides.
  return pipeline(Readable.from(chunks), transform, () => undefined);
}

/** Node has it since 22.15. */
function zstdDecompress(): Transform {
  if (typeof zlib.createZstdDecompress !== "function") throw new Unreadable("unsupported");
  return zlib.createZstdDecompress();
}
