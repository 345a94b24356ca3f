import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { planOf } from "./plan.ts";
import { isSecret, Secret } from "../secret/secret.ts";
import { holdsSecret, secret } from "./secret-schema.ts";

/** The schema as a setting: whether it is one, a secret, and what comes out for a value. */
function settingOf(schema: z.core.$ZodType) {
  const { settings } = planOf(z.object({ it: schema }));
  return settings.map(({ name, secret: isOne, optional, valueType }) =>
    [name, isOne, optional, valueType.type].join(" "),
  );
}

describe("secret() wraps what any schema takes", () => {
  const tree = z.object({
    size: z.number(),
    get below() {
      return z.array(tree);
    },
  });
  const cases: readonly [string, z.ZodType, unknown, unknown?][] = [
    ["text", z.string().min(2), "value"],
    ["email", z.email(), "a@b.example"],
    ["number", z.number(), 5],
    ["int", z.int(), 5],
    ["boolean", z.boolean(), true],
    ["bigint", z.bigint(), 5n],
    ["date", z.date(), new Date(5)],
    ["literal", z.literal("a"), "a"],
    ["enum", z.enum(["a", "b"]), "b"],
    ["array", z.array(z.string()), ["a"]],
    ["tuple", z.tuple([z.string(), z.number()]), ["a", 1]],
    ["set", z.set(z.string()), new Set(["a"])],
    ["map", z.map(z.string(), z.number()), new Map([["a", 1]])],
    ["record", z.record(z.string(), z.number()), { a: 1 }],
    ["object", z.object({ a: z.string() }), { a: "b" }],
    ["strict object", z.strictObject({ a: z.string() }), { a: "b" }],
    ["recursive object", tree, { size: 1, below: [] }],
    ["union", z.union([z.string(), z.number()]), 5],
    ["discriminated union", z.discriminatedUnion("t", [z.object({ t: z.literal("a") })]), { t: "a" }],
    ["intersection", z.object({ a: z.string() }).and(z.object({ b: z.string() })), { a: "1", b: "2" }],
    ["nullable", z.string().nullable(), null],
    ["coercion", z.coerce.number(), "5", 5],
    ["stringbool", z.stringbool(), "yes", true],
    ["transform", z.string().transform(Number), "5", 5],
    ["pipe", z.string().transform(Number).pipe(z.number()), "5", 5],
    ["codec", z.codec(z.string(), z.number(), { decode: Number, encode: String }), "5", 5],
    ["preprocess", z.preprocess(String, z.string()), 5, "5"],
    ["lazy", z.lazy(() => z.string()), "a"],
    ["brand", z.string().brand("key"), "a"],
    ["readonly", z.array(z.string()).readonly(), ["a"]],
    ["catch", z.string().catch("caught"), 5, "caught"],
    ["default", z.string().default("left out"), undefined, "left out"],
    ["prefault", z.string().prefault("left out"), undefined, "left out"],
    ["template literal", z.templateLiteral(["a", z.number()]), "a1"],
    ["bytes", z.instanceof(Uint8Array), Uint8Array.of(1)],
    ["any", z.any(), { a: 1 }],
  ];

  test.each(cases)("%s", (_, schema, input, output = input) => {
    const wrapped: unknown = secret(schema).parse(input);
    expect(wrapped).toBeInstanceOf(Secret);
    expect((wrapped as Secret<unknown>).reveal()).toEqual(output);
    expect(settingOf(secret(schema))[0]).toMatch(/^it true /);
    expect(settingOf(secret(schema))).toHaveLength(1);
  });

  test("after it has checked it", () => {
    const result = secret(z.string().min(12)).safeParse("short");
    expect(result.error?.issues.map(({ code }) => code)).toEqual(["too_small"]);
  });
});

describe("wrappers around secret()", () => {
  const key = secret(z.string());

  test("leave what is missing missing", () => {
    expect(key.optional().parse(undefined)).toBeUndefined();
    expect(key.nullable().parse(null)).toBeNull();
    expect(key.nullish().parse(null)).toBeNull();
  });

  test("may hold a default: a Secret behind it, a bare value inside", () => {
    const fallback = new Secret("dev");
    expect(key.default(fallback).parse(undefined)).toBe(fallback);
    expect(secret(z.string().default("dev")).parse(undefined).reveal()).toBe("dev");
    expect(key.prefault("dev").parse(undefined).reveal()).toBe("dev");
  });

  test.each([
    key.optional(),
    key.nullable(),
    key.nullish(),
    key.default(new Secret("dev")),
    key.prefault("dev"),
    key.catch(new Secret("dev")),
    key.readonly(),
    key.brand("key"),
    key.describe("a key"),
    key.meta({ env: "KEY" }),
    key.refine((value) => value.reveal() !== ""),
    key.superRefine(() => undefined),
    key.overwrite((value) => value),
    key.transform((value) => value),
    key.pipe(z.custom<Secret>(isSecret)),
    z.lazy(() => key),
    z.preprocess((value) => value, key),
    z.string().pipe(key),
    z.codec(z.string(), key, { decode: (text) => text, encode: (text) => text }),
    secret(key),
    secret(key.optional()),
  ])("leave it a secret (%#)", (schema) => {
    expect(settingOf(schema)).toEqual([expect.stringMatching(/^it true /)]);
  });
});

describe("a setting is a secret when any part of it is", () => {
  const key = secret(z.string());

  test.each([
    z.array(key),
    z.set(key),
    z.tuple([z.string(), key]),
    z.tuple([z.string()]).rest(key),
    z.record(z.string(), key),
    z.map(z.string(), key),
    z.union([z.number(), key]),
    z.union([z.string(), z.object({ key })]),
    z.array(z.object({ key: key.optional() })),
    z.array(z.lazy(() => key)),
    z.array(z.string()).pipe(z.array(key)),
    z.array(z.object({}).catchall(key)),
    z.array(z.object({ a: z.string() }).and(z.object({ key }))),
    z.preprocess((value) => value, z.object({ key })),
    z.array(key).optional(),
  ])("%#", (schema) => {
    expect(settingOf(schema)).toEqual([expect.stringMatching(/^it true /)]);
  });

  test("and else it is not", () => {
    const tree = (): z.ZodType => z.object({ left: z.array(z.lazy(tree)), right: z.array(z.lazy(tree)) });
    for (const schema of [z.array(z.string()), z.union([z.number(), z.string()]), z.array(tree()), z.any()])
      expect(settingOf(schema)).toEqual([expect.stringMatching(/^it false /)]);
    expect(holdsSecret(z.object({ key }))).toBe(true);
  });

  test("but a group that holds one has settings of its own", () => {
    expect(settingOf(z.object({ key, host: z.string() }))).toEqual([
      "it.key true false text",
      "it.host false false text",
    ]);
  });
});

describe("zod/mini", () => {
  test("has secrets too", () => {
    const key = secret(mini.string());
    expect(mini.parse(key, "value").reveal()).toBe("value");
    const schema = mini.object({
      key,
      perhaps: mini.optional(key),
      fallback: mini._default(key, new Secret("dev")),
      nothing: mini.nullable(key),
      list: mini.array(key),
      whole: secret(mini.object({ a: mini.string() })),
      host: mini.string(),
    });
    const settings = planOf(schema).settings.map(({ name, secret: isOne, optional }) => [
      name,
      isOne,
      optional,
    ]);
    expect(settings).toEqual([
      ["key", true, false],
      ["perhaps", true, true],
      ["fallback", true, true],
      ["nothing", true, false],
      ["list", true, false],
      ["whole", true, false],
      ["host", false, false],
    ]);
  });
});
