import type { Chunk, Chunks } from "./chunks.ts";

export function redactingStream({ push, end }: Chunks): TransformStream<Chunk, Chunk> {
  const pass = (written: Chunk, controller: TransformStreamDefaultController<Chunk>) => {
    if (written.length > 0) controller.enqueue(written);
  };
  return new TransformStream<Chunk, Chunk>({
    transform: (chunk, controller) => pass(push(chunk), controller),
    flush: (controller) => pass(end(), controller),
  });
}
