import { printed, util } from "./printed.ts";
import { INSPECT, isError, isOpen } from "./shape.ts";

type RedactString = (text: string) => string;

/** How an object that isn't all in its properties is written, and what is made of that with a part taken out. */
export interface Written {
  readonly text: string;
  /** Left out, the text itself. */
  readonly make?: (redact: RedactString) => unknown;
}

/** The ways in which such an object is written, the one of which a copy of its kind can be made before the others. */
export function writingsOf(value: object): readonly Written[] | undefined {
  const known = knownWriting(value);
  if (known) return [known, { text: printed(value) }];
  const isItsOwn = INSPECT in value || !isOpen(value);
  return isItsOwn && !isError(value) ? [{ text: printed(value) }] : undefined;
}

function knownWriting(value: object): Written | undefined {
  const { types } = util();
  if (types.isRegExp(value)) return { text: RegExp.prototype.toString.call(value) };
  if (types.isDate(value)) return { text: textOfDate(value) };
  if (types.isBoxedPrimitive(value)) return { text: String(value.valueOf()) };
  if (value instanceof URL) return { text: value.href, make: (redact) => new URL(redact(value.href)) };
  if (value instanceof URLSearchParams)
    return { text: String(value), make: (redact) => new URLSearchParams(redactedPairs(value, redact)) };
  if (value instanceof Headers)
    return { text: lines(value), make: (redact) => headersOf(redactedPairs(value, redact)) };
  return undefined;
}

function textOfDate(date: Date): string {
  const ms = Date.prototype.getTime.call(date);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString();
}

type Pairs = Iterable<readonly [string, string]>;

function redactedPairs(pairs: Pairs, redact: RedactString): [string, string][] {
  return Array.from(pairs, ([name, text]) => [redact(name), redact(text)]);
}

/** A label is no name for a header. */
function headersOf(pairs: [string, string][]): unknown {
  try {
    return new Headers(pairs);
  } catch {
    return Object.fromEntries(pairs);
  }
}

function lines(pairs: Pairs): string {
  return Array.from(pairs, (pair) => pair.join("\n")).join("\n");
}

/** The bytes of what consists of bytes; of a view on a part of a buffer, those that are printed. */
export function bytesIn(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  const { types } = util();
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (types.isDataView(value)) return new Uint8Array(value.buffer);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
