import fc from "fast-check";
import { expect, test } from "vitest";

import { noteOf, notesIn, unreadableNotesIn } from "./note.ts";
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

const long = {
  rotationId: uuidOf("x"),
  base: crypto.randomUUID(),
  to: crypto.randomUUID(),
  attempt: 99,
  graceMs: 604_800_000,
  endsAfterMs: 1_209_600_000,
  endsAtMs: 4_000_000_000_000,
};
const handles = (handle: string) => ({ oldHandle: `old-${handle}`, newHandle: `new-${handle}` });

test.each([
  ["a short name", "app_a", true, true],
  ["an e-mail address", "rotation+eu@shop.example", true, true],
  ["sixty characters", "x".repeat(60), true, false],
  ["a long address", `${"x".repeat(200)}@shop.example`, false, false],
  ["characters that count as three", "é".repeat(10), true, false],
])("%s in a note of 256 characters: what has no room is left out", (_, handle, hasOld, hasNew) => {
  const note = { ...long, ...handles(handle) };
  const written = noteOf(note, 256);
  expect(
    String(Object.values(written)).replaceAll(/[^A-Za-z0-9 _.:/+@-]/g, "___").length,
  ).toBeLessThanOrEqual(256);
  expect(notesIn(written)).toEqual([
    {
      ...note,
      oldHandle: hasOld ? note.oldHandle : undefined,
      newHandle: hasNew ? note.newHandle : undefined,
    },
  ]);
  expect(notesIn(noteOf(note))).toEqual([note]);
});

const names = [...Array.from("abcdefv01 :%-"), "é"];

test("a note of which a character is wrong, missing or too many is read, or listed as unreadable", () => {
  const [[name, written] = ["", ""]] = Object.entries(noteOf({ ...long, ...handles("app_a") }));
  fc.assert(
    fc.property(
      fc.nat({ max: written.length - 1 }),
      fc.constantFrom(...names, ""),
      fc.nat({ max: 1 }),
      (at, character, replaced) => {
        const spoilt = { [name]: written.slice(0, at) + character + written.slice(at + replaced) };
        expect([...notesIn(spoilt), ...unreadableNotesIn(spoilt)]).toHaveLength(1);
      },
    ),
  );
});

test.each([
  ["of a later format", (note: string) => note.replace("v:1", "v:2")],
  ["with a field of a later format", (note: string) => `${note} until:1`],
  ["with a field twice", (note: string) => `${note} base:1`],
  ["with a field's name misspelt", (note: string) => note.replace("after", "aftre")],
  ["with an end that is no number", (note: string) => note.replace("after:1", "after:x")],
  ["with a mark that is none", (note: string) => `${note} ended:yes`],
  ["with text that can't be decoded", (note: string) => `${note} old:%E0%A4%A`],
  ["that is empty", () => ""],
])("a note %s is listed, and is no note", (_, spoil) => {
  const [[name, written] = ["", ""]] = Object.entries(noteOf(long));
  const spoilt = { [name]: spoil(written) };
  expect([notesIn(spoilt), unreadableNotesIn(spoilt)]).toEqual([[], [name]]);
  const misspelt = { [name.replace(/.$/, "!")]: spoil(written) };
  expect(unreadableNotesIn(misspelt)).toHaveLength(1);
});

test("what others keep beside a secret is no note", () => {
  const others = {
    team: "shop",
    rotation: "30 days",
    "rotation-days": "30",
    "rotation-": "x",
    [`x${uuidOf("x")}`]: "",
  };
  expect([notesIn(others), unreadableNotesIn(others)]).toEqual([[], []]);
});

test("ids are version 5, the same for the same parts, and other ones for others", () => {
  expect(uuidOf("a", "b")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      expect(uuidOf(...a) === uuidOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
