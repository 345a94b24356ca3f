import type { Warning } from "../../model/warning.ts";
import { list } from "../../util/text.ts";
import type { EnvFile } from "./env-file.ts";

const MOST_LINES = 5;

/** `FOO BAR`, `=x`: nothing reads such a line, and nobody would notice. What is in it may be a secret, and isn't shown. */
export function skippedLines(files: readonly EnvFile[]): Warning[] {
  return files.flatMap(({ path, skipped }): Warning[] => {
    const [first, ...others] = skipped;
    if (first === undefined) return [];
    const more = others.length - (MOST_LINES - 1);
    const shown = [...skipped.slice(0, MOST_LINES).map(String), ...(more > 0 ? [`${more} more`] : [])];
    const what = others.length === 0 ? `line ${first} of ${path} is` : `lines ${list(shown)} of ${path} are`;
    return [
      {
        kind: "trap",
        message: `${what} no NAME=value, and not read`,
        origin: { source: path, location: `${path}:${first}` },
        fix: "write NAME=value, begin a comment with #, or put quotes around a value of several lines",
      },
    ];
  });
}
