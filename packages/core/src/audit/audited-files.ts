import type { FileHandle } from "node:fs/promises";

import { builtin } from "../util/builtin.ts";
import { segmentPath, segmentsOf } from "./segments.ts";

export interface AuditedFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** An audit file and the full ones before it, oldest first. The newest may become a full one meanwhile, and for a moment has both names: it is read once. */
export async function* auditedFiles(path: string): AsyncGenerator<AuditedFile, void> {
  let read = 0;
  for (;;) {
    for (const segment of segmentsOf(path).filter((each) => each > read)) {
      const name = segmentPath(path, segment);
      yield { name, chunks: chunksOf(() => openRegular(name)) };
      read = segment;
    }
    const newest = openRegular(path);
    const isRead = await newest.then(
      (file) => isFileAt(file, segmentPath(path, read)),
      () => false,
    );
    const hasNext = (segmentsOf(path).at(-1) ?? 0) > read;
    if (!isRead && !hasNext) return void (yield { name: path, chunks: chunksOf(() => newest) });
    await newest.then(
      (file) => file.close(),
      () => undefined,
    );
    if (!hasNext) return;
  }
}

async function isFileAt(file: FileHandle, path: string): Promise<boolean> {
  const { ino, dev } = await file.stat();
  const other = builtin("node:fs").statSync(path, { throwIfNoEntry: false });
  return ino === other?.ino && dev === other.dev;
}

interface Readable {
  read(buffer: Uint8Array): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** A FIFO would let nobody go on until somebody writes into it. */
async function openRegular(path: string): Promise<FileHandle> {
  const { promises, constants } = builtin("node:fs");
  const file = await promises.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error("not a regular file"), { code: "EINVAL" });
}

async function* chunksOf(open: () => Promise<Readable>): AsyncGenerator<Uint8Array, void> {
  const file = await open();
  const buffer = new Uint8Array(65_536);
  try {
    for (let { bytesRead } = await file.read(buffer); bytesRead > 0; { bytesRead } = await file.read(buffer))
      yield buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
