import { createInflateRaw } from "node:zlib";

import { Unreadable } from "./budget.ts";
import { through } from "./compressed.ts";
import type { ArchiveEntry } from "./tar.ts";

/**
 * The entries of a zip file by what stands in front of each. The directory at the file's end may leave some out, as of two files
 * that were joined, and may say wrong sizes: what is deflated ends where it ends.
 */
export async function* zipEntries(file: Buffer): AsyncGenerator<ArchiveEntry> {
  let unreadable: Unreadable | undefined;
  for (let at = file.indexOf(ENTRY); at >= 0;) {
    const entry = entryAt(file, at);
    let next = entry?.start ?? at + ENTRY.length;
    if (entry?.why) unreadable = new Unreadable(entry.why);
    else if (entry?.isStored === true) {
      next = endOfStored(file, entry);
      yield { name: entry.name, chunks: [file.subarray(entry.start, next)] };
    } else if (entry) {
      const inflate = createInflateRaw();
      yield { name: entry.name, chunks: through(inflate, [file.subarray(entry.start)]) };
      next += inflate.bytesWritten;
    }
    at = file.indexOf(ENTRY, next);
  }
  if (unreadable) throw unreadable;
  if (!file.includes(DIRECTORY_END)) throw new Error("It was cut off");
}

interface ZipEntry {
  readonly name: string;
  /** Where its content begins. */
  readonly start: number;
  /** How much there is of it as it is in the file; 0 where that is said behind it. */
  readonly size: number;
  readonly isStored: boolean;
  readonly why: Unreadable["why"] | undefined;
}

const ENTRY = Buffer.from("PK\x03\x04", "latin1");
const DIRECTORY_END = Buffer.from("PK\x05\x06", "latin1");
/** What is before an entry's name. */
const HEADER_BYTES = 30;
const [FLAGS_AT, METHOD_AT, SIZE_AT, NAME_BYTES_AT, EXTRA_BYTES_AT] = [6, 8, 18, 26, 28];
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];
/** No format has more: a program that unpacks itself has these four bytes too. */
const LARGEST_METHOD = 99;

function entryAt(file: Buffer, at: number): ZipEntry | undefined {
  if (at + HEADER_BYTES > file.length) return undefined;
  const number = (offset: number) => file.readUInt16LE(at + offset);
  const method = number(METHOD_AT);
  const nameEnd = at + HEADER_BYTES + number(NAME_BYTES_AT);
  const start = nameEnd + number(EXTRA_BYTES_AT);
  if (method > LARGEST_METHOD || start > file.length) return undefined;
  const isKnown = method === STORED || method === DEFLATED;
  const isEncrypted = (number(FLAGS_AT) & ENCRYPTED) === ENCRYPTED;
  return {
    name: file.toString("utf8", at + HEADER_BYTES, nameEnd),
    start,
    size: file.readUInt32LE(at + SIZE_AT),
    isStored: method === STORED,
    why: isEncrypted ? "encrypted" : isKnown ? undefined : "unsupported",
  };
}

/** Where it says that it ends, if something of a zip file begins there; else where the next of it does. */
function endOfStored(file: Buffer, { start, size }: ZipEntry): number {
  const end = start + size;
  if (size > 0 && PARTS.some((part) => file.indexOf(part, end) === end)) return end;
  const ends = PARTS.map((part) => file.indexOf(part, start)).filter((each) => each >= 0);
  return Math.min(file.length, ...ends);
}

/** An entry, what is said behind one, and the directory. */
const PARTS = [ENTRY, Buffer.from("PK\x07\x08", "latin1"), Buffer.from("PK\x01\x02", "latin1")];
