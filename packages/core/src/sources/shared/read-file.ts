import type { Stats } from "node:fs";

import { builtin } from "../../util/builtin.ts";
import { endReason } from "../../util/end-reason.ts";
import { cleanCause } from "../../model/clean-cause.ts";
import type { ReadContext } from "../../contract/source.ts";
import { failure, type FileRequest, refused } from "./file-error.ts";
import { type SyncOrAsync, wait } from "./sync-or-async.ts";

/** Far above any configuration, far below what would hurt. */
const MAX_BYTES = 8 * 1024 * 1024;
const TOO_LARGE = "is larger than 8 MiB";

/**
 * The bytes of a regular file or a FIFO; `undefined` if there is none. The file is opened once and looked at through
 * its descriptor: what was checked is what is read, though somebody renames meanwhile.
 *
 * Regular files are read without a promise also in `read()`: for a small file that takes a tenth of the time.
 *
 * @throws SourceError for anything else: denied, too large, a folder, a link that leads out, nothing written in time.
 */
export function* readFile(request: FileRequest, context: Patience): SyncOrAsync<Uint8Array | undefined> {
  const fd = openFile(request);
  if (fd === undefined) return undefined;
  const fs = builtin("node:fs");
  try {
    const stats = fs.fstatSync(fd);
    refuseOthers(stats, request);
    if (request.within !== undefined) refuseOutside(stats, request.within, request);
    return yield* readContent(fd, stats, request, context);
  } catch (error) {
    throw failure(error, request);
  } finally {
    fs.closeSync(fd);
  }
}

export function* readText(request: FileRequest, context: Patience): SyncOrAsync<string | undefined> {
  const bytes = yield* readFile(request, context);
  return bytes && decodeText(bytes, request);
}

/** A FIFO would block until somebody writes, and with it the whole process. */
function openFile(request: FileRequest): number | undefined {
  const fs = builtin("node:fs");
  try {
    return fs.openSync(request.at ?? request.path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    const { code } = cleanCause(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw failure(error, request);
  }
}

function refuseOthers(stats: Stats, request: FileRequest): void {
  if (stats.isDirectory()) throw refused(request, "malformed", "is a folder, not a file");
  if (!stats.isFile() && !stats.isFIFO()) throw refused(request, "malformed", "is neither a file nor a FIFO");
  if (stats.size > MAX_BYTES) throw refused(request, "too-large", TOO_LARGE);
}

/** Kubernetes swaps its `..data` link at any time: then the path leads to another file than the open one. */
function refuseOutside({ dev, ino }: Stats, within: string, request: FileRequest): void {
  const fs = builtin("node:fs");
  const real = fs.realpathSync(request.at ?? request.path);
  if (!isInside(real, fs.realpathSync(within)))
    throw refused(request, "denied", "is a link that leads out of the folder");
  const now = fs.statSync(real);
  if (now.dev !== dev || now.ino !== ino)
    throw refused(request, "unavailable", "was replaced while it was read: try again");
}

export function isInside(path: string, folder: string): boolean {
  const paths = builtin("node:path");
  const way = paths.relative(folder, path);
  return way !== ".." && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
}

/** Room for the file and one byte more, by which its end shows; what has no size (a FIFO, /proc) comes in chunks. */
const CHUNK_BYTES = 4096;
const MOST_WAIT_MS = 50;

function* readContent(
  fd: number,
  stats: Stats,
  request: FileRequest,
  context: Patience,
): SyncOrAsync<Uint8Array> {
  const full: Uint8Array[] = [];
  let [chunk, filled, total, waitMs] = [
    new Uint8Array(stats.size > 0 ? stats.size + 1 : CHUNK_BYTES),
    0,
    0,
    1,
  ];
  for (;;) {
    const count = readSome(fd, chunk.subarray(filled));
    // Before the first byte an end means that nobody has opened the FIFO to write; after it, that the writer is done.
    if (count === undefined || (count === 0 && total === 0 && stats.isFIFO())) {
      refuseLate(request, context);
      yield* wait(waitMs);
      waitMs = Math.min(waitMs * 2, MOST_WAIT_MS);
      continue;
    }
    [filled, total, waitMs] = [filled + count, total + count, 1];
    // All that a regular file said it has is its end too: asking once more would take as long as the reading.
    if (count === 0 || (total === stats.size && stats.isFile()))
      return joinedBytes([...full, chunk.subarray(0, filled)]);
    if (total > MAX_BYTES) throw refused(request, "too-large", TOO_LARGE);
    if (filled === chunk.length) {
      full.push(chunk);
      [chunk, filled] = [new Uint8Array(Math.max(total, CHUNK_BYTES)), 0];
    }
  }
}

type Patience = Pick<ReadContext, "signal" | "deadlineMs">;

/** How many bytes came, 0 at the end; `undefined`: somebody has the FIFO open and has written nothing yet. */
function readSome(fd: number, into: Uint8Array): number | undefined {
  try {
    return builtin("node:fs").readSync(fd, into, 0, into.length, null);
  } catch (error) {
    if (cleanCause(error).code === "EAGAIN") return undefined;
    throw error;
  }
}

function refuseLate(request: FileRequest, { signal, deadlineMs }: Patience): void {
  if (Date.now() >= deadlineMs)
    throw refused(request, "timeout", "is a FIFO that was not written to its end in time");
  const ended = endReason({ signal });
  if (ended) throw refused(request, ended, "was given up while it was read");
}

function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The text of a file, which is UTF-8 or an error, without its byte order mark. */
export function decodeText(bytes: Uint8Array, request: FileRequest): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw refused(request, "malformed", utf16 ? "is UTF-16: save it as UTF-8" : "is not UTF-8");
  }
}
