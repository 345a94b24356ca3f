import { lowHalves } from "../matcher/low-halves.ts";
import { Spans } from "../matcher/spans.ts";
import { type Format, GATE, LONGEST } from "./format.ts";
import type { FormatScan, FormatMatcher, Run } from "../matcher/format-matcher.ts";

/** Four units in eighteen bits: of the first, three are left, which is enough. */
const STEP = 5;
const SIZE = 1 << 18;
const MASK = SIZE - 1;
/** No format's gate is further behind its beginning, its own four units included. */
const WIDEST_GATE = 8;

/** Finds formats: a look at each four units tells whether any may stand here, and only then expressions are tried. */
export class Formats implements FormatMatcher {
  readonly #gate = new Uint8Array(SIZE);
  readonly #byGate = new Map<string, Format[]>();
  readonly #byFirst = new Map<string, Format[]>();

  constructor(formats: readonly Format[]) {
    for (const format of formats) {
      for (const gate of format.gates) {
        this.#gate[hashOf(gate)] = 1;
        this.#byGate.set(gate, [...(this.#byGate.get(gate) ?? []), format]);
        const first = format.gateAt === undefined ? gate.charAt(0) : "-";
        this.#byFirst.set(first, [...new Set([...(this.#byFirst.get(first) ?? []), format])]);
      }
    }
  }

  find(text: string, from: number, final: boolean): FormatScan {
    const spans = new Spans();
    for (let at = from; at + GATE <= text.length;) {
      const start = this.#nextGate(text, at);
      if (start === undefined) break;
      const formats = this.#formatsAt(text, start);
      const opened = final ? undefined : firstOpen(formats, text, start);
      if (opened) return { spans: spans.list, ...opened };
      // What is within a match is not looked at again, which is what keeps a text of nothing but beginnings linear.
      at = Math.max(start + 1, firstMatch(formats, text, start, spans) ?? 0);
      const run = !final && isAtEnd(text, at) ? runOfAny(formats, text, start) : undefined;
      if (run) return { spans: spans.list, tail: at, run };
    }
    return { spans: spans.list, tail: final ? text.length : this.#shortTail(text, from) };
  }

  /** Where the next four units stand, at `from` or behind it, that may be a gate. */
  #nextGate(text: string, from: number): number | undefined {
    for (let at = from; at + GATE <= text.length;) {
      lowHalves.moveTo(text, at, GATE);
      const { start, end } = lowHalves;
      const found = this.#nextInCopy(at - start, end - start);
      if (found !== undefined) return start + found;
      at = end - GATE + 1;
    }
    return undefined;
  }

  /** Of four units the low halves do: more is asked before anything is found. */
  #nextInCopy(from: number, count: number): number | undefined {
    const gate = this.#gate;
    const { bytes } = lowHalves;
    let hash = 0;
    for (let at = from; at < from + GATE - 1; at++) hash = (hash << STEP) ^ (bytes[at] ?? 0);
    for (let at = from + GATE - 1; at < count; at++) {
      hash = ((hash << STEP) ^ (bytes[at] ?? 0)) & MASK;
      if (gate[hash] === 1) return at - GATE + 1;
    }
    return undefined;
  }

  #formatsAt(text: string, start: number): readonly Format[] {
    return this.#byGate.get(text.slice(start, start + GATE)) ?? [];
  }

  /** Too near to the end for a gate. */
  #shortTail(text: string, from: number): number {
    for (let at = Math.max(from, text.length - WIDEST_GATE); at < text.length; at++) {
      const formats = this.#byFirst.get(text.charAt(at)) ?? [];
      if (formats.some((format) => matches(format.open, text, at))) return at;
    }
    return text.length;
  }
}

function hashOf(gate: string): number {
  return Array.from(gate).reduce((hash, unit) => ((hash << STEP) ^ unit.charCodeAt(0)) & MASK, 0);
}

/** Also before a backslash whose escape is still to come. */
function isAtEnd(text: string, at: number): boolean {
  return at === text.length || (at === text.length - 1 && text.endsWith("\\"));
}

type Opened = Pick<FormatScan, "tail" | "run">;

function firstOpen(formats: readonly Format[], text: string, gateStart: number): Opened | undefined {
  for (const format of formats) {
    const { open, gateAt = 0, longest = LONGEST } = format;
    const start = gateStart - gateAt;
    if (text.length - start < longest && matches(open, text, start))
      return { tail: start, run: runOf(format, text, start) };
  }
  return undefined;
}

function runOf({ runs = [] }: Format, text: string, start: number): Run | undefined {
  return runs.find(({ opened }) => matches(opened, text, start));
}

function runOfAny(formats: readonly Format[], text: string, gateStart: number): Run | undefined {
  for (const format of formats) {
    const found = runOf(format, text, gateStart - (format.gateAt ?? 0));
    if (found) return found;
  }
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
