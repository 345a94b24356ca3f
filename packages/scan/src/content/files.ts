import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  statSync,
} from "node:fs";

import { type Contents, kindAt, LARGEST_WHOLE } from "./contents.ts";
import type { FilePath } from "./file-path.ts";
import { isArchive } from "./kind.ts";
import type { Place } from "./place.ts";

/** What was at a path; `gone`: nothing. */
export type FileKind = "file" | "folder" | "link" | "other" | "gone" | "denied";

/** Larger files are read in pieces of it. */
const PIECE = 1024 * 1024;
/** A pipe must not be waited for, and a link not be followed. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface ReadOptions {
  readonly onLink: (target: Buffer) => void;
  /** Called with each file that is read at once. The bytes are valid until it returns. */
  readonly onSmall?: (bytes: Buffer) => void;
}

/** Reads files into contents, by one buffer for all. */
export class Files {
  readonly #contents: Contents;
  readonly #buffer = Buffer.allocUnsafe(PIECE);

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  async read(file: FilePath, place: Place, options: ReadOptions): Promise<FileKind> {
    let descriptor: number;
    try {
      descriptor = openSync(file, FLAGS);
    } catch (error) {
      return otherwise(file, error, options);
    }
    try {
      return await this.#content(descriptor, place, options);
    } catch (error) {
      if (isSystemError(error)) return "denied";
      throw error;
    } finally {
      closeSync(descriptor);
    }
  }

  async #content(descriptor: number, place: Place, { onSmall }: ReadOptions): Promise<FileKind> {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return stats.isDirectory() ? "folder" : "other";
    const length = readSync(descriptor, this.#buffer, 0, PIECE, null);
    const first = this.#buffer.subarray(0, length);
    if (length === stats.size) {
      onSmall?.(first);
      // An archive is read while the buffer is used for the next file.
      await this.#contents.whole(place, isArchive(kindAt(place, first)) ? Buffer.from(first) : first);
      return "file";
    }
    const pieces = piecesOf(descriptor, Buffer.from(first));
    if (isArchive(kindAt(place, first)) && stats.size <= LARGEST_WHOLE)
      await this.#contents.whole(place, Buffer.concat([...pieces]));
    else await this.#contents.inPieces(place, pieces);
    return "file";
  }
}

/** To the end that it has now: a file may grow. */
function* piecesOf(descriptor: number, first: Buffer): Generator<Buffer> {
  for (let piece = first; piece.length > 0;) {
    yield piece;
    const next = Buffer.allocUnsafe(PIECE);
    piece = next.subarray(0, readSync(descriptor, next, 0, PIECE, null));
  }
}

function otherwise(file: FilePath, error: unknown, { onLink }: ReadOptions): FileKind {
  try {
    if (lstatSync(file).isSymbolicLink()) {
      onLink(readlinkSync(file, "buffer"));
      return "link";
    }
  } catch {
    return "gone";
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return "folder";
  return isSystemError(error) && error.code === "ENXIO" ? "other" : "denied";
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
