import { literal } from "../encodings/literal.ts";
import type { Run } from "../matcher/format-matcher.ts";

/** One kind of text that looks like a secret, whether or not it was loaded. */
export interface Format {
  /** As it is written in its place: `[redacted github-token]`. */
  readonly name: string;
  /** Four units each, one of which is in every match, `gateAt` units behind its beginning. */
  readonly gates: readonly string[];
  readonly gateAt?: number;
  /** What is before the secret and stays; sticky. */
  readonly head?: RegExp;
  /** The secret; sticky. Where it matches at all it has to match early: a long look in vain, at every place, is quadratic. */
  readonly body: RegExp;
  /** Matches, up to the text's end, whatever may still become a match; sticky. */
  readonly open: RegExp;
  /** How much of it a stream holds back. 4 200 units if left out. */
  readonly longest?: number;
  readonly runs?: readonly Run[];
}

export interface TokenShape {
  readonly prefixes: readonly string[];
  /** A class of characters: `[A-Za-z0-9]`. */
  readonly of: string;
  readonly least: number;
  readonly most?: number;
}

/** A format that most issuers use: a prefix of their own, then so many characters of one class. */
export function token(name: string, { prefixes, of, least, most = least }: TokenShape): Format {
  const alternatives = prefixes.map(literal).join("|");
  return {
    name,
    gates: gatesOf(...prefixes),
    body: new RegExp(`${BEGINS}(?:${alternatives})${of}{${least},${most}}`, "y"),
    open: new RegExp(
      `${BEGINS}(?:${prefixes.map(beginning).join("|")}|(?:${alternatives})${of}{0,${most - 1}}$)`,
      "y",
    ),
  };
}

/** A run that begins behind `head`. */
export function run(head: string, goesOn: string, { longest = LONGEST, flags = "y" } = {}): Run {
  return {
    opened: new RegExp(`(?:${head})(?:${goesOn})\\\\?$`, flags),
    goesOn: new RegExp(goesOn, flags),
    longest,
  };
}

/** Where a format doesn't say how long it may be. */
export const LONGEST = 4200;

/** The first four units of each; of a shorter one, with whatever may come behind it. */
export function gatesOf(...beginnings: readonly string[]): readonly string[] {
  const gates = beginnings.flatMap((each) =>
    each.length < GATE ? gatesOf(...Array.from(TOKEN_UNITS, (unit) => each + unit)) : [each.slice(0, GATE)],
  );
  return [...new Set(gates)];
}

export const GATE = 4;
const TOKEN_UNITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** Not in the middle of a word; the letter of an escape is no part of one. */
export const BEGINS = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[bfnrtv]|%[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}|\[\d{1,3}m))`;

/** What a text ends with that may become this word: `gh` for `ghp_`. */
export function beginning(word: string): string {
  return Array.from(word).reduceRight((rest, unit) => `${literal(unit)}(?:$${rest && `|${rest}`})`, "");
}
