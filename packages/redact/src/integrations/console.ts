import { FAILED } from "../matcher/label.ts";
import { formatted } from "../objects/printed.ts";
import type { Redactor } from "../redactor.ts";

/** These put all they are given together to one text, from this argument on. */
const FORMATTING = {
  log: 0, info: 0, warn: 0, error: 0, debug: 0, trace: 0, dirxml: 0, group: 0, groupCollapsed: 0, assert: 1, timeLog: 1,
} as const; // prettier-ignore
const OTHERS = ["dir", "table", "count", "countReset", "time", "timeEnd"] as const;
const ON_STDERR: ReadonlySet<string> = new Set(["warn", "error", "trace", "assert"]);
/** Where Node's console has its streams. */
const STREAMS = ["_stdout", "_stderr"] as const;

type Name = keyof typeof FORMATTING | (typeof OTHERS)[number];
type ConsoleMethod = (...values: unknown[]) => void;
/** A console has some of these, each with parameters of its own. */
export type ConsoleMethods = { [name in Name]?: (...values: never[]) => void };

/**
 * Looks through whatever is given to the console, before it is formatted: a formatted object has its texts broken into
 * lines and shortened. Then through the text that it makes of that: what a promise holds, what a `toString` says and
 * what is across two arguments is only seen there.
 *
 * @param target @default the global console
 * @returns What undoes it.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { redactConsole, redactor } from "@confide/redact";
 *
 * const undo = redactConsole(redactor([new Secret("not-a-real-token", "token")]));
 * console.log("Bearer not-a-real-token"); // Bearer [secret token]
 * undo();
 * ```
 */
export function redactConsole(redactor: Redactor, target: ConsoleMethods = globalThis.console): () => void {
  const names = [...Object.keys(FORMATTING), ...OTHERS] as Name[];
  const undos = names.map((name) => patchMethod(redactor, target, name));
  return () => {
    for (const undo of undos) undo();
  };
}

function patchMethod(redactor: Redactor, target: ConsoleMethods, name: Name): () => void {
  const original = target[name] as ConsoleMethod | undefined;
  if (original === undefined) return () => {};
  const patched: ConsoleMethod = (...values) => {
    const given = safe(redactor, values, name, target);
    printing(redactor, target, () => original.apply(target, given));
  };
  target[name] = patched;
  return () => {
    // What someone else has put over it is left alone.
    if (target[name] === patched) target[name] = original;
  };
}

function safe(redactor: Redactor, values: readonly unknown[], name: Name, target: object): unknown[] {
  const copies = values.map((value) => redactor.redactObject(value));
  const from = name in FORMATTING ? FORMATTING[name as keyof typeof FORMATTING] : undefined;
  if (from === undefined) return copies;
  const text = inOneText(redactor, copies.slice(from), isColoured(target, name));
  return text === undefined ? copies : [...copies.slice(0, from), text];
}

/** Nothing where the arguments can be handed on: a console that shows objects gets objects. */
function inOneText({ redact }: Redactor, values: readonly unknown[], colours: boolean): string | undefined {
  try {
    const text = formatted(values);
    const redacted = redact(text);
    if (redacted === text) return undefined;
    if (!colours) return redacted;
    const coloured = formatted(values, true);
    const redactedColoured = redact(coloured);
    return redactedColoured === coloured ? redacted : redactedColoured;
  } catch {
    return FAILED;
  }
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly getColorDepth?: () => number;
}

function isColoured(target: object, name: Name): boolean {
  const stream = Reflect.get(target, ON_STDERR.has(name) ? "_stderr" : "_stdout") as Terminal | undefined;
  return stream?.isTTY === true && (stream.getColorDepth?.() ?? 1) > 2;
}

/**
 * The last look, at what is written: a table, an object with its hidden parts, with options that only this console knows.
 * Only while it prints: it finds its options by the stream, which so has to stay the same object.
 */
function printing({ redact }: Redactor, target: object, print: () => void): void {
  const undos = STREAMS.map((name) => patchWrite(Reflect.get(target, name), redact));
  try {
    print();
  } finally {
    for (const undo of undos.toReversed()) undo();
  }
}

function patchWrite(stream: unknown, redact: Redactor["redact"]): () => void {
  if (!isStream(stream)) return () => {};
  const before = Object.getOwnPropertyDescriptor(stream, "write");
  const { write } = stream;
  stream.write = (text, ...rest) =>
    Reflect.apply(write, stream, [typeof text === "string" ? redact(text) : text, ...rest]);
  return () => {
    if (before) Object.defineProperty(stream, "write", before);
    else Reflect.deleteProperty(stream, "write");
  };
}

interface ConsoleStream {
  write: (...values: unknown[]) => unknown;
}

function isStream(stream: unknown): stream is ConsoleStream {
  return (
    typeof stream === "object" && stream !== null && "write" in stream && typeof stream.write === "function"
  );
}
