import type { CallContext } from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import { type Document, parse, serialize } from "./document.ts";
import { checkRunning, failure, fileFailure } from "./errors.ts";
import { type Key, keyOf, type KeyOptions } from "./key.ts";
import { takeLock } from "./lock.ts";
import { codeOf, node } from "./node.ts";
import { clearHalfWritten, replaceFile } from "./replace-file.ts";
import { open, seal } from "./seal.ts";

/** The encrypted file: read whole, changed whole. */
export interface SealedFile {
  /** `undefined` where there is no file. */
  read(bounds: Bounds): Promise<Document | undefined>;
  /** Under the lock; what `change` returns is what the file then holds. The same document writes nothing. */
  change<T>(change: (document: Document) => Changed<T>, context: CallContext): Promise<T>;
}

export interface Changed<T> {
  readonly document: Document;
  readonly result: T;
}

const MOST_BYTES = 16 * 1024 * 1024;

export function sealedFile(path: string, keyOptions: KeyOptions): SealedFile {
  let opened: { readonly sealed: Uint8Array; readonly document: Promise<Document> } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Decrypts once for each content. It compares all bytes: two writes may have the same time stamp, size and inode. */
  async function read(key: () => Promise<Key>): Promise<Document | undefined> {
    const sealed = await regularFile(path);
    if (!sealed) return undefined;
    if (opened && Buffer.compare(opened.sealed, sealed) === 0) return opened.document;
    const document = decrypt(sealed, await key());
    opened = { sealed, document };
    document.catch(() => (opened = undefined)); // the key may be put right
    return document;
  }

  async function decrypt(sealed: Uint8Array, key: Key): Promise<Document> {
    return parse(await open(sealed, key, path), path);
  }

  async function changeLocked<T>(
    change: (document: Document) => Changed<T>,
    context: CallContext,
  ): Promise<T> {
    context.signal.throwIfAborted();
    await node.fs.mkdir(node.path.dirname(path), { recursive: true, mode: 0o700 });
    const target = await node.fs.realpath(path).catch(() => path); // a link stays one
    const lock = await takeLock(target, context);
    const key = keyOnce(context);
    try {
      const before = (await read(key)) ?? new Map();
      const { document, result } = change(before);
      if (document === before) return result;
      const sealed = await seal(serialize(document), await key());
      if (sealed.length > MOST_BYTES) throw tooLarge(path);
      lock.clearLeftovers();
      await clearHalfWritten(target);
      context.signal.throwIfAborted();
      await replaceFile(target, sealed, async () => lock.mustBeHeld());
      opened = { sealed, document: Promise.resolve(document) };
      return result;
    } finally {
      await lock.release();
    }
  }

  /** What opened the file seals it too, also when the key file is replaced meanwhile, or is a FIFO. */
  function keyOnce(bounds: Bounds): () => Promise<Key> {
    let key: Promise<Key> | undefined;
    return async () => (key ??= keyOf(keyOptions, bounds));
  }

  return {
    async read(bounds) {
      try {
        return await read(keyOnce(bounds));
      } catch (error) {
        throw fileFailure(error, path, "read");
      }
    },
    async change(change, context) {
      // One after the other within this process: the lock is polled, a promise isn't.
      const mine = last.then(async () => changeLocked(change, context));
      last = mine.catch(() => {});
      try {
        return await mine;
      } catch (error) {
        checkRunning(context, `the change of ${path}`);
        throw fileFailure(error, path, "write");
      }
    },
  };
}

/** A regular file of bearable size. */
async function regularFile(path: string): Promise<Uint8Array | undefined> {
  const { O_RDONLY, O_NONBLOCK } = node.fs.constants; // opening a FIFO would wait for its writer
  const handle = await node.fs.open(path, O_RDONLY | O_NONBLOCK).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  try {
    const stats = await handle?.stat();
    if (!handle || !stats) return undefined;
    if (!stats.isFile()) throw failure("malformed", `${path} is no regular file`);
    if (stats.size > MOST_BYTES) throw tooLarge(path);
    return await handle.readFile();
  } finally {
    await handle?.close();
  }
}

function tooLarge(path: string) {
  return failure("too-large", `${path} would hold more than ${MOST_BYTES / 1024 / 1024} MiB`);
}
