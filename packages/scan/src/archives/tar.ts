import { createTarDecoder } from "modern-tar";

import type { Chunks } from "./budget.ts";

/** One entry of an archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly linkTarget?: string | undefined;
  /** Has to be read before the next entry is asked for. */
  readonly chunks: Chunks;
}

export async function* tarEntries(chunks: Chunks): AsyncGenerator<ArchiveEntry> {
  const decoded = ReadableStream.from(chunks).pipeThrough(createTarDecoder());
  for await (const { header, body } of decoded)
    yield {
      name: header.name,
      linkTarget: header.linkname || undefined,
      chunks: body as AsyncIterable<Uint8Array>,
    };
}
