import type { TextMatcher } from "../matcher/matcher.ts";
import type { Run } from "../matcher/format-matcher.ts";

/** What has been written already may tell how what follows is read: whether it begins a word, for one. */
const CONTEXT = 16;

/**
 * A text that comes in chunks. It holds back only an ending that may still become a match; there is no timer, since
 * whatever goes out after a while is out.
 */
export class TextStream {
  readonly #matcher: () => TextMatcher;
  #context = "";
  #held = "";
  /** So much of what is held, or of what is to come, belongs to a span whose label has been written. */
  #covered = 0;
  /** While what is held goes on like this pattern, it isn't even looked through. */
  #awaited: string | undefined;
  /** What is held, or what has been written last, may go on like this for long. */
  #run: Run | undefined;
  #isCovering = false;
  /** The backslash that the run ended with so far. */
  #escape = "";

  /** @param matcher Asked for each chunk: values may be loaded while a stream is open. */
  constructor(matcher: () => TextMatcher) {
    this.#matcher = matcher;
  }

  push(chunk: string): string {
    if (this.#isAwaited(chunk) || this.#runsOn(chunk)) {
      this.#held += chunk;
      return "";
    }
    return this.#advance(this.#held + chunk, false);
  }

  end(): string {
    return this.#advance(this.#held, true);
  }

  #isAwaited(chunk: string): boolean {
    if (!this.#awaited || this.#awaited.length <= this.#held.length + chunk.length) return false;
    return this.#awaited.startsWith(chunk, this.#held.length);
  }

  /** Whether all that is held goes on like this, and may be held. */
  #runsOn(chunk: string): boolean {
    const run = this.#run;
    if (!run) return false;
    const length = this.#runLength(run, chunk);
    if (this.#isCovering) {
      this.#covered = this.#held.length + length;
      if (length < chunk.length) this.#run = undefined;
      return false;
    }
    if (length === chunk.length && this.#held.length + length < run.longest) return true;
    this.#run = undefined;
    return false;
  }

  /** An escape may be cut in two: its backslash waits for what comes next. */
  #runLength({ goesOn }: Run, chunk: string): number {
    const text = this.#escape + chunk;
    goesOn.lastIndex = 0;
    const end = goesOn.test(text) ? goesOn.lastIndex : 0;
    const isCut = end === text.length - 1 && text.endsWith("\\");
    const before = this.#escape.length;
    this.#escape = isCut ? "\\" : "";
    return isCut ? chunk.length : Math.max(0, end - before);
  }

  #advance(fresh: string, final: boolean): string {
    const text = this.#context + fresh;
    const from = this.#context.length;
    const floor = from + this.#covered;
    const { spans, tail, run } = this.#matcher().scan(text, from, floor, final);
    const cut = tail.start;
    let [written, at] = ["", floor];
    for (const { start, end, label } of spans) {
      if (start >= cut) break;
      if (start >= at) written += text.slice(at, start) + label;
      at = Math.max(at, end);
    }
    if (at < cut) written += text.slice(at, cut);
    this.#goOn(run, text.slice(at));
    this.#covered = Math.max(0, at - cut);
    this.#context = text.slice(Math.max(0, cut - CONTEXT), cut);
    this.#held = text.slice(cut);
    this.#awaited = tail.pattern;
    return written;
  }

  /** @param rest What is behind the last span. Nothing: the span's label has been written, and its rest is left out. */
  #goOn(run: Run | undefined, rest: string): void {
    const isCovering = rest === "" || rest === "\\";
    if (this.#run && this.#isCovering && isCovering) return;
    this.#isCovering = isCovering;
    this.#run = run;
    this.#escape = run && /(?<!\\)(?:\\\\)*\\$/.test(rest) ? "\\" : "";
  }
}
