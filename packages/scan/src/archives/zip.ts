import { type UnzipFileInfo, unzipSync } from "fflate";

import { type Budget, Unreadable } from "./budget.ts";
import type { ArchiveEntry } from "./tar.ts";

/** So much is unpacked at once. */
const AT_ONCE = 64 * 1024 * 1024;

/** An entry as the archive's directory has it, by its place there: two may have one name. */
interface Listed extends UnzipFileInfo {
  readonly index: number;
}

/**
 * The entries of a zip file. Its directory is read again for each bundle of them, as the package unpacks what a filter
 * chooses.
 */
export function* zipEntries(file: Buffer, budget: Budget): Generator<ArchiveEntry> {
  const bytes = behindProgram(file);
  if (isEncrypted(bytes)) throw new Unreadable("encrypted");
  for (const bundle of bundles(directoryOf(bytes))) {
    budget.spend(bundle.reduce((sum, { originalSize }) => sum + originalSize, 0));
    const unpacked = unpack(bytes, bundle);
    for (const { name } of bundle) yield { name, chunks: [unpacked[name] ?? new Uint8Array()] };
  }
}

/** One that starts itself has a program in front; its directory counts from there, or from the file's beginning. */
function behindProgram(file: Buffer): Buffer {
  const end = file.lastIndexOf(DIRECTORY_END);
  if (end < 0 || end + DIRECTORY_END_BYTES > file.length) return file;
  const program = end - file.readUInt32LE(end + SIZE_AT) - file.readUInt32LE(end + OFFSET_AT);
  return program > 0 && file.readUInt16LE(program) === ENTRY ? file.subarray(program) : file;
}

/** Of the record at the end, which has size and offset of the directory. */
const DIRECTORY_END = Buffer.from("PK\x05\x06", "latin1");
const [DIRECTORY_END_BYTES, SIZE_AT, OFFSET_AT] = [22, 12, 16];
/** Begins the file and each entry. */
const ENTRY = 0x4b50;

function directoryOf(bytes: Buffer): readonly Listed[] {
  const all: Listed[] = [];
  unzipSync(bytes, {
    filter(info) {
      all.push({ ...info, index: all.length });
      return false;
    },
  });
  return all;
}

/** As much as is unpacked at once, and no name twice. */
function* bundles(all: readonly Listed[]): Generator<readonly Listed[]> {
  let bundle: Listed[] = [];
  let names = new Set<string>();
  let size = 0;
  for (const each of all) {
    if (bundle.length > 0 && (size + each.originalSize > AT_ONCE || names.has(each.name))) {
      yield bundle;
      [bundle, names, size] = [[], new Set(), 0];
    }
    bundle.push(each);
    names.add(each.name);
    size += each.originalSize;
  }
  if (bundle.length > 0) yield bundle;
}

function unpack(bytes: Buffer, bundle: readonly Listed[]): Readonly<Record<string, Uint8Array>> {
  if (bundle.some(({ compression }) => !KNOWN.has(compression))) throw new Unreadable("unsupported");
  const chosen = new Set(bundle.map(({ index }) => index));
  let index = 0;
  return unzipSync(bytes, { filter: () => chosen.has(index++) });
}

/** Stored, and deflated. */
const KNOWN: ReadonlySet<number> = new Set([0, 8]);
/** Begins each entry of the directory. */
const DIRECTORY_ENTRY = Buffer.from("PK\x01\x02", "latin1");
const FLAGS_AT = 8;

/** The package doesn't say it of an entry, and takes what is stored encrypted for its content. */
function isEncrypted(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(DIRECTORY_ENTRY); at >= 0; at = bytes.indexOf(DIRECTORY_ENTRY, at + 1))
    if (((bytes[at + FLAGS_AT] ?? 0) & 1) === 1) return true;
  return false;
}
