import fc from "fast-check";
import { expect, test } from "vitest";

import { AnyMark } from "./any-mark.ts";
import { lineBreaks } from "./line-breaks.ts";
import { allEncodings } from "./views.ts";

const others = allEncodings.filter((encoding) => encoding !== lineBreaks);

test.for(others.flatMap(({ name, marks }) => marks.map((mark) => ({ name, mark }))))(
  "$name: $mark is found wherever it stands",
  ({ mark }) => {
    for (const text of [mark, `x${mark}`, `${mark}x`])
      expect(new AnyMark(allEncodings).isIn(text)).toBe(true);
  },
);

test("a line break at a text's very end breaks no line in two", () => {
  const anyMark = new AnyMark(allEncodings);
  expect(["x\n", "x\r\n"].map((text) => anyMark.isIn(text))).toEqual([false, false]);
  expect(["x\ny", "x\r\ny", "x\n\n"].map((text) => anyMark.isIn(text))).toEqual([true, true, true]);
});

test("says what a search for each mark says", () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from("ab\\%+&='\", \n1")) });
  fc.assert(
    fc.property(text, fc.subarray(others), (each, encodings) => {
      const found = encodings.some(({ marks }) => marks.some((mark) => each.includes(mark)));
      expect(new AnyMark(encodings).isIn(each)).toBe(found);
    }),
  );
});
