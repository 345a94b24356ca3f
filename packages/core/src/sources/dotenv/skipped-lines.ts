import type { Warning } from "../../model/warning.ts";
import { list } from "../../util/text.ts";
import type { EnvFile } from "./env-file.ts";

const MOST_LINES = 5;

/** `FOO BAR`, `=x`: nothing reads such a line, and nobody would notice. What is in it may be a secret, and isn't shown. */
export function skippedLines(files: readonly EnvFile[]): Warning[] {
  return files.flatMap(({ path, skipped }): Warning[] => {
    const [first, ...others] = skipped;
    if (first === undefined) return [];
    const more = others.length - MOST_LINES;
    const shown = [...others.slice(0, MOST_LINES).map(String), ...(more > 0 ? [`${more} more`] : [])];
    const at = `${path}:${first}`;
    const nor =
      others.length === 0 ? "" : `; nor ${others.length === 1 ? "is line" : "are lines"} ${list(shown)}`;
    return [
      {
        kind: "trap",
        message: `${at} is no NAME=value, and not read${nor}`,
        origin: { source: path, location: at },
        fix: "write NAME=value, begin a comment with #, or put quotes around a value of several lines",
      },
    ];
  });
}
