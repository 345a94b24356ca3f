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

test("a key has 128 characters at most, and a text 256", () => {
  const [longestKey, longestText] = ["k".repeat(128 - "confide:".length), "x".repeat(256)];
  expect(tagOf("prod/db", longestKey, longestText)).toEqual({
    Key: `confide:${longestKey}`,
    Value: longestText,
  });
  expect(() => tagOf("prod/db", `${longestKey}k`, "")).toThrow(
    expect.objectContaining({ reason: "too-large", ref: "prod/db" }),
  );
  expect(() => tagOf("prod/db", "k", `${longestText}x`)).toThrow(/a note is at most 256 characters long$/);
});

test("what AWS doesn't take is written byte by byte, in two capitals", () => {
  expect(tagOf("a", "ü", "\n=")).toEqual({ Key: "confide:=C3=BC", Value: "=0A=3D" });
  expect(notesIn([{ Key: "confide:a", Value: "=C3=BC=c3 =0" }])).toEqual({ a: "ü=c3 =0" });
  expect(notesIn()).toEqual({});
  expect(notesIn([{ Key: "my-confide:a", Value: "b" }])).toEqual({});
});
