import type { Span } from "./spans.ts";

/**
 * Moves a span's edges so that what is left around it stays well-formed: no half of a surrogate pair, no half of an
 * escape (`\nature` holds the value `nature`, and a `\` alone would spoil the JSON), no rest of a JSON number.
 *
 * @param floor What is before it is already written.
 */
export function widened(text: string, span: Span, floor: number): Span {
  const start = wholeStart(text, span.start, floor);
  const end = Math.max(start, wholeEnd(text, span.end, floor));
  const token = bareToken(text, { ...span, start, end }, floor);
  if (token) return { ...span, ...token };
  return start === span.start && end === span.end ? span : { ...span, start, end };
}

/** Of backslashes in a row no more than these are looked at, and a stream holds no more back. */
const LONGEST_RUN = 64;

/** The place to cut before `at`, where a match may begin: `at` itself, or the beginning of what it would cut in two. */
export function wholeStart(text: string, at: number, floor: number): number {
  if (at <= floor) return at;
  if (isLow(text, at) && isHigh(text, at - 1)) return at - 1;
  if (at === text.length && isHigh(text, at - 1)) return at - 1;
  const unicode = UNFINISHED.exec(text.slice(Math.max(floor, at - 5), at));
  const letter = unicode ? at - unicode[0].length + 1 : at;
  if (!unicode && at < text.length && !ESCAPED.test(text.charAt(at))) return at;
  return letter - removable(backslashes(text, letter, floor));
}

const ESCAPED = /["'/\\bfnrtuvx]/;
const UNFINISHED = /\\u[\da-fA-F]{0,3}$/;

/** All of them, since nobody can tell how often the text was escaped; of a longer run so many that an even number stays. */
function removable(run: number): number {
  return run <= LONGEST_RUN ? run : LONGEST_RUN - (run % 2);
}

/** How many backslashes stand before `end`. */
function backslashes(text: string, end: number, floor: number): number {
  let start = end;
  while (start > floor && text.charCodeAt(start - 1) === BACKSLASH) start--;
  return end - start;
}

const BACKSLASH = 92;

/**
 * A backslash at a value's end stays where it escapes the quote behind it: without it the quote would end a JSON string, and
 * without both a character that is not the value's would be gone. Two backslashes are one that is escaped.
 */
function wholeEnd(text: string, end: number, floor: number): number {
  if (isHigh(text, end - 1) && isLow(text, end)) return end + 1;
  const next = text.charAt(end);
  if ((next !== '"' && next !== "\\") || backslashes(text, end, floor) % 2 === 0) return end;
  return next === '"' ? end - 1 : end + 1;
}

/**
 * Where a span at the end of a text that goes on begins, if it waits: whether its last backslash stays is told by what comes
 * next. A long one doesn't wait: it may go on without an end.
 */
export function waitingStart(text: string, span: Span | undefined, floor: number): number | undefined {
  if (span?.end !== text.length || span.end - span.start > LONGEST_WAITING) return undefined;
  return backslashes(text, span.end, floor) % 2 === 1 ? span.start : undefined;
}

const LONGEST_WAITING = 4096;

function isHigh(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

const LONGEST_TOKEN = 64;
const BARE = /[\w.+-]/;
const LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

/**
 * The whole of a number or literal as JSON has them without quotes. In its place is a text, quoted as the name before
 * it is: the JSON may be within a text of JSON. In a list nobody can tell that, so that only `null` fits.
 */
function bareToken(
  text: string,
  span: Span,
  floor: number,
): Pick<Span, "start" | "end" | "label"> | undefined {
  let { start, end } = span;
  if (end - start > LONGEST_TOKEN || !BARE.test(text.charAt(start))) return undefined;
  while (start > floor && span.start - start < LONGEST_TOKEN && BARE.test(text.charAt(start - 1))) start--;
  while (end - span.end < LONGEST_TOKEN && BARE.test(text.charAt(end))) end++;
  if (!LITERAL.test(text.slice(start, end)) || !AFTER_VALUE.test(text.slice(end, end + 16))) return undefined;
  const run = /(\\*)"\s*:\s*$/.exec(text.slice(Math.max(0, start - 16), start))?.[1]?.length;
  if (run !== undefined) {
    const quote = quoteBehind(run);
    return { start, end, label: quote + span.label.replaceAll('"', "") + quote };
  }
  return /[[,]\s*$/.test(text.slice(Math.max(0, start - 16), start))
    ? { start, end, label: "null" }
    : undefined;
}

/**
 * JSON in JSON in JSON: a quote has 0, 1, 3, 7, … backslashes, and those of the name before it come in twos, fours, eights:
 * the ones at the end of their number in binary are the quote's.
 */
function quoteBehind(run: number): string {
  return `${"\\".repeat(run & ~(run + 1))}"`;
}

const AFTER_VALUE = /^\s*(?:[,}\]]|$)/;

/** Where a number begins with which the text ends: it may go on, and a part of it may be a value. */
export function numberTail(text: string, from: number): number {
  const found = /-?\d[\d.eE+-]*$/.exec(text.slice(Math.max(from, text.length - LONGEST_TOKEN)));
  return text.length - (found?.[0].length ?? 0);
}
