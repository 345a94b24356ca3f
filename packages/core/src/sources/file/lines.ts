import { pathName } from "../../model/setting.ts";

/** On which line each name of a file is, by its dotted path; the first line is 1. */
export class Lines {
  readonly #lines = new Map<string, number>();

  /** The last place counts, as its value does. Deeper than any schema nobody asks. */
  set(path: readonly string[], line: number): void {
    if (path.length <= MAX_NAME_DEPTH) this.#lines.set(pathName(path), line);
  }

  /** Of the name itself; else of the nearest name around it. */
  of(path: readonly string[]): number | undefined {
    for (let depth = Math.min(path.length, MAX_NAME_DEPTH); depth > 0; depth--) {
      const line = this.#lines.get(pathName(path.slice(0, depth)));
      if (line !== undefined) return line;
    }
    return undefined;
  }
}

/** A name costs time by its depth, and JSON may nest a million deep. */
export const MAX_NAME_DEPTH = 32;

/** Asked for rising places only, so that all lines are counted once. */
export function lineCounter(text: string): (at: number) => number {
  let [line, feed] = [1, text.indexOf("\n")];
  return (at) => {
    for (; feed !== -1 && feed < at; feed = text.indexOf("\n", feed + 1)) line++;
    return line;
  };
}

/** The quote that closes the string that opens at `at`, or the end of the text. */
export function closingQuote(text: string, at: number, quote = '"'): number {
  for (let end = text.indexOf(quote, at + quote.length); end !== -1; end = text.indexOf(quote, end + 1)) {
    let before = end;
    while (text[before - 1] === "\\") before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
