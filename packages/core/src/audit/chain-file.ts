import type { Stats } from "node:fs";

import type { FileLock } from "../lock/file-lock.ts";
import { builtin } from "../util/builtin.ts";
import { FOREIGN, lastOfSegments, linkOf } from "./chain-end.ts";
import { begins, chained, type Link } from "./entry.ts";
import { bytesAt, lastLineOf } from "./last-line.ts";
import { realPathOf } from "./real-path.ts";
import { isSegment, segmentPath, segmentsOf } from "./segments.ts";
import { writerLock } from "./writer-lock.ts";

/** Lines on their way into the file. Written again, at the same place, they are the same: nothing is there twice. */
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
  /** How much of a line was found that a killed writer had not finished. It is cut off: no caller was told that it was written. */
  readonly tornBytes: number;
  /** Who may read and write it, as the file system has it. */
  readonly mode: number;
  last: Link;
  #file: number;
  #size: number;
  /** Up to here this writer may have written: a batch that failed may have come through in part. */
  #end: number;
  readonly #maxBytes: number;
  readonly #lock: FileLock;

  constructor(path: string, maxBytes: number) {
    this.path = realPathOf(path);
    this.#maxBytes = maxBytes;
    this.#lock = writerLock(this.path);
    try {
      this.#file = isRetired(this.path) ? openNext(this.path) : openChain(this.path);
      const { fstatSync, ftruncateSync } = builtin("node:fs");
      const { size, mode } = fstatSync(this.#file);
      const { line, endsAt } = lastLineOf(this.#file, size);
      if (!begins(bytesAt(this.#file, endsAt, BEGINNING_BYTES))) throw new Error(FOREIGN);
      this.last = line ? linkOf(line) : lastOfSegments(this.path);
      this.mode = mode & 0o777;
      this.tornBytes = size - endsAt;
      if (this.tornBytes > 0) ftruncateSync(this.#file, endsAt);
      this.#size = endsAt;
      this.#end = endsAt;
    } catch (error) {
      this.#lock.release();
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
    const { write, fdatasync, fstat } = builtin("node:fs");
    this.#refuseOthers(await called<Stats>((answer) => fstat(this.#file, answer)));
    this.#end = position + bytes.length;
    for (let done = 0; done < bytes.length;)
      done += await called<number>((answer) =>
        write(this.#file, bytes, done, bytes.length - done, position + done, answer),
      );
    await called<void>((answer) => fdatasync(this.#file, answer));
  }

  writeSync({ bytes, position }: Batch): void {
    const { writeSync, fdatasyncSync, fstatSync } = builtin("node:fs");
    this.#refuseOthers(fstatSync(this.#file));
    this.#end = position + bytes.length;
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
    this.#lock.release();
  }

  /** A lock holds for one name of a file; this also sees who came by another: a mount, or a link made meanwhile. */
  #refuseOthers({ size, nlink }: Pick<Stats, "size" | "nlink">): void {
    if (size < this.#size || size > this.#end) throw new Error("something else writes to it too");
    if (nlink === 0) throw new Error("it was removed");
  }

  /**
   * The full file gets the name that it keeps, then an empty one takes its place in one step: killed at any moment,
   * the chain has all its files, and none of them twice.
   */
  #beginNext(): void {
    if (!isRetired(this.path)) retire(this.path);
    const full = this.#file;
    this.#file = openNext(this.path);
    this.#size = 0;
    this.#end = 0;
    builtin("node:fs").closeSync(full);
  }
}

/** Long enough to tell an entry from anything else. */
const BEGINNING_BYTES = 24;

function retire(path: string): void {
  builtin("node:fs").linkSync(path, segmentPath(path, (segmentsOf(path).at(-1) ?? 0) + 1));
}

/** Its writer was killed, or the disk refused, before the next file took its place. */
function isRetired(path: string): boolean {
  return isSegment(path, segmentsOf(path).at(-1));
}

function openNext(path: string): number {
  const { renameSync, rmSync, closeSync } = builtin("node:fs");
  const next = `${path}.next`;
  rmSync(next, { force: true });
  const file = openChain(next);
  try {
    renameSync(next, path);
  } catch (error) {
    closeSync(file);
    rmSync(next, { force: true });
    throw error;
  }
  syncFolderOf(path);
  return file;
}

function openChain(path: string): number {
  const { openSync, fstatSync, closeSync, constants } = builtin("node:fs");
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const stats = fstatSync(file);
  if (stats.isFile() && stats.nlink === 1) {
    syncFolderOf(path);
    return file;
  }
  closeSync(file);
  throw new Error(stats.isFile() ? HARD_LINKS : "it is no regular file");
}

const HARD_LINKS = "it has several names (hard links), and a lock holds for one of them only";

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

function called<T>(start: (answer: (error: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}
