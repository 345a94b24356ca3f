import { inspect } from "node:util";

import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { redactor, type Redactor } from "../index.ts";
import type { Chunk } from "./chunks.ts";

const secret = (value: unknown, name: string) => new Secret(value, name);

function pushed(redacting: Redactor, pieces: readonly Chunk[]): string {
  const { push, end } = redacting.chunks();
  const out = [...pieces.map(push), end()];
  return Buffer.concat(out.map((piece) => Buffer.from(piece as string))).toString();
}

const TEXTS: readonly (readonly [string, readonly unknown[], string])[] = [
  ["overlapping values", ["abcdefgh", "fghijklm"], "x abcdefghijklm y abcdefgh fghijklm"],
  ["a value that begins as it ends", ["secret-token-s"], "secret-token-secret-token-s."],
  ["one letter again and again", ["aaaaaa"], "aaaaaaaaaaaaaaaa b aaaaa"],
  ["a value in another", ["outer-inner-outer", "inner-"], "outer-inner-oute outer-inner-outer inner-"],
  ["a backslash before it", ["nature-1"], String.raw`{"a":"x\nature-1","b":"\\nature-1"}`],
  ["a backslash at its end", ["ends-with\\"], String.raw`{"a":"ends-with\\","b":"ends-with\" x"}`],
  ["digits of an escape", ["e9abcdef"], String.raw`{"a":"\u00e9abcdef"}`],
  ["numbers", [123456], '{"a":123456,"b":[9912345699,1234567],"c":"123456"}'],
  ["words", ["admin", true], "admin administrator; admin, \\nadmin %20admin [32madmin true"],
  ["characters in bytes", ["a€b🔑c-é"], String.raw`"a\xe2\x82\xacb\xf0\x9f\x94\x91c-\xc3\xa9"`],
  ["characters in octal", ["a€b🔑c-é"], String.raw`"a\342\202\254b\360\237\224\221c-\303\251"`],
  ["characters in halves", ["a€b🔑c-é"], String.raw`"a\u20acb\ud83d\udd11c-\u00e9"`],
  ["numbers in columns", ["p@ss w/rd, and more"], inspect(new TextEncoder().encode("p@ss w/rd, and more"))],
  ["two bytes and four", ["pässwörd", "🔑🔑x"], "é pässwörd 🔑🔑x 🔑🔑🔑x"],
];

describe.each(TEXTS)("%s", (_, values, text) => {
  const redacting = redactor(values.map((value, index) => secret(value, `s${index}`)));
  const whole = redacting.redact(text);

  test("any two cuts bring what the whole text does", () => {
    for (let first = 0; first <= text.length; first++)
      for (let second = first; second <= text.length; second++) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(pieces.map((piece) => piece.length).join() + pushed(redacting, pieces)).toBe(
          pieces.map((piece) => piece.length).join() + whole,
        );
      }
  });

  test("so do any two cuts of its bytes, through characters too", () => {
    const bytes = Buffer.from(text);
    for (let first = 0; first <= bytes.length; first++)
      for (let second = first; second <= bytes.length; second++) {
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(pushed(redacting, pieces)).toBe(whole);
      }
  });
});

test("what could not become a value isn't held back, however it ends", () => {
  const { push } = redactor([secret("super-secret-value", "s")]).chunks();
  expect(push("prompt> ")).toBe("prompt> ");
  expect(push("key=super-sec")).toBe("key=");
  expect(push("ond thought")).toBe("super-second thought");
});

test("a line's end isn't held back", () => {
  const { push } = redactor([secret("super-secret-value", "s")]).chunks();
  expect(push("super-secret-value\n")).toBe("[secret s]\n");
  expect(push("nothing in here.\n")).toBe("nothing in here.\n");
});

test("no more is held back than the longest form", () => {
  const { push } = redactor([secret("ab".repeat(500), "s")]).chunks();
  let held = 0;
  for (let piece = 0; piece < 200; piece++) held += 1000 - String(push("ab".repeat(500))).length;
  expect(push("!").length).toBeLessThan(1000);
  expect(held).toBeGreaterThan(0);
});

test("a label is written once where matches go on without an end", () => {
  expect(pushed(redactor([secret("aaaaaa", "s")]), Array.from("a".repeat(100)))).toBe("[secret s]");
});

test("bytes that are no UTF-8 come out as they went in", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (pieces) => {
      const { push, end } = redactor([secret("pässwörd-long", "s")]).chunks();
      const out = Buffer.concat([...pieces.map(push), end()].map((piece) => Buffer.from(piece as string)));
      expect(out.equals(Buffer.concat(pieces))).toBe(true);
    }),
  );
});

test("texts among bytes, and bytes among texts", () => {
  const redacting = redactor([secret("pässwörd-long", "s")]);
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  expect(pushed(redacting, [bytes("a päss"), "wörd", bytes("-long b")])).toBe("a [secret s] b");
  expect(pushed(redacting, ["a päss", bytes("wörd-l"), "ong b"])).toBe("a [secret s] b");
  const half = Buffer.from("ö");
  expect(pushed(redacting, ["a pässw", half.subarray(0, 1), half.subarray(1), "rd-long b"])).toBe(
    "a [secret s] b",
  );
});

test("a web stream and Node's", async () => {
  const redacting = redactor([secret("a-long-password", "s")]);
  const pieces = ["one a-long-", "password tw", "o a-long"];
  const web = ReadableStream.from(pieces).pipeThrough(redacting.stream());
  expect((await Array.fromAsync(web)).join("")).toBe("one [secret s] two a-long");
  const transform = redacting.transform();
  for (const piece of pieces) transform.write(piece);
  transform.write(Buffer.from(" a-long-password").toString("hex"), "hex");
  transform.end();
  const out = await Array.fromAsync(transform as AsyncIterable<Uint8Array>);
  expect(Buffer.concat(out).toString()).toBe("one [secret s] two a-long [secret s]");
});

test("a value that is loaded while a stream is open is found in it", () => {
  const redacting = redactor([]);
  const { push } = redacting.chunks();
  expect(push("loaded-later ")).toBe("loaded-later ");
  redacting.add(secret("loaded-later", "late"));
  expect(push("loaded-later ")).toBe("[secret late] ");
});
