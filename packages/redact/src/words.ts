import { beginsWord, endsWord } from "./boundary.ts";
import type { Pattern } from "./pattern.ts";
import type { Spans } from "./spans.ts";

const PAIRS = 1 << 16;

/**
 * Finds values that are too short or too common to be taken out of the middle of words: `admin` in `user=admin`, not in
 * `administrator`.
 */
export class Words {
  readonly #labels: ReadonlyMap<string, string>;
  readonly #lengths: readonly number[];
  /** By a word's first two units; a word of one goes on with any. */
  readonly #gate = new Uint8Array(PAIRS);
  readonly #beginnings = new Set<string>();

  constructor(words: readonly Pattern[]) {
    this.#labels = new Map(words.map(({ text, label }) => [text, label]));
    this.#lengths = [...new Set(words.map(({ text }) => text.length))].sort((a, b) => b - a);
    for (const { text } of words) {
      const first = text.charCodeAt(0);
      if (text.length > 1) this.#gate[pair(first, text.charCodeAt(1))] = 1;
      else for (let second = 0; second < 256; second++) this.#gate[pair(first, second)] = 1;
      for (let length = 1; length <= text.length; length++) this.#beginnings.add(text.slice(0, length));
    }
  }

  /** @param final False where the text goes on: a word at its very end may be the beginning of a longer one. */
  find(text: string, from: number, spans: Spans, final: boolean): void {
    const { length } = text;
    const gate = this.#gate;
    let unit = text.charCodeAt(from);
    for (let at = from; at < length; at++) {
      // Behind the end NaN becomes 0, which is in the gate of a word of one unit.
      const next = text.charCodeAt(at + 1);
      if (gate[((unit << 8) ^ next) & (PAIRS - 1)] === 1 || at === length - 1)
        this.#match(text, at, spans, final);
      unit = next;
    }
  }

  #match(text: string, start: number, spans: Spans, final: boolean): void {
    if (!beginsWord(text, start)) return;
    for (const length of this.#lengths) {
      const end = start + length;
      if (end > text.length || (end === text.length && !final)) continue;
      const label = this.#labels.get(text.slice(start, end));
      if (label === undefined || !endsWord(text, end)) continue;
      spans.add(start, end, label);
      return;
    }
  }

  /** Where the text's ending begins that may be a word, or become one. */
  tailOf(text: string, from: number): number {
    const longest = this.#lengths[0] ?? 0;
    for (let start = Math.max(from, text.length - longest); start < text.length; start++)
      if (this.#beginnings.has(text.slice(start)) && beginsWord(text, start)) return start;
    return text.length;
  }
}

function pair(first: number, second: number): number {
  return ((first << 8) ^ second) & (PAIRS - 1);
}
