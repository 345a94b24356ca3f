import { builtin } from "../builtin.ts";
import { BEGIN, chained, entryOf, type Link } from "./entry.ts";
import { lastLineOf } from "./last-line.ts";
import { lock } from "./lock.ts";
import { segmentPath, segmentsOf } from "./segments.ts";

/** Lines on their way into the file. Written again, at the same place, they are the same: nothing stands there twice. */
export interface Batch {
  readonly bytes: Uint8Array;
  readonly position: number;
  readonly last: Link;
  /** How many of the given entries are in it. */
  readonly count: number;
}

const LARGEST_BATCH_BYTES = 1_048_576;

/** The file that is written to, and those that it was before it was full. One chain goes through all of them. */
export class ChainFile {
  readonly path: string;
  /** How much of a line was found that a killed writer had not finished. It is cut off: nobody was told that it was there. */
  readonly tornBytes: number;
  last: Link;
  #file: number;
  #size: number;
  readonly #maxBytes: number;
  readonly #unlock: () => void;

  constructor(path: string, maxBytes: number) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#unlock = lock(path);
    try {
      this.#file = open(path);
      const { fstatSync, ftruncateSync } = builtin("node:fs");
      const { size } = fstatSync(this.#file);
      const { line, endsAt } = lastLineOf(this.#file, size);
      this.tornBytes = size - endsAt;
      if (this.tornBytes > 0) ftruncateSync(this.#file, endsAt);
      this.#size = endsAt;
      this.last = line ? linkOf(line) : lastOfSegments(path);
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  /** As many of these entries as one write may take; it begins a new file first where they don't fit. */
  batch(entries: readonly string[]): Batch {
    let { last } = this;
    let bytes = 0;
    const lines: string[] = [];
    for (const entry of entries) {
      const { line, link } = chained(entry, last);
      const size = Buffer.byteLength(line);
      if (lines.length === 0 && this.#size > 0 && this.#size + size > this.#maxBytes) this.#beginNext();
      if (lines.length > 0 && bytes + size > Math.min(LARGEST_BATCH_BYTES, this.#maxBytes - this.#size))
        break;
      lines.push(line);
      bytes += size;
      last = link;
    }
    return { bytes: Buffer.from(lines.join("")), position: this.#size, last, count: lines.length };
  }

  async write({ bytes, position }: Batch): Promise<void> {
    const { write, fdatasync } = builtin("node:fs");
    for (let done = 0; done < bytes.length;)
      done += await called<number>((answer) =>
        write(this.#file, bytes, done, bytes.length - done, position + done, answer),
      );
    await called<void>((answer) => fdatasync(this.#file, answer));
  }

  writeSync({ bytes, position }: Batch): void {
    const { writeSync, fdatasyncSync } = builtin("node:fs");
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    fdatasyncSync(this.#file);
  }

  /** It is on the disk. */
  confirm({ bytes, position, last }: Batch): void {
    this.#size = position + bytes.length;
    this.last = last;
  }

  close(): void {
    builtin("node:fs").closeSync(this.#file);
    this.#unlock();
  }

  /** Killed between any two of these steps, the chain is found in the newest file that has an entry. */
  #beginNext(): void {
    const { closeSync, renameSync } = builtin("node:fs");
    const [full, name] = [this.#file, segmentPath(this.path, (segmentsOf(this.path).at(-1) ?? 0) + 1)];
    renameSync(this.path, name);
    try {
      this.#file = open(this.path);
    } catch (error) {
      renameSync(name, this.path);
      throw error;
    }
    this.#size = 0;
    closeSync(full);
  }
}

function open(path: string): number {
  const { openSync, fstatSync, closeSync, constants } = builtin("node:fs");
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  if (!fstatSync(file).isFile()) {
    closeSync(file);
    throw new Error("it is no regular file");
  }
  syncFolderOf(path);
  return file;
}

/** So that the file's name outlives a power failure too. Not every system can do it, and none needs it to go on. */
function syncFolderOf(path: string): void {
  const { openSync, fsyncSync, closeSync } = builtin("node:fs");
  try {
    const folder = openSync(builtin("node:path").dirname(path), "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows
  }
}

function lastOfSegments(path: string): Link {
  const { openSync, fstatSync, closeSync } = builtin("node:fs");
  for (const segment of segmentsOf(path).toReversed()) {
    const file = openSync(segmentPath(path, segment), "r");
    const { line } = lastLineOf(file, fstatSync(file).size);
    closeSync(file);
    if (line) return linkOf(line);
  }
  return BEGIN;
}

/** A line that somebody changed still says where it stood; `verifyAudit` is who complains. */
function linkOf(line: Uint8Array): Link {
  const { number, hash } = entryOf(line);
  return { number: Number.isNaN(number) ? 0 : number, hash };
}

function called<T>(start: (answer: (error: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}
