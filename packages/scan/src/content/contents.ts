import { Budget, type Chunks, TooLarge, Unreadable } from "../archives/budget.ts";
import { iteratorOf, readToEnd, seen } from "../archives/chunk-iterator.ts";
import type { ArchiveEntry } from "../archives/tar.ts";
import type { Unread } from "../finding.ts";
import { type ArchiveKind, isArchive, isGuessed, type Kind, kindOf, TELLING_BYTES } from "./kind.ts";
import { type Place, within } from "./place.ts";
import { isText } from "./text-bytes.ts";
import { Transcoder, transcoded } from "./transcoder.ts";
import type { Windows } from "./windows.ts";

export interface Limits {
  /**
   * To how many bytes an archive may unpack, with those in it.
   *
   * @default 4 GiB
   */
  readonly mostUnpackedBytes?: number | undefined;
  /**
   * How deep archives may be in archives.
   *
   * @default 8
   */
  readonly mostNested?: number | undefined;
}

export interface ContentsOptions {
  readonly windows: Windows;
  /** Others, for what is looked through at the same time. */
  readonly moreWindows: () => Windows;
  readonly limits: Limits;
  readonly onUnread: (place: Place, why: Unread["why"]) => void;
}

/** Files of this size are read whole where they are archives; of larger ones a zip can't be opened. */
export const LARGEST_WHOLE: number = 512 * 1024 * 1024;

/** Looks through contents by what they are: text, UTF-16, archives. */
export class Contents {
  readonly #options: ContentsOptions;
  /** For the bytes of archives as they are, by how deep each is in others. */
  readonly #packed: Windows[] = [];
  /** How many were looked through, and how many bytes. */
  count = 0;
  bytes = 0;

  constructor(options: ContentsOptions) {
    this.#options = options;
  }

  /** @returns What has to be waited for, of an archive: the bytes are its own until then. */
  whole(place: Place, bytes: Buffer, budget?: Budget): Promise<void> | undefined {
    const kind = kindAt(place, bytes);
    if (isArchive(kind)) return this.#archive(kind, place, [bytes], budget);
    this.#count(bytes.length);
    this.#options.windows.add(place, kind === "plain" ? bytes : transcoded(bytes, kind));
    return undefined;
  }

  async inPieces(place: Place, chunks: Chunks, budget?: Budget, readKind = kindAt): Promise<void> {
    const { first, all } = await peeked(chunks);
    const kind = readKind(place, first);
    if (isArchive(kind)) return this.#archive(kind, place, all, budget);
    const { windows } = this.#options;
    const decoder = kind === "plain" ? undefined : new Transcoder(kind);
    this.#count(0);
    windows.begin(place);
    for await (const chunk of all) {
      this.bytes += chunk.length;
      windows.write(decoder ? decoder.push(chunk) : chunk);
    }
    windows.end();
  }

  #count(bytes: number): void {
    this.count++;
    this.bytes += bytes;
  }

  async #archive(kind: ArchiveKind, place: Place, chunks: Chunks, outer = this.#budget()): Promise<void> {
    const { onUnread, windows, moreWindows } = this.#options;
    const bytesBefore = this.bytes;
    const packed = (this.#packed[outer.depth] ??= moreWindows());
    const all = seen(chunks, (chunk) => packed.write(chunk));
    this.#count(0);
    packed.begin({ ...place, isPacked: true });
    try {
      await this.#unpack(kind, place, all, outer.within());
    } catch (error) {
      windows.end();
      if (error instanceof TooLarge) onUnread(place, "too-large");
      else if (error instanceof Unreadable) onUnread(place, error.why);
      else if (this.bytes > bytesBefore || !isGuessed(kind)) onUnread(place, "broken");
    }
    // What could not be unpacked, and what unpacking leaves out: comments, and what is behind the end.
    await readToEnd(all);
    packed.end();
    packed.flush();
  }

  #budget(): Budget {
    const { mostUnpackedBytes = 4 * 1024 ** 3, mostNested = 8 } = this.#options.limits;
    return new Budget(mostUnpackedBytes, mostNested);
  }

  async #unpack(kind: ArchiveKind, place: Place, chunks: Chunks, budget: Budget): Promise<void> {
    if (kind === "other") throw new Unreadable("unsupported");
    if (kind === "git-pack") throw new Unreadable("git-pack");
    // Most looks meet no archive.
    if (kind === "gzip" || kind === "zlib" || kind === "zstd" || kind === "brotli") {
      const { decompressed } = await import("../archives/compressed.ts");
      // The name says what the file is, and not what is in it.
      const readKind = (_: Place, bytes: Uint8Array) => kindOf(bytes);
      return this.inPieces(place, budget.spending(decompressed(kind, chunks)), budget, readKind);
    }
    if (kind === "zip") {
      const { zipEntries } = await import("../archives/zip.ts");
      return this.#entries(place, zipEntries(await collected(chunks)), budget);
    }
    if (kind === "pdf") {
      const { pdfStreams } = await import("../archives/pdf.ts");
      return this.#entries(place, pdfStreams(await collected(chunks)), budget);
    }
    const { tarEntries } = await import("../archives/tar.ts");
    for await (const entry of tarEntries(chunks)) await this.#entry(place, entry, budget);
  }

  /** Of those that are compressed each by itself: a damaged one hides none behind it, and is thrown behind the last. */
  async #entries(
    place: Place,
    entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
    budget: Budget,
  ): Promise<void> {
    const { windows } = this.#options;
    let damage: Error | undefined;
    for await (const { name, chunks } of entries)
      try {
        await this.#entry(place, { name, chunks: budget.spending(chunks) }, budget);
      } catch (error) {
        if (!(error instanceof Error) || error instanceof TooLarge) throw error;
        windows.end();
        damage = error;
      }
    if (damage) throw damage;
  }

  async #entry(place: Place, { name, linkTarget, chunks }: ArchiveEntry, budget: Budget): Promise<void> {
    const { windows } = this.#options;
    const inside = within(place, name);
    windows.add({ ...inside, in: "file-name" }, Buffer.from(name));
    if (linkTarget !== undefined) windows.add({ ...inside, in: "link-target" }, Buffer.from(linkTarget));
    await this.inPieces(inside, chunks, budget);
  }
}

/** Brotli begins like anything else, but hardly ever as a text. */
export function kindAt({ path, inner }: Place, bytes: Uint8Array): Kind {
  const kind = kindOf(bytes);
  return kind === "plain" &&
    /\.br$/i.test(path + inner) &&
    !isText(Buffer.from(bytes.subarray(0, TELLING_BYTES)))
    ? "brotli"
    : kind;
}

async function collected(chunks: Chunks): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > LARGEST_WHOLE) throw new TooLarge();
    parts.push(chunk);
  }
  const [only] = parts;
  return only && parts.length === 1
    ? Buffer.from(only.buffer, only.byteOffset, only.length)
    : Buffer.concat(parts);
}

/** As much of the beginning as tells what it is, and all of it once more. */
async function peeked(chunks: Chunks): Promise<{ readonly first: Buffer; readonly all: Chunks }> {
  const iterator = iteratorOf(chunks);
  const read: Uint8Array[] = [];
  for (let length = 0; length < TELLING_BYTES;) {
    const next = await iterator.next();
    if (next.done === true) break;
    read.push(next.value);
    length += next.value.length;
  }
  return { first: Buffer.concat(read), all: together(read, iterator) };
}

async function* together(
  read: readonly Uint8Array[],
  rest: ReturnType<typeof iteratorOf>,
): AsyncGenerator<Uint8Array> {
  yield* read;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
