import type { Warning } from "../../model/warning.ts";
import { encryptionOf } from "../shared/encrypted.ts";
import type { Assignment } from "./dotenv-scan.ts";
import type { EnvEntry } from "./env-file.ts";

/** What of a line reads otherwise than it looks, and what to do. */
const TRAPS: Readonly<Record<NonNullable<Assignment["trap"]>, (at: string) => readonly [string, string]>> = {
  cut: (at) => [`is cut at a # in ${at}`, "put quotes around the value, or a space before a comment"],
  key: (at) => [`is only the first line of a key in ${at}`, "put double quotes around all lines of the key"],
  unclosed: (at) => [
    `begins with a quote in ${at} that does not close`,
    "close it, or put other quotes around the value",
  ],
  behind: (at) => [
    `has text behind its closing quote in ${at}, and so the quotes belong to the value`,
    "take the text out, or begin it with #; or put other quotes around all of it",
  ],
  lineEnd: (at) => [
    String.raw`has a \n or \r in ${at} that becomes a line end in double quotes`,
    "put single quotes around the value",
  ],
  backslash: (at) => [
    `has a backslash before a quote in ${at}, and both belong to the value`,
    "take the backslash out, and put other quotes around the value",
  ],
};

export interface TrappedEntry {
  readonly file: string;
  readonly name: string;
  readonly entry: EnvEntry;
  /** Of the setting. */
  readonly path: readonly string[];
}

export interface Expansion {
  readonly expand: boolean;
  /** Whether one of the files has the name. */
  readonly isKnown: (name: string) => boolean;
}

/** What reads otherwise than it looks. No message quotes the value, nor a name in it, which may be a part of a password. */
export function envTraps({ file, name, entry, path }: TrappedEntry, expansion: Expansion): Warning[] {
  const { line, trap, earlierLine, text } = entry;
  const [at, traps] = [`${file}:${line}`, [] as Warning[]];
  const report = (message: string, fix: string): void => {
    const origin = { source: file, location: at };
    traps.push({ kind: "trap", path, message: `${name} ${message}`, fix, origin });
  };
  const encryption = encryptionOf(text);
  if (encryption) report(`is still encrypted ${encryption.by} in ${at}`, encryption.fix);
  if (trap !== undefined) report(...TRAPS[trap](at));
  const reference = referenceTrap(entry, at, expansion);
  if (reference) report(...reference);
  if (earlierLine !== undefined)
    report(`is set twice in ${file}: line ${line} counts, not ${earlierLine}`, "take one of them out");
  return traps;
}

const IN_BRACES = /\$\{[A-Za-z_][\w.-]*(?:\}|:-)/;
const BARE = /(?<!\\)\$([A-Za-z_]\w*)/g;
const OR_QUOTES = "or put single quotes around the value";

/** A `$` is often a part of a password: without braces it is reported only before a name that the files have. */
function referenceTrap(
  { text, literal }: EnvEntry,
  at: string,
  { expand, isKnown }: Expansion,
): readonly [string, string] | undefined {
  if (literal || !text.includes("$")) return undefined;
  if (!expand && IN_BRACES.test(text))
    return [`holds \${…} in ${at}, which is not expanded`, `pass expand: true to dotenv(), ${OR_QUOTES}`];
  if (![...text.matchAll(BARE)].some(([, name = ""]) => isKnown(name))) return undefined;
  const fix = `write \${…}${expand ? "" : " and pass expand: true to dotenv()"}, ${OR_QUOTES}`;
  return [`holds a $ before the name of another value in ${at}, which is not expanded`, fix];
}
