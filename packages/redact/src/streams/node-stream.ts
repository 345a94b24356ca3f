import type { Chunk, Chunks } from "./chunks.ts";

export function redactingTransform({ push, end }: Chunks): import("node:stream").Transform {
  const { Transform } = process.getBuiltinModule("node:stream");
  return new Transform({
    decodeStrings: false,
    transform(chunk: Chunk, encoding, done) {
      const isText = typeof chunk !== "string" || encoding === "utf8" || encoding === "utf-8";
      done(null, push(isText ? chunk : Buffer.from(chunk, encoding)));
    },
    flush(done) {
      done(null, end());
    },
  });
}
