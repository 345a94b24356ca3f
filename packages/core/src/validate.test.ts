import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "./config-error.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { secret } from "./secret-schema.ts";
import { env } from "./sources/env.ts";
import { memory } from "./sources/memory.ts";

/** `path: message`, in both ways to load. */
async function told(schema: z.ZodType, values: object): Promise<string[]> {
  const definition = { schema, sources: [memory(values)] };
  const error: unknown = await loadConfig(definition).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError))
    throw new Error("it was expected to fail with a ConfigError", { cause: error });
  return error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const failing = (text: string): never => {
  throw new TypeError(text);
};

describe("an issue", () => {
  test("stands at its setting, with the place inside of it", async () => {
    const schema = z.object({
      list: z.array(z.object({ url: z.url() })),
      record: z.record(z.string(), z.number()),
      tuple: z.tuple([z.string(), z.number()]),
    });
    expect(
      await told(schema, {
        list: [{ url: "https://a.example" }, { url: "x" }],
        record: { some: null },
        tuple: ["a", {}],
      }),
    ).toEqual([
      "list: item 2: is not a valid url",
      "record: in one of its properties: expected a number, got null",
      "tuple: item 2: expected a number, got an object",
    ]);
  });

  test("of a group stands at the group", async () => {
    const pair = z
      .object({ min: z.number(), max: z.number() })
      .refine(({ min, max }) => min <= max, "min is more than max");
    expect(await told(z.object({ range: pair }), { range: { min: 2, max: 1 } })).toEqual([
      "range: min is more than max",
    ]);
    expect(await told(pair, { min: 2, max: 1 })).toEqual([": min is more than max"]);
  });

  test("of a group may name one of its settings", async () => {
    const pair = z.object({ a: z.string(), b: z.string() }).superRefine((_, context) => {
      context.addIssue({ code: "custom", path: ["b"], message: "is not like a" });
      context.addIssue({ code: "custom", path: ["nowhere"], message: "is odd" });
    });
    expect(await told(z.object({ g: pair }), { g: { a: "1", b: "2" } })).toEqual([
      "g: is odd",
      "g.b: is not like a",
    ]);
  });

  test("of a group is not told beside what its settings lack", async () => {
    const pair = z.object({ a: z.string(), b: z.string() }).refine(() => false, "doesn't fit");
    expect(await told(z.object({ g: pair }), { g: { a: "1" } })).toEqual(["g.b: missing"]);
    const decoded = z.object({ n: z.number().default(1), a: z.string() }).refine(() => false, "doesn't fit");
    expect(await told(z.object({ g: decoded }), { g: { n: "x", a: "1" } })).toEqual([
      "g.n: expected a number, got text",
    ]);
  });

  test("says where the value stood, a default too", async () => {
    const schema = z.object({ a: z.string().max(1), b: z.string().prefault("long").pipe(z.string().max(1)) });
    const error = await loadConfig({ schema, sources: [env({ from: { A: "long" } })] }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as ConfigError).problems.map(({ looked }) => looked)).toEqual([
      [{ source: "env", location: "A" }],
      [{ source: "default" }],
    ]);
  });

  test("that a missing value has no answer for is a missing setting", async () => {
    const schema = z.object({
      a: z.string(),
      b: z.enum(["x"]),
      c: z.union([z.number(), z.boolean()]),
      d: z.literal("y"),
      e: z.coerce.number(),
      f: z.preprocess((value) => value, z.number()),
      g: secret(z.string()),
      h: z.string().transform((text) => text),
      i: z.instanceof(URL),
      j: z.object({ k: z.date() }),
      l: z.custom<string>((value) => typeof value === "string"),
      m: z.any().refine((value) => value !== undefined, "is needed"),
    });
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j.k", "l", "m"];
    expect(await told(schema, {})).toEqual(names.map((name) => `${name}: missing`));
  });
});

test("a group's check may say that an optional setting is needed", async () => {
  const tls = z
    .object({ on: z.boolean(), ca: z.string().optional() })
    .refine(({ on, ca }) => !on || ca !== undefined, {
      path: ["ca"],
      error: "is needed where tls is on",
    });
  expect(await told(z.object({ tls }), { tls: { on: true } })).toEqual(["tls.ca: is needed where tls is on"]);
});

describe("a check or transform that throws", () => {
  test("is found, and all others with it", async () => {
    const schema = z.object({
      a: z.string().transform(failing),
      b: z.number(),
      g: z.object({ c: z.string().refine(failing), d: z.string() }),
      ok: z.string(),
      e: secret(z.string().transform((text): unknown => JSON.parse(text))),
    });
    expect(await told(schema, { a: "x", b: "y", g: { c: "z" }, ok: "ok", e: "{" })).toEqual([
      "a: its check or transform threw TypeError",
      "b: expected a number, got text",
      "g.c: its check or transform threw TypeError",
      "g.d: missing",
      "e: its check or transform threw SyntaxError",
    ]);
  });

  test("is found at a group, or at the whole", async () => {
    const group = z.object({ a: z.string() }).transform(() => failing("x"));
    expect(await told(z.object({ g: group, b: z.string() }), { g: { a: "1" }, b: "2" })).toEqual([
      "g: its check or transform threw TypeError",
    ]);
    expect(await told(group, { a: "1" })).toEqual([": its check or transform threw TypeError"]);
  });

  test("may throw anything", async () => {
    for (const thrown of ["text", 5, null, undefined, { a: 1 }, Object.create(null)]) {
      const schema = z.object({
        a: z.string().transform(() => {
          throw thrown;
        }),
      });
      expect(await told(schema, { a: "x" })).toEqual([
        expect.stringMatching(/^a: its check or transform threw \w+$/),
      ]);
    }
  });

  test("may reject", async () => {
    const schema = z.object({ a: z.string().refine(async () => failing("x")), b: z.number() });
    expect(await told(schema, { a: "x", b: "y" })).toEqual([
      "a: its check or transform threw TypeError",
      "b: expected a number, got text",
    ]);
  });

  test("only when all is together is told of the whole", async () => {
    let runs = 0;
    const once = z.object({
      a: z.string().transform((text) => {
        runs++;
        return runs === 1 ? failing("x") : text;
      }),
    });
    expect(await told(once, { a: "x" })).toEqual([": its check or transform threw TypeError"]);
  });
});

test("zod's own exceptions for schemas without end are told too", () => {
  const endless: z.ZodType = z.lazy(() => z.object({ next: endless }));
  const values: Record<string, unknown> = {};
  let last = values;
  for (let depth = 0; depth < 150; depth++) last = last.next = {} as Record<string, unknown>;
  const load = () =>
    loadConfigSync({ schema: z.object({ a: z.array(endless) }), sources: [memory({ a: [values] })] });
  expect(load).toThrow(ConfigError);
});
