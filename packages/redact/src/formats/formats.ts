import { hashAt, hashFor } from "../hash.ts";
import { Spans } from "../spans.ts";
import type { Format, Looked, Looker } from "./format.ts";

const HASH = hashFor(Infinity);
/** A match that is longer ends here, and so does what a stream holds back. */
const LONGEST = 20_000;
/** No format's gate stands further behind its beginning, its own three units included. */
const WIDEST_GATE = 8;

/** Finds formats: a look at each three units tells whether any may stand here, and only then expressions are tried. */
export class Formats implements Looker {
  readonly #gate = new Uint8Array(HASH.size);
  readonly #byGate = new Map<number, Format[]>();
  readonly #byFirst = new Map<string, Format[]>();

  constructor(formats: readonly Format[]) {
    for (const format of formats) {
      for (const gate of format.gates) {
        const hash = hashAt(HASH, gate, 0);
        this.#gate[hash] = 1;
        this.#byGate.set(hash, [...(this.#byGate.get(hash) ?? []), format]);
        const first = format.gateAt === undefined ? gate.charAt(0) : "-";
        this.#byFirst.set(first, [...new Set([...(this.#byFirst.get(first) ?? []), format])]);
      }
    }
  }

  find(text: string, from: number, final: boolean): Looked {
    const gate = this.#gate;
    const { length } = text;
    const { step, mask } = HASH;
    const spans = new Spans();
    const opensFrom = final ? length : length - LONGEST;
    let hash = (text.charCodeAt(from) << step) ^ text.charCodeAt(from + 1);
    for (let at = from + 2; at < length; at++) {
      hash = ((hash << step) ^ text.charCodeAt(at)) & mask;
      if (gate[hash] !== 1) continue;
      const formats = this.#byGate.get(hash) ?? [];
      const opened = at < opensFrom ? undefined : firstOpen(formats, text, at - 2);
      if (opened !== undefined) return { spans: spans.list, tail: opened };
      const end = firstMatch(formats, text, at - 2, spans);
      if (end === undefined || end <= at) continue;
      // What stands within a match is not looked at again, which is what keeps a text of nothing but beginnings linear.
      at = end + 1;
      hash = (text.charCodeAt(at - 2) << step) ^ text.charCodeAt(at - 1);
    }
    return { spans: spans.list, tail: final ? length : this.#shortTail(text, from) };
  }

  /** Too near to the end for a gate of three units. */
  #shortTail(text: string, from: number): number {
    for (let at = Math.max(from, text.length - WIDEST_GATE); at < text.length; at++) {
      const formats = this.#byFirst.get(text.charAt(at)) ?? [];
      if (formats.some((format) => matches(format.open, text, at))) return at;
    }
    return text.length;
  }
}

function firstOpen(formats: readonly Format[], text: string, gateStart: number): number | undefined {
  for (const { open, gateAt = 0 } of formats)
    if (matches(open, text, gateStart - gateAt)) return gateStart - gateAt;
  return undefined;
}

/** Where the first match ends that is found here. */
function firstMatch(
  formats: readonly Format[],
  text: string,
  gateStart: number,
  spans: Spans,
): number | undefined {
  for (const { name, head, body, gateAt = 0 } of formats) {
    const start = head ? endOf(head, text, gateStart - gateAt) : gateStart - gateAt;
    const end = start === undefined ? undefined : endOf(body, text, start);
    if (start === undefined || end === undefined || end === start) continue;
    spans.add(start, end, `[redacted ${name}]`, false);
    return end;
  }
  return undefined;
}

function endOf(expression: RegExp, text: string, at: number): number | undefined {
  return matches(expression, text, at) ? expression.lastIndex : undefined;
}

function matches(expression: RegExp, text: string, at: number): boolean {
  if (at < 0) return false;
  expression.lastIndex = at;
  return expression.test(text);
}
