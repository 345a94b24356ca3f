import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { binary } from "../encodings/bytes.ts";
import type { Encoding } from "../encodings/encoding.ts";
import { allEncodings } from "../encodings/views.ts";
import { EscapeSigns } from "./escape-signs.ts";
import { Stretches } from "./stretches.ts";

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
