import fc from "fast-check";
import { expect, test } from "vitest";

import { noteOf, notesIn } from "./note.ts";
import { uuidOf } from "../uuid.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
const number = fc.nat({ max: 2 ** 50 });

test("a note reads back as the record that was written, whatever versions and handles look like", () => {
  fc.assert(
    fc.property(
      text,
      text,
      number,
      fc.option(number, { nil: undefined }),
      fc.option(text, { nil: undefined }),
      (base, to, graceMs, end, handle) => {
        const rotationId = uuidOf(base);
        const record = {
          rotationId,
          base,
          to,
          attempt: 1,
          graceMs,
          ...(end !== undefined && { endsAfterMs: end, endsAtMs: end }),
          oldHandle: handle,
          newHandle: undefined,
        };
        expect(notesIn(noteOf(record))).toEqual([record]);
      },
    ),
  );
});

test("anything that isn't a record counts as none, and breaks nothing", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (notes, spoilt) => {
      const records = notesIn({ ...notes, [`rotation-${uuidOf("x")}`]: spoilt });
      for (const { base, attempt, graceMs } of records)
        expect([typeof base, attempt >= 0, graceMs >= 0]).toEqual(["string", true, true]);
    }),
  );
  expect(notesIn({ "rotation-x": "base:%E0%A4%A attempt:1 grace:1" })).toEqual([]);
});

test("fits into an AWS tag with the longest versions and common handles", () => {
  const [note = ""] = Object.values(
    noteOf({
      rotationId: uuidOf("x"),
      base: crypto.randomUUID(),
      to: crypto.randomUUID(),
      attempt: 99,
      graceMs: 31_536_000_000,
      endsAfterMs: 31_536_000_000,
      endsAtMs: 4_000_000_000_000,
      oldHandle: "application_user_a",
      newHandle: "application_user_b",
    }),
  );
  expect(note).toMatch(/^[A-Za-z0-9 _.:/+@-]{1,256}$/);
});

test("ids are version 5, the same for the same parts, and other ones for others", () => {
  expect(uuidOf("a", "b")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      expect(uuidOf(...a) === uuidOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
