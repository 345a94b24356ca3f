/** What `quick` returns where only the expression can say, and where there is no escape. */
export const [UNKNOWN, NONE] = [-1, -2];

/** One way to write characters as something else. Only reading it matters. */
export interface Encoding {
  readonly name: string;
  /** Each escape begins with one of these. */
  readonly marks: readonly string[];
  /** Matches the values that are written otherwise in this encoding. @default all of them, as programs differ in what they escape */
  readonly changes?: RegExp;
  /** One escape; sticky. */
  readonly escape: RegExp;
  /** What the escape means; undefined where it means itself. */
  readonly decode: (escape: string) => string | undefined;
  /** The unit that an escape of two characters means, read without the expression; or `UNKNOWN` or `NONE`. */
  readonly quick?: Quick;
  /** One escape of ASCII, read without the expression, and what it means. */
  readonly fixed?: { readonly written: string; readonly meaning: string };
  /** Whether an escape needs a character behind it, so that a mark at the very end says nothing. */
  readonly isInner?: boolean;
  /** Whether `decode` takes the character before the escape too. */
  readonly readsBefore?: boolean;
  /** The beginning of an escape at the end of a text that goes on; global. */
  readonly partial: RegExp;
}

export type Quick = (source: string, at: number) => number;

/** The one character that is these bytes in UTF-8; undefined if there is none. */
export function utf8(bytes: readonly number[]): string | undefined {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString("utf8");
  return Buffer.from(text).equals(buffer) ? text : undefined;
}

/** The character of a number; undefined if there is none. */
export function character(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/**
 * An expression for one character beyond ASCII as escapes of its bytes: the first byte says how many follow.
 *
 * @param between An expression for what may be between two of them.
 */
export function utf8Escapes(escape: (first: string, last: string) => string, between = ""): string {
  const next = between + escape("[89abAB]", "[0-9a-fA-F]");
  const first = [escape("[cCdD]", "[0-9a-fA-F]"), escape("[eE]", "[0-9a-fA-F]"), escape("[fF]", "[0-4]")];
  return first.map((each, index) => each + next.repeat(index + 1)).join("|");
}
