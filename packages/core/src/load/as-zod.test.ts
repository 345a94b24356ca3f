import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "../report/config-error.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { loadConfigSync } from "./load.ts";

/** What zod takes from an object, `memory()` gives; zod-oracle.test.ts generates more of these. */
describe("as zod", () => {
  const strict = z.union([z.strictObject({ x: z.number() }), z.strictObject({ y: z.string() })]);
  const xor = z.xor([z.object({ x: z.number() }), z.object({ y: z.string() })]);
  const never = z.union([
    z.object({ x: z.number(), y: z.never().optional() }),
    z.object({ y: z.string(), x: z.never().optional() }),
  ]);
  const byAbsence = (k: z.ZodType<"a" | null | undefined>) =>
    z.discriminatedUnion("k", [
      z.object({ k: k as z.ZodOptional<z.ZodLiteral<"a">>, x: z.number() }),
      z.object({ k: z.literal("b"), y: z.number() }),
    ]);
  const loose = z.object({ it: z.looseRecord(z.string().regex(/^n_/), z.number()) });
  const bySpelling = z.discriminatedUnion("k", [
    z.object({ k: z.literal(1), p: z.number() }),
    z.object({ k: z.literal("1"), q: z.number() }),
  ]);
  const byDefault = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("disk").default("disk"), folder: z.string() }),
    z.object({ kind: z.literal("s3"), bucket: z.string() }),
  ]);
  const caught = z.object({ port: z.number() }).catch({ port: 1 });

  test.each<[name: string, schema: z.ZodType, value: unknown]>([
    ["a union of strict objects", strict, { y: "s" }],
    ["an exclusive union", xor, { y: "s" }],
    ["a union whose options refuse each other's settings", never, { y: "s" }],
    ["a discriminator with a default", byDefault, { folder: "/" }],
    ["a loose record's other names", loose, { it: { n_x: 1, zip: "01234", answer: "no" } }],
    ["a discriminator that may be missing", byAbsence(z.literal("a").optional()), { x: 5 }],
    ["a discriminator that is null", byAbsence(z.literal(null)), { k: null, x: 5 }],
    ["a discriminator beside its spelling", bySpelling, { k: "1", q: 2 }],
    ["a discriminator that is a number beside its spelling", bySpelling, { k: 1, p: 2 }],
    ["a discriminator with a default, another branch", byDefault, { kind: "s3", bucket: "b" }],
    ["an empty object", z.object({ on: z.boolean().default(true) }).optional(), {}],
    ["an object of unknown names only", z.object({ on: z.boolean().default(true) }).optional(), { x: 1 }],
    ["a loose object without settings", z.looseObject({}), { a: 1, b: { c: 2 } }],
    ["a catchall without settings", z.object({}).catchall(z.number()), { a: 1, b: 2 }],
    ["a catch around a group, with a setting that it refuses", caught, { port: "x" }],
    ["a catch around a group, with no object at all", caught, "x"],
    ["a catch around a group that is sound", caught, { port: 2 }],
    ["an empty group under nullable()", z.object({}).nullable(), null],
    [
      "one name of two types",
      z.union([z.object({ a: z.array(z.string()) }), z.object({ a: z.string() })]),
      { a: "b" },
    ],
    ["a string beside a number", z.union([z.string(), z.number()]), "007"],
    ["a string that spells no short number", z.union([z.number(), z.string()]), "4848e0"],
    [
      "bytes or a string",
      z.union([z.object({ a: z.string() }), z.object({ a: z.instanceof(Uint8Array) })]),
      { a: new Uint8Array(2) },
    ],
  ])("%s", (_, schema, value) => {
    const config = loadConfigSync({ schema: z.object({ of: schema }), sources: [memory({ of: value })] });
    expect(config).toEqual({ of: schema.parse(value) });
  });

  test.each<[name: string, schema: z.ZodType, value: unknown]>([
    ["settings of both options of a strict union", strict, { x: 1, y: "s" }],
    ["settings of both options of an exclusive union", xor, { x: 1, y: "s" }],
    ["a setting that must not be there", never, { x: 1, y: "s" }],
    ["pairs that are none, for a map", z.map(z.string(), z.number()), [1, "a"]],
  ])("refuses %s", (_, schema, value) => {
    const load = () => loadConfigSync({ schema: z.object({ of: schema }), sources: [memory({ of: value })] });
    expect(schema.safeParse(value).success).toBe(false);
    expect(load).toThrow(ConfigError);
    expect(load).not.toThrow(/threw/);
  });

  test("an object without settings of its own is read as JSON from a variable", () => {
    const schema = z.object({ labels: z.looseObject({}) });
    expect(loadConfigSync({ schema, sources: [env({ from: { LABELS: '{"team":"web"}' } })] })).toEqual({
      labels: { team: "web" },
    });
  });

  test("variables for both options of a strict union are refused, and none is dropped", () => {
    const sources = [env({ from: { OF_X: "1", OF_Y: "s" } })];
    expect(() => loadConfigSync({ schema: z.object({ of: strict }), sources })).toThrow(ConfigError);
  });

  test("a loose object or a catchall takes any name, without a warning and from a strict source too", () => {
    const schema = z.object({
      db: z.looseObject({ host: z.string() }),
      pos: z.object({ x: z.number() }).catchall(z.number()),
    });
    const values = { db: { host: "h", hosts: "g" }, pos: { x: 1, y: 2 } };
    for (const unknownNames of ["refuse", "warn"] as const) {
      const sources = [{ ...memory(values), unknownNames }];
      expect(loadConfigSync({ schema, sources }, { onWarning: () => expect.unreachable() })).toEqual(values);
    }
    const sources = [env({ from: { DB: '{"host":"h","hosts":"g"}', POS: '{"x":1,"y":2}' } })];
    expect(loadConfigSync({ schema, sources }, { onWarning: () => expect.unreachable() })).toEqual(values);
  });

  test("an unknown name of a strict group is reported with its place", () => {
    const schema = z.object({ db: z.strictObject({ host: z.string() }) });
    const sources = [env({ from: { DB: '{"host":"h","hosts":"g"}' } })];
    expect(() => loadConfigSync({ schema, sources })).toThrow(/ env DB/);
  });

  test("a map is refused where two keys decode to one, and z.xor() where two forms fit", () => {
    const load = (of: z.ZodType, value: unknown) => () =>
      loadConfigSync({ schema: z.object({ of }), sources: [memory({ of: value })] });
    expect(
      load(z.map(z.number(), z.string()), [
        ["1", "a"],
        ["01", "b"],
      ]),
    ).toThrow(/holds a name twice/);
    const form = z.object({ a: z.string() });
    expect(load(z.xor([form, form.extend({ b: z.string().optional() })]), { a: "a" })).toThrow(
      /fits several/,
    );
  });

  test("a date is a copy, also of a default", () => {
    const [given, schema] = [new Date(1), z.object({ at: z.date(), end: z.date().default(new Date(2)) })];
    const load = () => loadConfigSync({ schema, sources: [memory({ at: given })] });
    const first = load();
    given.setTime(9);
    first.end.setTime(9);
    expect([first.at, load().end]).toEqual([new Date(1), new Date(2)]);
  });
});
