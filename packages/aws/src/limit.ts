import type { Readable } from "node:stream";

import type { RawAnswer } from "./answers.ts";

/** A batch of 20 values of 64 KB is 8 MB where each character takes an escape. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** An answer that is longer than any of AWS's. The rest of it is not read. */
export class LongAnswerError extends Error {
  override get name(): string {
    return "LongAnswerError";
  }
}

/** Ends an answer that is longer than that. */
export function limitBody(answer: RawAnswer): void {
  if (isStream(answer.body)) answer.body = limitedStream(answer.body);
}

type Stream = AsyncIterable<Uint8Array>;

/** Of Node or of the web, as a client's own handler has it. */
function isStream(body: unknown): body is Stream {
  return Symbol.asyncIterator in Object(body);
}

function limitedStream(body: Stream): Readable {
  const { Readable: NodeReadable } = process.getBuiltinModule("node:stream");
  return NodeReadable.from(counted(body), { objectMode: false });
}

async function* counted(body: Stream): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new LongAnswerError(); // leaving the loop ends the connection
    yield chunk;
  }
}
