import { constants, inflateSync } from "node:zlib";

import { TooLarge, Unreadable } from "./budget.ts";
import type { ArchiveEntry } from "./tar.ts";

/** What the streams of a PDF say that are compressed: texts, files that are attached, and what describes it. */
export function* pdfStreams(file: Buffer): Generator<ArchiveEntry> {
  let count = 0;
  for (let at = file.indexOf(STREAM); at >= 0;) {
    const start = at + STREAM.length + (file[at + STREAM.length] === RETURN ? 2 : 1);
    const found = file.indexOf(STREAM_END, start);
    const end = found < 0 ? file.length : found;
    count++;
    if (isZlib(file, start))
      yield { name: `stream ${count}`, chunks: streamContent(file.subarray(start, end)) };
    at = file.indexOf(STREAM, end + STREAM_END.length);
  }
  if (ENCRYPTED_PDF.test(file.toString("latin1"))) throw new Unreadable("encrypted");
}

const STREAM = Buffer.from("stream");
const STREAM_END = Buffer.from("endstream");
const RETURN = 0x0d;
/** Of one stream, as it is unpacked at once. */
const MOST_BYTES = 128 * 1024 ** 2;
const ENCRYPTED_PDF = /\/Encrypt\s*(?:<<|\d+\s+\d+\s+R)/;

/** Whoever reads it gets the error of a damaged one. */
function* streamContent(stream: Buffer): Generator<Buffer> {
  const said = inflated(stream);
  yield isDrawing(said) ? joined(said) : said;
}

function inflated(stream: Buffer): Buffer {
  try {
    return inflateSync(stream, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw Reflect.get(Object(error), "code") === "ERR_BUFFER_TOO_LARGE" ? new TooLarge() : error;
  }
}

/** By RFC 1950 the first two bytes are a number that 31 divides. */
function isZlib(file: Buffer, at: number): boolean {
  const [first = 0, second = 0] = file.subarray(at, at + 2);
  return (first & 15) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;
}

function isDrawing(said: Buffer): boolean {
  return said.includes("BT") && said.includes("TJ");
}

/** Between two pieces of a word that is drawn a number says how far they are apart. */
function joined(said: Buffer): Buffer {
  return Buffer.from(said.toString("latin1").replaceAll(/\)\s*-?[\d.]*\s*\(/g, ""), "latin1");
}
