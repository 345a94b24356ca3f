import type { Piece } from "./piece-feed.ts";
import type { Redactor } from "./redactor.ts";

type Done = (error?: Error | null) => void;

/** What `process.stdout` and `process.stderr` are. */
export interface Output {
  write: Write;
}

interface Write {
  (piece: Piece, done?: Done): boolean;
  (piece: Piece, encoding: BufferEncoding, done?: Done): boolean;
}

/** A part of `process`. */
export interface Ending {
  readonly on: (event: "exit", listener: () => void) => unknown;
  readonly off: (event: "exit", listener: () => void) => unknown;
}

export interface PatchOutputOptions {
  /** Left out, the process's standard output and error output. */
  readonly outputs?: readonly Output[];
  readonly process?: Ending;
}

/**
 * Looks through whatever is written to the process's outputs. What may still become a value is held back until more is
 * written, the process ends or it is undone.
 *
 * @returns What undoes it.
 */
export function patchOutput(redactor: Redactor, options: PatchOutputOptions = {}): () => void {
  const { outputs = [process.stdout, process.stderr], process: ending = process } = options;
  const patches = outputs.map((output) => patch(redactor, output));
  const flush = () => {
    for (const each of patches) each.flush();
  };
  ending.on("exit", flush);
  return () => {
    ending.off("exit", flush);
    flush();
    for (const each of patches) each.restore();
  };
}

function patch(redactor: Redactor, output: Output) {
  // The property, not the method: an output's own is its class's, and undoing has to leave it so.
  const before = Object.getOwnPropertyDescriptor(output, "write");
  const write = output.write.bind(output);
  let pieces = redactor.pieces();
  const patched: Write = (piece: Piece, encoding?: BufferEncoding | Done, done?: Done) => {
    const whenDone = typeof encoding === "function" ? encoding : done;
    // Written also where all of it is held back: who waits for the callback, or for an error, gets it.
    return write(pieces.push(decoded(piece, encoding)), "utf8", whenDone);
  };
  output.write = patched;
  return {
    flush() {
      const rest = pieces.end();
      pieces = redactor.pieces();
      if (rest.length > 0) write(rest);
    },
    restore() {
      if (output.write !== patched) return;
      if (before) Object.defineProperty(output, "write", before);
      else Reflect.deleteProperty(output, "write");
    },
  };
}

function decoded(piece: Piece, encoding: BufferEncoding | Done | undefined): Piece {
  const isText = typeof encoding !== "string" || encoding === "utf8" || encoding === "utf-8";
  return typeof piece !== "string" || isText ? piece : Buffer.from(piece, encoding);
}
