/** What a content's first bytes say that it is; of brotli only its name does. */
export type Kind = "plain" | "utf-16le" | "utf-16be" | ArchiveKind;

/**
 * - `zlib`: an object of git's too.
 * - `git-pack`: a history, or a part of one.
 * - `other`: what nobody here can unpack.
 */
export type ArchiveKind = "zip" | "gzip" | "zlib" | "zstd" | "brotli" | "tar" | "pdf" | "git-pack" | "other";

/** So many bytes tell. */
export const TELLING_BYTES = 512;

const TAR_MAGIC_AT = 257;
const MOST_LOOKED_AT = 64;
const LEAST_UTF16 = 8;

export function kindOf(bytes: Uint8Array): Kind {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (first === 0x50 && second === 0x4b && (third === 3 || third === 5) && fourth === third + 1) return "zip";
  if (first === 0x1f && second === 0x8b && third === 8) return "gzip";
  // Of `x^` text begins too.
  if (first === 0x78 && (second === 0x01 || second === 0x9c || second === 0xda)) return "zlib";
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "zstd";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (bytes[TAR_MAGIC_AT] === 0x75 && isTar(bytes)) return "tar";
  if (endsAsZip(bytes)) return "zip";
  return kindByBeginning(bytes) ?? (first === 0 || second === 0 ? wideKindOf(bytes) : "plain");
}

function kindByBeginning(bytes: Uint8Array): Kind | undefined {
  // Most begin with another byte.
  if (!BEGINNING_UNITS.has(bytes[0])) return undefined;
  const beginning = Buffer.from(bytes.subarray(0, LONGEST_BEGINNING)).toString("latin1");
  if (OTHERS.some((each) => beginning.startsWith(each))) return "other";
  if (beginning.startsWith(PDF)) return "pdf";
  return GIT_PACKS.some((each) => beginning.startsWith(each)) ? "git-pack" : undefined;
}

/** xz, 7z, rar, compress, lzip, lz4, lzma, cab, SquashFS, rpm, deb, and bzip2 by its level. */
const OTHERS: readonly string[] = [
  "\xfd7zXZ\0", "7z\xbc\xaf'\x1c", "Rar!\x1a\x07", "\x1f\x9d", "LZIP\x01", "\x04\"M\x18", "]\0\0\x80\0", "MSCF\0\0\0\0", "hsqs",
  "\xed\xab\xee\xdb", "!<arch>\ndebian-binary", ...Array.from("123456789", (level) => `BZh${level}1AY&SY`),
]; // prettier-ignore
const GIT_PACKS: readonly string[] = [
  "PACK\0\0\0\x02",
  "PACK\0\0\0\x03",
  "# v2 git bundle\n",
  "# v3 git bundle\n",
];
const PDF = "%PDF-";
const LONGEST_BEGINNING = 24;
const BEGINNING_UNITS: ReadonlySet<number | undefined> = new Set(
  [...OTHERS, ...GIT_PACKS, PDF].map((each) => each.charCodeAt(0)),
);

/** One with a program in front, as of archives that start themselves. */
function endsAsZip(bytes: Uint8Array): boolean {
  const at = bytes.length - LEAST_DIRECTORY_END;
  return bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 5 && bytes[at + 3] === 6;
}

const LEAST_DIRECTORY_END = 22;

function isTar(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)).toString("latin1") === "ustar";
}

/** Without a mark at its beginning: text of ASCII, of which each other byte is zero. */
function wideKindOf(bytes: Uint8Array): Kind {
  const looked = bytes.subarray(0, Math.min(MOST_LOOKED_AT, bytes.length & ~1));
  if (looked.length < LEAST_UTF16) return "plain";
  const isHalf = (zeroAt: number) => looked.every((byte, index) => (byte === 0) === (index % 2 === zeroAt));
  if (isHalf(1)) return "utf-16le";
  return isHalf(0) ? "utf-16be" : "plain";
}

export function isArchive(kind: Kind): kind is ArchiveKind {
  return kind !== "plain" && kind !== "utf-16le" && kind !== "utf-16be";
}

/** What nothing could be unpacked of was none. */
export function isGuessed(kind: ArchiveKind): boolean {
  return kind === "zlib";
}
