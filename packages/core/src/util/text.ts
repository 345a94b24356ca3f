/** Spelling: how a schema's names become a variable's, an argument's or a file's. */

/** `poolSize` → pool, size; `apiURL` → api, url; `s3Bucket` → s3, bucket. */
export function words(name: string): string[] {
  if (/^[a-z0-9]+$/.test(name)) return [name];
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(isAscii(name) ? /[^A-Za-z0-9]+/ : unicode("[^\\p{L}\\p{N}]+"))
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** Not as a literal: V8 would look up all those characters while it reads this file, which takes as long as a `.env`. */
export function unicode(pattern: string): RegExp {
  return new RegExp(pattern, "gu");
}

export function kebabCase(name: string): string {
  return words(name).join("-");
}

export function upperSnakeCase(name: string): string {
  return words(name).join("_").toUpperCase();
}

/** A name without case and separators, as `secretFiles()` compares names. */
export function bareName(name: string): string {
  return words(name.replace(/[/.\-_]+/g, " ")).join("");
}

/**
 * The candidate that `name` was probably meant to be: within a third of its length by edits, two at most.
 *
 * @example
 * ```ts
 * import { nearest } from "@confide/core/adapter";
 *
 * console.log(nearest("prot", ["host", "port"])); // port
 * ```
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Math.min(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    // Most end here, and there may be thousands.
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

export function didYouMean(name: string): string {
  return `did you mean ${name}?`;
}

/** All candidates, those that are spelled most alike first. */
export function byNearness(name: string, candidates: readonly string[]): readonly string[] {
  const lower = name.toLowerCase();
  const ranked = candidates.map((candidate) => {
    return { candidate, distance: editDistance(lower, candidate.toLowerCase(), Infinity) };
  });
  return ranked.toSorted((a, b) => a.distance - b.distance).map(({ candidate }) => candidate);
}

/** Optimal string alignment distance (a swap of neighbours is one edit), or `limit` once it can only be more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let [before, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    if (Math.min(...current) >= limit) return limit;
    [before, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], word = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/**
 * Text of any origin as one short printable line: control characters would let a name forge a log line, and invisible
 * ones (a change of the reading direction) how it looks.
 *
 * @example
 * ```ts
 * import { printable } from "@confide/core/adapter";
 *
 * console.log(printable("a name\nof two lines")); // a name of two lines
 * ```
 */
export function printable(text: string, most = 120): string {
  const line = text.replace(unicode("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+"), " ");
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}
