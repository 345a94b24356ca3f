import fc from "fast-check";
import { expect, test } from "vitest";

import { notesIn, tagKeyOf, tagOf } from "./notes.ts";

test("any note comes back from its tag, which holds only what AWS takes", () => {
  const short = fc.string({ unit: "binary", maxLength: 15 });
  const property = fc.property(short, short, (note, text) => {
    const tag = tagOf("prod/db", note, text);
    expect(`${tag.Key}${tag.Value}`).toMatch(/^[A-Za-z0-9 _.:/=+\-@]*$/);
    expect(tag.Key).toBe(tagKeyOf(note));
    expect(notesIn([tag])).toEqual({ [note.toWellFormed()]: text.toWellFormed() });
  });
  fc.assert(property);
});

test("tags of others are no notes", () => {
  expect(notesIn([{ Key: "team", Value: "payments" }, tagOf("a", "phase", "claim"), {}])).toEqual({
    phase: "claim",
  });
});

test("a note that is too long is refused, without showing it", () => {
  expect(() => tagOf("prod/db", "n", "x".repeat(257))).toThrow(/^too large for .*at most 256 characters/);
});
