import type { Chunks } from "./budget.ts";

type ChunkIterator = AsyncIterator<Uint8Array, undefined> | Iterator<Uint8Array, undefined>;

export function iteratorOf(chunks: Chunks): ChunkIterator {
  return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}
