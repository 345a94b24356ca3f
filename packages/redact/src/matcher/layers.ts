import { type Matchers, type TextMatcher, withLabels, type Scan } from "./matcher.ts";
import { merged, mergedSpans } from "./spans.ts";

/** Several matchers as one: of the oldest, which is large, and of what was added since, which is quickly made anew. */
export function layered(layers: readonly Matchers[]): Layered {
  const [only] = layers;
  if (only && layers.length === 1) return only;
  // Of spans at one place the last names it: the oldest.
  const newestFirst = layers.toReversed();
  return {
    text: new Layers(() => newestFirst.map(({ text }) => text)),
    bytes: new Layers(() => newestFirst.map(({ bytes }) => bytes)),
  };
}

/** What texts and bytes are looked through with. */
export interface Layered {
  readonly text: TextMatcher;
  readonly bytes: TextMatcher;
}

class Layers implements TextMatcher {
  readonly #matchers: () => readonly TextMatcher[];

  /** @param matchers Asked on use: those for bytes are made then. */
  constructor(matchers: () => readonly TextMatcher[]) {
    this.#matchers = matchers;
  }

  scan(text: string, from: number, floor: number, final: boolean): Scan {
    const scans = this.#matchers().map((matcher) => matcher.scan(text, from, floor, final));
    const tail = scans.map((scan) => scan.tail).reduce((a, b) => (b.start < a.start ? b : a));
    // Another layer's pattern may be over where this one's goes on.
    const isAlone = scans.filter((scan) => scan.tail.start < text.length).length === 1;
    return {
      spans: merged(mergedSpans(scans.map(({ spans }) => spans))),
      tail: isAlone ? tail : { start: tail.start },
      run: scans.find(({ run }) => run)?.run,
    };
  }

  redact(text: string): string {
    return withLabels(text, this.scan(text, 0, 0, true).spans);
  }
}
