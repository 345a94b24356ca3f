import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as z from "zod";

import { described, type Generated, settingTypes } from "../../test/generated-schemas.ts";
import type { SyncSource } from "../contract/source.ts";
import { loadConfigSync } from "../load/load.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { memory } from "../sources/memory.ts";
import { tried } from "../util/tried.ts";
import { envExample } from "./env-example.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-example-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Strings that spell something else, or that a line of a `.env` could cut, expand or end. */
const awkward = fc.oneof(
  fc.constantFrom("", " ", "5", "007", "1e3", "true", "yes", "null", "[]", "{}", "a,b", "a=1", "#x", "a #b"),
  fc.constantFrom(
    "${HOME}",
    "$HOME",
    "\\$",
    "a\nb",
    'a\n"b"',
    "\r",
    "'",
    '"',
    "`",
    "'\"",
    "'\"`",
    "C:\\new",
    "\u2028",
  ),
  fc.string({ unit: fc.constantFrom(...Array.from("ab1,=#$'\"`\\\n \t{}[]:\u2028é")) }),
);
const values = fc.oneof(
  awkward,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(fc.constantFrom("a", "b c", "", "1"), awkward, { noNullPrototype: true, maxKeys: 2 }),
  fc.array(fc.oneof(awkward, fc.integer()), { maxLength: 2 }),
);

const texts: readonly Generated[] = [
  [z.string(), awkward],
  [z.string().nullable(), fc.oneof(awkward, fc.constant(null))],
  [z.union([z.number(), z.string()]), fc.oneof(awkward, fc.double({ noNaN: true }))],
  [z.union([z.array(z.string()), z.string()]), fc.oneof(awkward, fc.array(awkward))],
  [z.union([z.boolean(), z.object({ a: z.string() })]), fc.oneof(fc.boolean(), fc.record({ a: awkward }))],
  [z.any(), values],
  [z.array(z.any()), fc.array(values, { maxLength: 2 })],
  [z.array(z.string()), fc.array(awkward, { maxLength: 3 })],
  [z.array(z.array(z.string())), fc.array(fc.array(awkward, { maxLength: 2 }), { maxLength: 2 })],
  [z.array(z.union([z.number(), z.string()])), fc.array(awkward, { maxLength: 2 })],
  [z.record(z.string(), z.string()), fc.dictionary(awkward, awkward, { maxKeys: 2, noNullPrototype: true })],
  [z.map(z.string(), z.set(z.bigint())), fc.constant(new Map([["a", new Set([1n, 2n ** 70n])]]))],
  [z.number(), fc.double({ noNaN: true })],
  [z.bigint(), fc.bigInt()],
  [z.coerce.string(), awkward],
  [z.string().transform((text) => `${text}!`), awkward],
  [z.preprocess((value) => (typeof value === "string" ? value.split(",") : value), z.any()), values],
].map(([schema, sound]) => ({ schema, sound, input: sound }) as Generated);

/** A setting with a default, in each of the ways in which a schema may have one. */
const settings = fc
  .tuple(
    fc.oneof(fc.constantFrom(...texts), settingTypes),
    fc.constantFrom("default", "prefault", "group", "both"),
  )
  .chain(([{ schema, sound }, way]) =>
    fc.tuple(sound, sound).map(([value, other]): z.ZodType => {
      if (way === "prefault") return schema.prefault(value as never);
      if (way === "default") return schema.default(outputOf(schema, value) as never);
      const within = way === "both" ? schema.default(outputOf(schema, other) as never) : schema;
      return z.object({ in: within }).default({ in: outputOf(schema, value) });
    }),
  );

function outputOf(schema: z.ZodType, value: unknown): unknown {
  return tried(() => schema.safeParse(value))?.data; // it throws where it is to freeze bytes
}

test("what a line holds is read back as the default; what can't be written says so", () => {
  fc.assert(
    fc.property(fc.array(settings, { minLength: 1, maxLength: 4 }), fc.boolean(), (types, expand) => {
      const schema = z.object(Object.fromEntries(types.map((type, index) => [`s${index}`, type])));
      const path = join(folder, ".env");
      const text = envExample({ schema }).replaceAll(/^# (?=S\d(?:_IN)?=)/gm, "");
      const warnings: unknown[] = [];
      const load = (sources: readonly SyncSource[]) =>
        tried(() => loadConfigSync({ schema, sources }, { onWarning: (each) => void warnings.push(each) }));
      const expected = load([memory({})]);
      fc.pre(expected !== undefined); // a default that its own schema refuses
      writeFileSync(path, text);
      warnings.length = 0;
      expect([described(schema), load([dotenv(path, { expand, from: {} })])]).toEqual([
        described(schema),
        expected,
      ]);
      expect(warnings.filter((each) => (each as { kind: string }).kind !== "ignored")).toEqual([]);
      for (const [, note = "", value = ""] of text.matchAll(/^# (.*)\nS\d(?:_IN)?=(.*)$/gm))
        expect(note.includes("can't be written here") && value !== "").toBe(false);
    }),
  );
});
