import type { Engines } from "./compile.ts";
import { type Looking, redacted, type Scan } from "./engine.ts";
import { merged, mergedSpans } from "./spans.ts";

/** Several engines as one: of the oldest, which is large, and of what was added since, which is quickly made anew. */
export function layered(layers: readonly Engines[]): Layered {
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
  readonly text: Looking;
  readonly bytes: Looking;
}

class Layers implements Looking {
  readonly #engines: () => readonly Looking[];

  /** @param engines Asked on use: those for bytes are made then. */
  constructor(engines: () => readonly Looking[]) {
    this.#engines = engines;
  }

  scan(text: string, from: number, floor: number, final: boolean): Scan {
    const scans = this.#engines().map((engine) => engine.scan(text, from, floor, final));
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
    return redacted(text, this.scan(text, 0, 0, true).spans);
  }
}
