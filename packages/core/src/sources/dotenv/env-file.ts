import { inCwd } from "../shared/cwd.ts";
import { SourceError } from "../../model/errors.ts";
import type { ReadContext } from "../../contract/source.ts";
import { type Assignment, scanDotenv } from "./dotenv-scan.ts";
import { decodeText, readFile } from "../shared/read-file.ts";
import type { PackageOnUse } from "../shared/on-use.ts";
import { loadOnUse, type SyncOrAsync } from "../shared/sync-or-async.ts";

/** What one `.env` file holds. */
export interface EnvFile {
  /** As the user wrote it. */
  readonly path: string;
  /** By name, the last of each: that one counts. */
  readonly entries: ReadonlyMap<string, EnvEntry>;
  /** Lines that are neither an assignment nor a comment. */
  readonly skipped: readonly number[];
}

export interface EnvEntry {
  readonly text: string;
  readonly line: number;
  readonly literal: boolean;
  readonly trap: Assignment["trap"];
  readonly isKey: boolean;
  /** Where the same name stood before. */
  readonly earlierLine: number | undefined;
}

/** Reads and parses one file. Nothing if it isn't there. */
export function* readEnvFile(
  path: string,
  cwd: string | undefined,
  context: Pick<ReadContext, "signal" | "deadlineMs">,
): SyncOrAsync<EnvFile | undefined> {
  const at = inCwd(path, cwd);
  const request = { path, at, source: path };
  const bytes = yield* readFile(request, context);
  return bytes && { path, ...(yield* parsedLines(decodeText(bytes, request), path)) };
}

/** package.json has nothing in its place for browsers and Workers, which have no files and lack what it requires. */
const DOTENV: PackageOnUse<typeof import("dotenv")> = { name: "dotenv", load: async () => import("#dotenv") };

function* parsedLines(text: string, path: string): SyncOrAsync<Omit<EnvFile, "path">> {
  refuseSeparators(text, path);
  const { parse } = (yield* loadOnUse(DOTENV)) ?? {};
  const values = parse?.(text, { fast: true });
  const entries = new Map<string, EnvEntry>();
  const skipped: number[] = [];
  for (const { name, value, ...rest } of scanDotenv(text, (line) => void skipped.push(line))) {
    const decided = values ? ownText(values, name) : value;
    entries.set(name, { text: decided, ...rest, earlierLine: entries.get(name)?.line });
  }
  return { entries, skipped };
}

/**
 * The package decides what a value is. Only where it can't be loaded (it is CommonJS and requires `fs`, which a bundle in
 * one ESM file can't) does our own reading of the file count, which a property test holds equal.
 */
function ownText(values: Readonly<Record<string, string>>, name: string): string {
  const text: unknown = values[name]; // what every object has, `toString`, is no text
  return typeof text === "string" ? text : "";
}

const MAX_SEPARATORS = 100;

/** Lines that end in U+2028 take `dotenv` a time that grows with their square. No editor writes them. */
function refuseSeparators(text: string, path: string): void {
  const separators = text.match(/[\u2028\u2029]/g) ?? [];
  if (separators.length <= MAX_SEPARATORS) return;
  const message = `${path} holds more than ${MAX_SEPARATORS} of the characters U+2028 and U+2029`;
  throw new SourceError({ reason: "malformed", message, store: path, ref: path });
}

export interface EnvPlace {
  readonly file: EnvFile;
  readonly entry: EnvEntry;
}

/** The first file that has text under the name; else the first that has the name at all: a trap may be why it is empty. */
export function envPlaceOf(files: readonly EnvFile[], name: string): EnvPlace | undefined {
  let empty: EnvPlace | undefined;
  for (const file of files) {
    const entry = file.entries.get(name);
    if (entry && entry.text !== "") return { file, entry };
    if (entry) empty ??= { file, entry };
  }
  return empty;
}

/** All names but the lines of a key; `xyz==` is the end of one (base64), and has a name that nothing prints. */
export function namesOfAll(files: readonly EnvFile[]): ReadonlySet<string> {
  const names = files.flatMap(({ entries }) =>
    [...entries].flatMap(
      // The end of a line of Base64, which has no quotes.
      ([name, { text, isKey, literal }]) => (isKey ? [] : [text === "=" && !literal ? `${name}=` : name]),
    ),
  );
  return new Set(names);
}
