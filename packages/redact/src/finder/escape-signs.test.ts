import { globSync, readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { binary } from "../encodings/bytes.ts";
import type { Encoding } from "../encodings/encoding.ts";
import { allEncodings } from "../encodings/views.ts";
import { EscapeSigns } from "./escape-signs.ts";
import { Stretches } from "./stretches.ts";

const VALUES = ["550e8400-e29b-41d4", "AKIAmade0up1value2", "correct horse.battery"];

/** Where signs are. */
function signsIn(text: string, values = VALUES): readonly number[] {
  const stretches = new Stretches(text.length);
  const bytes = Buffer.from(text, "latin1");
  new EscapeSigns(values).mark({ text: bytes.toString("latin1"), bytes }, 0, stretches);
  return stretches.merged.map(({ start }) => start);
}

test.each([
  String.raw`x 550e8400\u002De29b-41d4`,
  String.raw`x AK\x49Amade0up1value2`,
  String.raw`x \101KIAmade0up1value2`,
  String.raw`x AKIAmade0up1value\62`.replace("62", "062"),
  "x AKIAmad%650up1value2",
  "x AKIAmad&#101;0up1value2",
  "x AKIAmad&#x65;0up1value2",
  "x AKIAmad=650up1value2",
  "x AKIAmad= \r\ne0up1value2",
  "x correct+horse%2Ebattery",
  String.raw`x 550e8400\\u002de29b-41d4`,
  "x 550e8400%252de29b-41d4",
  String.raw`x 550e8400\u0026#45;e29b-41d4`,
  "x 550e8400&amp;#45;e29b-41d4",
])("the first escape of a value is a sign: %s", (text) => {
  expect(signsIn(text)).toContain(text.search(/[\\%&=]/));
});

test("one that says the same beside something else is none", () => {
  for (const text of [String.raw`one\-two`, "a=10 b=20", "%41 %42", "&#65;nd", String.raw`\d+\.\d`, "a &amp; b", "a=\nb"])
    expect(signsIn(text)).toEqual([]);
}); // prettier-ignore

test("of ordinary code there are hardly any", () => {
  const folder = new URL("../../../../", import.meta.url);
  const code = globSync("packages/{core,redact}/src/*.ts", { cwd: folder }).map((path) =>
    readFileSync(new URL(path, folder), "utf8"),
  );
  const text = code.join("\n");
  expect(text.length).toBeGreaterThan(50_000);
  expect(signsIn(text).length).toBeLessThan(text.length / 5_000);
});

test("where nearly all is to be looked at, all is read", () => {
  const stretches = new Stretches(60_000);
  const bytes = Buffer.from("%41K".repeat(15_000));
  new EscapeSigns(VALUES).mark({ text: bytes.toString("latin1"), bytes }, 0, stretches);
  expect(stretches.merged.at(-1)).toMatchObject({ end: 60_000 });
});

/** Of units below 256. */
const byteText = (text: string) => ({ text, bytes: Buffer.from(text, "latin1") });

/** Escapes of an encoding that mean a letter or a digit: with these all of a value may be escaped, so that it has no anchor. */
function escapedLetters({ escape, decode }: Encoding): fc.Arbitrary<string> {
  return fc
    .stringMatching(new RegExp(`^(?:${escape.source})$`))
    .filter((written) => /^[A-Za-z0-9]$/.test(decode(written) ?? ""));
}

/** Quotes and line breaks look at what is around them, and mean no letter. */
const writesLetters = allEncodings.filter(
  (encoding) => !/\(\?<?[=!]/.test(encoding.escape.source) && fc.sample(fc.stringMatching(new RegExp(`^(?:${encoding.escape.source})$`)), { numRuns: 500, seed: 1 }).some((written) => /^[A-Za-z0-9]$/.test(encoding.decode(written) ?? "")),
); // prettier-ignore

describe.each(writesLetters)("$name", (encoding) => {
  test("the first of the escapes that write a value is marked, and nothing where no value is written", () => {
    fc.assert(
      fc.property(fc.array(escapedLetters(encoding), { minLength: 6, maxLength: 12 }), (escapes) => {
        const value = escapes.map((each) => encoding.decode(each)).join("");
        const text = binary(`some text ${escapes.join("")} and more`);
        const marked = (patterns: readonly string[]) => {
          const stretches = new Stretches(text.length);
          new EscapeSigns(patterns).mark(byteText(text), 100, stretches);
          return stretches.merged;
        };
        expect(marked([value])[0]?.start).toBeLessThanOrEqual("some text ".length);
        expect(marked([value])[0]?.end).toBeGreaterThan("some text ".length);
        expect(marked(["Other/Letters/Than/These!".replaceAll(/[A-Za-z0-9]/g, "_")])).toEqual([]);
      }),
    );
  });
});

test("these are the encodings of which that is true", () => {
  expect(writesLetters.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["backslash", "percent", "html", "quoted-printable"]),
  );
});
