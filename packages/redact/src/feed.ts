import type { Engine } from "./engine.ts";

/** What has been written already may tell how what follows is read: whether it begins a word, for one. */
const CONTEXT = 16;

/**
 * A text that comes in pieces. It holds back only an ending that may still become a match; there is no timer, since
 * whatever goes out after a while is out.
 */
export class Feed {
  readonly #engine: () => Engine;
  #context = "";
  #held = "";
  /** So much of what is held, or of what is to come, belongs to a span whose label has been written. */
  #covered = 0;
  /** While what is held goes on like this pattern, it isn't even looked through. */
  #awaited: string | undefined;

  /** @param engine Asked for each piece: values may be loaded while a stream is open. */
  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  push(piece: string): string {
    if (this.#awaited && this.#awaited.length > this.#held.length + piece.length)
      if (this.#awaited.startsWith(piece, this.#held.length)) {
        this.#held += piece;
        return "";
      }
    return this.#advance(this.#held + piece, false);
  }

  end(): string {
    return this.#advance(this.#held, true);
  }

  #advance(fresh: string, final: boolean): string {
    const engine = this.#engine();
    const text = this.#context + fresh;
    const from = this.#context.length;
    const floor = from + this.#covered;
    const tail = final ? { start: text.length } : engine.tailOf(text, from, from);
    const cut = tail.start;
    let [written, at] = ["", floor];
    for (const { start, end, label } of engine.find(text, from, floor, final)) {
      if (start >= cut) break;
      if (start >= at) written += text.slice(at, start) + label;
      at = Math.max(at, end);
    }
    if (at < cut) written += text.slice(at, cut);
    this.#covered = Math.max(0, at - cut);
    this.#context = text.slice(Math.max(0, cut - CONTEXT), cut);
    this.#held = text.slice(cut);
    this.#awaited = tail.pattern;
    return written;
  }
}
