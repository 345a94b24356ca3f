import type { Chunks } from "./budget.ts";

type ChunkIterator = AsyncIterator<Uint8Array, undefined> | Iterator<Uint8Array, undefined>;

export function iteratorOf(chunks: Chunks): ChunkIterator {
  return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}

/** The same, and each is shown before it is taken. Whoever takes no more leaves the rest for others. */
export function seen(chunks: Chunks, onChunk: (chunk: Uint8Array) => void): AsyncIterable<Uint8Array> {
  const iterator = iteratorOf(chunks);
  const next = async () => {
    const result = await iterator.next();
    if (result.done !== true) onChunk(result.value);
    return result;
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

export async function readToEnd(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
