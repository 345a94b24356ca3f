import { beginsWord, endsWord } from "./word-boundary.ts";
import type { Pattern } from "./pattern.ts";
import { WuManber } from "./wu-manber.ts";
import { type Span, Spans } from "./spans.ts";

/** Fewer units have no place in a table of three. */
const TINY = 3;

/**
 * Finds values that are too short or too common to be taken out of the middle of words: `admin` in `user=admin`, not in
 * `administrator`.
 */
export class WholeWords {
  readonly #final: WuManber;
  readonly #goingOn: WuManber;
  readonly #tiny: readonly Pattern[];
  readonly #longest: number;
  readonly #beginnings = new Set<string>();

  constructor(words: readonly Pattern[]) {
    const others = words.filter(({ text }) => text.length >= TINY);
    this.#final = new WuManber(others, isWordOfItsOwn);
    this.#goingOn = new WuManber(others, isWordThatEnds);
    this.#tiny = words.filter(({ text }) => text.length < TINY);
    this.#longest = words.reduce((longest, { text }) => Math.max(longest, text.length), 0);
    for (const { text } of words)
      for (let length = 1; length <= text.length; length++) this.#beginnings.add(text.slice(0, length));
  }

  /** @param final False where the text goes on: a word at its very end may be the beginning of a longer one. */
  find(text: string, from: number, final: boolean): (readonly Span[])[] {
    const spans = new Spans();
    const table = final ? this.#final : this.#goingOn;
    // Words are short: however many there are nearly, looking at them stays cheap, and it is gone on with.
    for (let at = from; at < text.length;) at = table.find(text, at, spans);
    return [spans.list, ...this.#tiny.map((word) => foundTiny(word, text, from, final))];
  }

  /** Where the text's ending begins that may be a word, or become one. */
  tailOf(text: string, from: number): number {
    for (let start = Math.max(from, text.length - this.#longest); start < text.length; start++)
      if (this.#beginnings.has(text.slice(start)) && beginsWord(text, start)) return start;
    return text.length;
  }
}

function foundTiny(word: Pattern, text: string, from: number, final: boolean): readonly Span[] {
  const spans = new Spans();
  const { length } = word.text;
  const accepts = final ? isWordOfItsOwn : isWordThatEnds;
  for (let at = text.indexOf(word.text, from); at !== -1; at = text.indexOf(word.text, at + 1))
    if (accepts(text, at, at + length)) spans.add(at, at + length, word.label);
  return spans.list;
}

function isWordOfItsOwn(text: string, start: number, end: number): boolean {
  return endsWord(text, end) && beginsWord(text, start);
}

function isWordThatEnds(text: string, start: number, end: number): boolean {
  return end < text.length && isWordOfItsOwn(text, start, end);
}
