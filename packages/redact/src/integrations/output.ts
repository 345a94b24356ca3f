import { knownOptions } from "@confide/core/adapter";

import type { Chunk, Chunks } from "../streams/chunks.ts";
import type { Redactor } from "../redactor.ts";

type Done = (error?: Error | null) => void;

/** What `process.stdout` and `process.stderr` are. */
interface Output {
  write: Write;
}

interface Write {
  (piece: Chunk, done?: Done): boolean;
  (piece: Chunk, encoding: BufferEncoding, done?: Done): boolean;
}

/** A part of `process`. */
interface Ending {
  readonly on: (event: "exit", listener: () => void) => unknown;
  readonly off: (event: "exit", listener: () => void) => unknown;
}

export interface RedactOutputOptions {
  /** @default the process's standard output and error output */
  readonly outputs?: readonly Output[] | undefined;
  /** Whose `exit` writes what is held back. @default the global process */
  readonly process?: Ending | undefined;
}

/**
 * Redacts whatever is written to the process's outputs. What may still become a match is held back until more is written,
 * the output or the process ends, or it is undone.
 *
 * @example
 *   const undo = redactOutput(redactor(config));
 *
 * @returns What undoes it.
 */
export function redactOutput(redactor: Redactor, given?: RedactOutputOptions): () => void {
  const names = { outputs: true, process: true } as const;
  const options: RedactOutputOptions = knownOptions("redactOutput()", given, names);
  const { outputs = [process.stdout, process.stderr], process: ending = process } = options;
  const patches = outputs.map((output) => new PatchedOutput(redactor, output));
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

type StreamMethod = (...values: unknown[]) => unknown;

/** What Node's streams have besides: what is called from without, and what they call themselves. */
interface OutputStream {
  write: StreamMethod;
  end?: StreamMethod;
  _write?: StreamMethod;
  _writev?: StreamMethod;
  readonly _writableState?: { readonly defaultEncoding?: string };
}

class PatchedOutput {
  readonly #redactor: Redactor;
  readonly #output: OutputStream;
  readonly #write: StreamMethod;
  readonly #undos: (() => void)[];
  readonly #passed: WeakSet<object>;
  readonly #isStream: boolean;
  #pieces: Chunks;
  #ending = false;

  constructor(redactor: Redactor, output: Output) {
    this.#redactor = redactor;
    this.#output = output as unknown as OutputStream;
    this.#isStream = "_write" in output;
    this.#passed = passedBy(output);
    this.#pieces = this.#begin();
    this.#write = this.#output.write.bind(output);
    this.#undos = [
      this.#patch("write", (original, values) => this.#ending ? original(...values) : original(...this.#looked(values))),
      this.#patch("end", (original, values) => this.#end(original, values)),
      this.#patch("_write", (original, [piece, ...rest]) => original(this.#again(piece, rest[0]), ...rest)),
      this.#patch("_writev", (original, [chunks, ...rest]) => original(this.#allAgain(chunks as WritevChunk[]), ...rest)),
    ]; // prettier-ignore
  }

  flush(): void {
    const rest = this.#ended();
    if (rest.length > 0) this.#write(this.#out(rest));
  }

  restore(): void {
    for (const undo of this.#undos) undo();
  }

  #patch(
    name: "write" | "end" | "_write" | "_writev",
    call: (original: StreamMethod, values: unknown[]) => unknown,
  ) {
    const output = this.#output;
    // The property, not the method: an output's own is its class's, and undoing has to leave it so.
    const before = Object.getOwnPropertyDescriptor(output, name);
    const original = output[name]?.bind(output);
    if (original === undefined) return () => {};
    const patched: StreamMethod = (...values) => call(original, values);
    output[name] = patched;
    return () => {
      if (output[name] !== patched) return;
      if (before) Object.defineProperty(output, name, before);
      else Reflect.deleteProperty(output, name);
    };
  }

  /** In bytes from the start: a stream may be given texts and bytes in turns, and bytes that are no text. */
  #begin(): Chunks {
    const pieces = this.#redactor.chunks();
    pieces.push(new Uint8Array());
    return pieces;
  }

  /**
   * The arguments of a write with what may be written of it now. It is written also where all of it is held back: the
   * caller that waits for the callback, or for an error, gets it.
   */
  #looked([piece, encoding, done]: unknown[]): unknown[] {
    const whenDone = typeof encoding === "function" ? encoding : done;
    if (!isPiece(piece)) return [this.#redactor.redactObject(piece), encoding, done];
    const named = this.#encoding(encoding);
    const written = this.#pieces.push(IS_BYTES.test(named) ? bytesGiven(piece, named) : piece);
    const text = typeof piece === "string" ? "utf8" : undefined;
    return [this.#out(written, piece, named), text, whenDone];
  }

  #end(original: StreamMethod, values: unknown[]): unknown {
    const done = values.find((value) => typeof value === "function");
    const [piece, encoding] = values;
    const first = isPiece(piece) ? this.#looked([piece, encoding])[0] : undefined;
    const rest = this.#out(this.#ended(), isPiece(piece) ? piece : undefined, this.#encoding(encoding));
    const last = first === undefined ? rest : concatenated(first as Chunk, rest);
    this.#passed.add(Object(last) as object);
    // An output whose end() calls write() hands it what has been looked through.
    this.#ending = true;
    try {
      return last.length > 0 ? original(last, "utf8", done) : original(done);
    } finally {
      this.#ending = false;
    }
  }

  #ended(): Chunk {
    const rest = this.#pieces.end();
    this.#pieces = this.#begin();
    return rest;
  }

  /** As the output takes it: one of Node's takes bytes, another a text where it was given one. */
  #out(written: Chunk, given: Chunk = "", encoding = "utf8"): Chunk {
    const bytes = Buffer.from(written as string);
    const isOther = OTHER_TEXT.test(encoding);
    if (!this.#isStream && typeof given === "string" && !isOther) return bytes.toString();
    const out = isOther ? Buffer.from(bytes.toString(), encoding as BufferEncoding) : bytes;
    this.#passed.add(out);
    return out;
  }

  #encoding(given: unknown): string {
    return typeof given === "string" ? given : (this.#output._writableState?.defaultEncoding ?? "utf8");
  }

  #again(piece: unknown, encoding: unknown): unknown {
    if (typeof piece === "string") {
      const { redact, redactBytes } = this.#redactor;
      return IS_BYTES.test(String(encoding))
        ? Buffer.from(redactBytes(Buffer.from(piece, encoding as BufferEncoding))).toString(encoding as BufferEncoding)
        : redact(piece);
    } // prettier-ignore
    if (!ArrayBuffer.isView(piece) || this.#passed.has(piece)) return piece;
    return Buffer.from(this.#redactor.redactBytes(piece as Uint8Array));
  }

  #allAgain(chunks: readonly WritevChunk[]): readonly WritevChunk[] {
    return chunks.map((each) => ({ ...each, chunk: this.#again(each.chunk, each.encoding) }));
  }
}

/** What has been looked through comes by again, when the stream hands it on to itself; also that of another patch. */
function passedBy(output: object): WeakSet<object> {
  const before = passed.get(output);
  if (before) return before;
  const pieces = new WeakSet<object>();
  passed.set(output, pieces);
  return pieces;
}

const passed = new WeakMap<object, WeakSet<object>>();

interface WritevChunk {
  readonly chunk: unknown;
  readonly encoding: unknown;
}

/** A text in these is a spelling of bytes. */
const IS_BYTES = /^(?:hex|base64|base64url)$/i;
/** A text in these is written in other bytes than UTF-8's. */
const OTHER_TEXT = /^(?:latin1|binary|ascii|ucs-?2|utf-?16le)$/i;

function isPiece(piece: unknown): piece is Chunk {
  return typeof piece === "string" || ArrayBuffer.isView(piece);
}

function bytesGiven(piece: Chunk, encoding: string): Chunk {
  return typeof piece === "string" ? Buffer.from(piece, encoding as BufferEncoding) : piece;
}

function concatenated(a: Chunk, b: Chunk): Chunk {
  return typeof a === "string" && typeof b === "string"
    ? a + b
    : Buffer.concat([Buffer.from(a as string), Buffer.from(b as string)]);
}
