import { unescape } from "node:querystring";

import { Secret } from "@confide/core";
import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import winston from "winston";

import {
  redactConsole,
  redactOutput,
  pinoRedaction,
  redactor,
  type Redactor,
  winstonRedaction,
} from "./index.ts";
import type { Chunk } from "./streams/chunks.ts";

// Whatever is loaded, in whatever form it is written, wherever to, in whatever pieces: nothing of it shows. The forms
// are made here with what programs use, not with what the redactor is made of.

const lengths = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 4, max: 80 }) },
  { weight: 1, arbitrary: fc.integer({ min: 81, max: 8192 }) },
);

function repeated(units: readonly string[]): fc.Arbitrary<string> {
  const text = lengths.chain((length) =>
    fc
      .array(fc.constantFrom(...units), { minLength: Math.min(length, 40), maxLength: Math.min(length, 40) })
      .map((part) => part.join("").repeat(Math.ceil(length / 40))),
  );
  return text.filter((each) => each.length >= 4 && each.trim() !== "");
}

const kinds: readonly fc.Arbitrary<string>[] = [
  repeated(Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")),
  repeated(Array.from("ab")),
  repeated(Array.from("aA%20+/?#&=@:;,$!'()*~")),
  repeated(['"', "\\", "'", "`", "n", "t", "u", "0", "a", "<", ">", "&"]),
  repeated(["\n", "\r\n", "l1ne", "0f", "t3xt", "\t", "x1"]),
  repeated(["é", "ß", "密", "钥", "a", "🔑", "💥"]),
  repeated(["\ud83d", "\udd11", "key", "a"]),
  repeated(Array.from("0123456789")),
  fc
    .uint8Array({ minLength: 100, maxLength: 200 })
    .map(
      (bytes) =>
        Buffer.from(bytes)
          .toString("base64")
          .match(/.{1,64}/g) ?? [],
    )
    .map((lines) => `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`),
  fc
    .record({
      username: fc.string({ minLength: 6 }),
      password: fc.string({ minLength: 6, unit: "grapheme" }),
    })
    .map((value) => JSON.stringify(value)),
];

/** How programs write a value; each with what of it must not show. */
const forms: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  json: (value) => JSON.stringify(value).slice(1, -1),
  "json in json": (value) => JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
  "URL component": (value) => encodeURIComponent(value.toWellFormed()),
  "small URL component": (value) =>
    encodeURIComponent(value.toWellFormed()).replace(/%../g, (escape) => escape.toLowerCase()),
  URL: (value) => encodeURI(value.toWellFormed()),
  "URL query": (value) => new URLSearchParams({ v: value }).toString().slice(2),
  "URL password": (value) => Object.assign(new URL("https://u@h.example"), { password: value }).password,
  hex: (value) => Buffer.from(value).toString("hex"),
  "capital hex": (value) => Buffer.from(value).toString("hex").toUpperCase(),
  base64: (value) => Buffer.from(value).toString("base64"),
  base64url: (value) => Buffer.from(value).toString("base64url"),
  xml: (value) =>
    value.replace(
      /[&<>"']/g,
      (unit) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[unit] ?? "apos"};`,
    ),
};

const cases = fc
  .record({
    first: fc.oneof(...kinds),
    second: fc.oneof(...kinds),
    relation: fc.constantFrom("alone", "apart", "inside", "overlapping", "twice"),
    form: fc.constantFrom(...Object.keys(forms)),
    around: fc.constantFrom(" ", "\n", "\t ", " ☃ ", " ☄️ "),
    cuts: fc.array(fc.nat(), { maxLength: 6 }),
  })
  .filter(
    ({ first, second, relation, form }) =>
      relation !== "overlapping" || form !== "URL password" || isReadApart(first, second),
  )
  .map(({ first, second, relation, form, around, cuts }) => {
    const encode = forms[form] ?? String;
    const [values, written] = related(relation, first, second);
    return { values, around, cuts, written: written.map(encode) };
  })
  // What is a label's, or its surroundings', can't be told from a value's.
  .filter(({ written, around }) => !written.some((each) => around.includes(each.slice(0, 4))));

/** The values that are loaded, and those that are written. */
function related(
  relation: string,
  first: string,
  second: string,
): readonly [readonly string[], readonly string[]] {
  // Of whole characters: half of one has bytes of its own, which stand nowhere in those of the whole.
  const [whole, other] = [first.toWellFormed(), second.toWellFormed()];
  const characters = Array.from(whole);
  const inside = characters.slice(2, 12).join("");
  const over = characters.slice(-4).join("") + other;
  switch (relation) {
    case "apart":
      return [
        [first, second],
        [first, second],
      ];
    case "inside":
      return [[whole, inside], [whole]];
    case "overlapping":
      // What is short is only found where it ends a word.
      return first.length < 6 ? [[over], [over]] : [[whole, over], [whole + other]];
    case "twice":
      return [[first], [first, first]];
    default:
      return [[first], [first]];
  }
}

/**
 * Whether percent escapes say the same of both values at once as of each. A URL's password leaves a `%` as it is: where the
 * digits behind it are another value's, what is written says neither of both, but the character that they make.
 */
function isReadApart(first: string, second: string): boolean {
  const [whole, other] = [first.toWellFormed(), second.toWellFormed()];
  const characters = Array.from(whole);
  const [before, end] = [characters.slice(0, -4).join(""), characters.slice(-4).join("")];
  return [
    [before, end + other],
    [whole, other],
  ].every((parts) => parts.map((part) => unescape(part)).join("") === unescape(whole + other));
}

function inPieces(text: string, cuts: readonly number[]): readonly string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => text.slice(places[index], end));
}

function bytesInPieces(text: string, cuts: readonly number[]): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** Single units, or a thousand pieces. */
function smallPieces(text: string): readonly string[] {
  const size = Math.ceil(text.length / 1000);
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

/** Its stack has no lines of this file, whose numbers could be a value. */
function errorOf(text: string, cause?: Error): Error {
  return Object.assign(new Error(text, { cause }), { stack: `☄ ${text}` });
}

function pushed(redacting: Redactor, pieces: readonly Chunk[]): string {
  const { push, end } = redacting.chunks();
  return Buffer.concat([...pieces.map(push), end()].map((piece) => Buffer.from(piece as string))).toString();
}

/** Each writes the text as programs do, and brings all that came out. */
const sinks: Readonly<
  Record<string, (redacting: Redactor, text: string, cuts: readonly number[]) => string>
> = {
  text: ({ redact }, text) => redact(text),
  bytes: ({ redactBytes }, text) => Buffer.from(redactBytes(Buffer.from(text))).toString(),
  "text in pieces": (redacting, text, cuts) => pushed(redacting, inPieces(text, cuts)),
  "bytes in pieces": (redacting, text, cuts) => pushed(redacting, bytesInPieces(text, cuts)),
  "small pieces": (redacting, text) => pushed(redacting, smallPieces(text)),
  object: ({ redactObject }, text) =>
    printed(
      redactObject({ [text]: [text], map: new Map([[text, new Set([text])]]), bytes: Buffer.from(text) }),
    ),
  error: ({ redactError }, text) => {
    const { message, stack, cause } = redactError(
      errorOf(text, Object.assign(new AggregateError([errorOf(text)], text), { stack: `☄ ${text}` })),
    );
    return [message, stack, printed(cause)].join("\n");
  },
  pino: (redacting, text) => {
    let written = "";
    const logger = pino(
      { hooks: pinoRedaction(redacting), base: null, timestamp: false },
      { write: (line: string) => void (written += line) },
    );
    logger.child({ text }).info({ nested: { text }, error: errorOf(text) }, text);
    return Object.values(JSON.parse(written) as object)
      .map(printed)
      .join("\n");
  },
  winston: (redacting, text) => {
    const format = winston.format.combine(winston.format.json(), winstonRedaction(redacting));
    const info = format.transform({
      level: "info",
      message: text,
      text,
    }) as winston.Logform.TransformableInfo;
    return (
      printed(JSON.parse(String(info[Symbol.for("message")]))) +
      printed({ ...info, [Symbol.for("message")]: "" })
    );
  },
  console: (redacting, text) => {
    const written: unknown[] = [];
    const target = { log: (...values: unknown[]) => void written.push(...values) };
    redactConsole(redacting, target);
    target.log("%s", text, { text }, [text]);
    return printed(written);
  },
  output: (redacting, text, cuts) => {
    let written = "";
    const output = { write: (piece: Chunk) => Boolean((written += String(piece))) };
    const undo = redactOutput(redacting, { outputs: [output] });
    for (const piece of inPieces(text, cuts)) output.write(piece);
    undo();
    return written;
  },
};

/** What these sinks write of their own; by chance it may be in a value too. */
const ORDINARY = new Set(
  "level info message msg stack text nested error type name map bytes cause errors aggregateErrors Error AggregateError".split(
    " ",
  ),
);

/** Every text in it, as it is. */
function printed(value: unknown): string {
  if (typeof value === "string") return ORDINARY.has(value) ? "" : value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Map) return [...value].flat().map(printed).join("\n");
  if (value instanceof Set || Array.isArray(value))
    return [...(value as Iterable<unknown>)].map(printed).join("\n");
  if (typeof value !== "object" || value === null) return typeof value === "number" ? String(value) : "";
  return Reflect.ownKeys(value)
    .map((key) => `${typeof key === "symbol" ? "" : printed(key)}\n${printed(Reflect.get(value, key))}`)
    .join("\n");
}

/** The first four characters in a row of what was written that still show. */
function shows(out: string, written: readonly string[]): string | undefined {
  const shown = new Set(foursOf(out.replaceAll("[secret]", "\n")));
  return written.flatMap((each) => foursOf(each.toWellFormed())).find((part) => shown.has(part));
}

/** White space, and marks for what is no character, are no part that anyone could tell from the text's own. */
function foursOf(text: string): readonly string[] {
  const parts = Array.from({ length: Math.max(0, text.length - 3) }, (_, at) => text.slice(at, at + 4));
  return parts.filter((part) => part.trim().length === 4 && !part.includes("\ufffd"));
}

test("nothing of a value shows, in any form, anywhere, in any pieces", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(cases, fc.constantFrom(...Object.keys(sinks)), ({ values, around, cuts, written }, sink) => {
      const redacting = redactor(values.map((value) => new Secret(value)));
      const text = around + written.join(around) + around;
      const out = sinks[sink]?.(redacting, text, cuts) ?? text;
      expect(shows(out, written)).toBeUndefined();
      expect(out).not.toContain("[REDACTION FAILED]");
    }),
    { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 2000) },
  );
});
