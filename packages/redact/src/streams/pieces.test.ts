import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encoders } from "../../test/encoders.ts";
import { redactor } from "../index.ts";

const UNITS = Array.from("abnrtuxAF019 '\"`\\/=+$%&<>!@#*()[]{}|;:,.?~^_-éß密🔑");
const values = fc
  .oneof(
    fc.array(fc.constantFrom(...UNITS), { minLength: 8, maxLength: 24 }),
    // Quotes in a row, and backslashes between them.
    fc.array(fc.constantFrom("a", "b", "'", '"', "\\"), { minLength: 8, maxLength: 16 }),
  )
  .map((units) => units.join(""))
  .filter((value) => value.trim() === value && /\w{2}/.test(value));
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });

/** A text or its bytes in pieces of these sizes, again and again. */
function cut<Whole extends string | Uint8Array>(whole: Whole, lengths: readonly number[]): readonly Whole[] {
  const pieces: Whole[] = [];
  for (let at = 0; at < whole.length;) {
    const end = at + (lengths[pieces.length % lengths.length] ?? 1);
    pieces.push(whole.slice(at, end) as Whole);
    at = end;
  }
  return pieces;
}

describe.each(Object.entries(encoders))("%s", (_, encode) => {
  test("comes out of any pieces as it does of the whole text", () => {
    fc.assert(
      fc.property(values, sizes, (value, lengths) => {
        const text = `at ${encode(value) ?? value} end`;
        const redacting = redactor([new Secret(value, "s")]);
        for (const whole of [text, Buffer.from(text)]) {
          const { push, end } = redacting.chunks();
          const out = [...cut(whole, lengths).map(push), end()].map((each) => Buffer.from(each as string));
          expect(Buffer.concat(out).toString()).toBe(redacting.redact(text));
        }
      }),
    );
  });
});
