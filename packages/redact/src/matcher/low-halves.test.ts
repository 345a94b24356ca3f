import fc from "fast-check";
import { expect, test } from "vitest";

import { lowHalves } from "./low-halves.ts";

test("has the low half of each unit around a place, whatever was looked through before", () => {
  const text = fc.string({ unit: "binary", minLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat()), { minLength: 2 }), (looks) => {
      for (const [each, place] of looks) {
        const at = place % (each.length - 3);
        lowHalves.moveTo(each, at, 4);
        const copied = [0, 1, 2, 3].map((unit) => lowHalves.bytes[at - lowHalves.start + unit]);
        expect(copied).toEqual([0, 1, 2, 3].map((unit) => each.charCodeAt(at + unit) & 0xff));
        expect(at + 4).toBeLessThanOrEqual(lowHalves.end);
      }
    }),
  );
});

test("a long text is copied a stretch at a time", () => {
  const long = "ab".repeat(20_000);
  lowHalves.moveTo(long, 0, 4);
  expect(lowHalves.end).toBeLessThan(long.length);
  const { end } = lowHalves;
  lowHalves.moveTo(long, end - 4, 4);
  expect(lowHalves).toMatchObject({ start: 0, end });
  lowHalves.moveTo(long, end - 3, 4);
  expect(lowHalves.start).toBe(end - 3);
});
