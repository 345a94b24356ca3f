import type { Piece, Pieces } from "./piece-feed.ts";

export function redactingStream({ push, end }: Pieces): TransformStream<Piece, Piece> {
  const pass = (written: Piece, controller: TransformStreamDefaultController<Piece>) => {
    if (written.length > 0) controller.enqueue(written);
  };
  return new TransformStream<Piece, Piece>({
    transform: (piece, controller) => pass(push(piece), controller),
    flush: (controller) => pass(end(), controller),
  });
}

export function redactingTransform({ push, end }: Pieces): import("node:stream").Transform {
  const { Transform } = process.getBuiltinModule("node:stream");
  return new Transform({
    decodeStrings: false,
    transform(piece: Piece, encoding, done) {
      const isText = typeof piece !== "string" || encoding === "utf8" || encoding === "utf-8";
      done(null, push(isText ? piece : Buffer.from(piece, encoding)));
    },
    flush(done) {
      done(null, end());
    },
  });
}
