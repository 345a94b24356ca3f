import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import * as z3 from "zod/v3";

import { ConfigError } from "../report/config-error.ts";
import { planOf } from "./plan.ts";
import { secret } from "./secret-schema.ts";

function settingsOf(schema: z.core.$ZodType) {
  return planOf(schema).settings;
}

/** `name kind`, with `?` behind the name where it may be missing. */
function outline(schema: z.core.$ZodType): string[] {
  return settingsOf(schema).map(
    ({ name, optional, valueType }) => `${name}${optional ? "?" : ""} ${valueType.type}`,
  );
}

function refusals(schema: z.core.$ZodType): string[] {
  try {
    planOf(schema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  }
  return [];
}

describe("settings", () => {
  test("are the leaves, in the schema's order, groups in between", () => {
    const schema = z.object({
      port: z.number().default(3000),
      database: z.object({ host: z.string(), pool: z.object({ size: z.int() }).describe("connections") }),
      debug: z.boolean().optional(),
    });
    expect(outline(schema)).toEqual([
      "port? number",
      "database.host text",
      "database.pool.size integer",
      "debug? boolean",
    ]);
    expect(settingsOf(schema)[2]?.groups.map(({ name }) => name)).toEqual(["database", "database.pool"]);
    expect(settingsOf(schema)[0]?.groups).toEqual([]);
  });

  test.each([
    ["text", z.string()],
    ["text", z.email()],
    ["text", z.url()],
    ["text", z.uuid()],
    ["text", z.ipv4()],
    ["text", z.iso.date()],
    ["text", z.iso.datetime()],
    ["text", z.iso.duration()],
    ["text", z.jwt()],
    ["text", z.templateLiteral(["a", z.number()])],
    ["number", z.number()],
    ["number", z.float64()],
    ["integer", z.int()],
    ["integer", z.int32()],
    ["integer", z.number().int()],
    ["integer", z.number().min(1).int()],
    ["boolean", z.boolean()],
    ["bigint", z.bigint()],
    ["bigint", z.int64()],
    ["date", z.date()],
    ["choice", z.enum(["a"])],
    ["choice", z.literal("a")],
    ["choice", z.literal(undefined)],
    ["choice", z.null()],
    ["array", z.array(z.string())],
    ["set", z.set(z.string())],
    ["tuple", z.tuple([z.string()])],
    ["record", z.record(z.string(), z.string())],
    ["record", z.partialRecord(z.enum(["a"]), z.string())],
    ["record", z.looseRecord(z.string().regex(/^a/), z.string())],
    ["map", z.map(z.string(), z.string())],
    ["union", z.union([z.string(), z.number()])],
    ["union", z.union([z.string(), z.object({ a: z.string() })])],
    ["raw", z.any()],
    ["raw", z.unknown()],
    ["raw", z.custom<string>()],
    ["raw", z.instanceof(URL)],
    ["bytes", z.instanceof(Uint8Array)],
    ["bytes", z.instanceof(Buffer)],
    ["bytes", z.instanceof(Uint8Array).refine(Boolean).describe("a key")],
    ["bytes", mini.instanceof(Uint8Array).check(mini.refine(Boolean))],
    ["raw", z.coerce.string()],
    ["raw", z.coerce.number()],
    ["raw", z.coerce.boolean()],
    ["raw", z.coerce.bigint()],
    ["raw", z.coerce.date()],
    ["stringbool", z.stringbool()],
    ["text", z.string().transform(Number)],
    ["number", z.number().transform(String)],
    ["text", z.string().pipe(z.any())],
    ["text", z.codec(z.string(), z.number(), { decode: Number, encode: String })],
    ["date", z.codec(z.date(), z.number(), { decode: Number, encode: (ms) => new Date(ms) })],
    ["raw", z.preprocess(Number, z.number())],
    ["number", z.lazy(() => z.number())],
    ["number", z.number().brand("port")],
    ["number", z.number().readonly()],
    ["nullable", z.number().nullable()],
    ["number", z.number().refine(Boolean)],
    ["object", secret(z.object({ a: z.string() }))],
    ["array", z.array(z.object({ a: z.string() }))],
    ["number", mini.number()],
    ["nullable", mini.nullable(mini.number())],
  ])("are read as %s (%#)", (kind, schema) => {
    expect(outline(z.object({ it: schema as z.ZodType }))).toEqual([`it ${kind}`]);
  });

  test("behind .catch() are read leniently, and may be missing", () => {
    expect(outline(z.object({ it: z.number().catch(1) }))).toEqual(["it? lenient"]);
  });

  test.each([
    z.string().optional(),
    z.string().nullish(),
    z.string().default("a"),
    z.string().prefault("a"),
    z.string().catch("a"),
    z.string().optional().readonly(),
    z.string().default("a").nullable(),
    z.string().optional().transform(String),
    z.lazy(() => z.string().optional()),
    z.preprocess((value) => value, z.string().optional()),
    z.union([z.string(), z.undefined()]),
    z.exactOptional(z.string()),
    secret(z.string()).optional(),
    mini.optional(mini.string()),
  ])("may be missing where zod says so (%#)", (schema) => {
    expect(settingsOf(z.object({ it: schema as z.ZodType }))).toMatchObject([{ name: "it", optional: true }]);
  });

  test.each([
    z.string().nullable(),
    z.string().optional().nonoptional(),
    z.string().transform(String),
    z.preprocess((value) => value, z.string()),
    z.coerce.string(),
    secret(z.string()),
  ])("are needed where it doesn't (%#)", (schema) => {
    expect(settingsOf(z.object({ it: schema }))).toMatchObject([{ name: "it", optional: false }]);
  });

  test("say what .meta() says, on whichever wrapper it stands", () => {
    const inside = z.string().meta({ env: ["PG_URL", "DB_URL"], description: "inner" });
    const schema = z.object({
      a: inside.optional().default("x"),
      b: z.string().optional().meta({ env: "B_URL", deprecated: true, replacedBy: "A_URL" }),
      c: z.string().describe("text").meta({ deprecated: true }).optional(),
      d: inside.meta({ env: "D_URL" }).readonly(),
      e: secret(z.string().meta({ env: "E_KEY", description: "a key" })),
      f: mini.string().register(z.globalRegistry, { env: "F" }),
      g: z.object({ h: z.string() }).meta({ env: "G_JSON" }),
    });
    expect(settingsOf(schema)).toMatchObject([
      { name: "a", env: ["PG_URL", "DB_URL"], description: "inner", hasDefault: true },
      { name: "b", env: ["B_URL"], deprecated: "use A_URL", hasDefault: false },
      { name: "c", env: [], description: "text", deprecated: true },
      { name: "d", env: ["D_URL"], description: "inner" },
      { name: "e", env: ["E_KEY"], description: "a key", secret: true },
      { name: "f", env: ["F"] },
      { name: "g.h", env: [], groups: [{ name: "g", env: ["G_JSON"] }] },
    ]);
  });

  const said = { env: "X", description: "text", deprecated: true, replacedBy: "Y" };
  const same = (value: unknown) => value;
  const text = z.string().meta(said);
  test.each([
    z.preprocess(same, text),
    z.preprocess(same, z.preprocess(same, text.default("d"))),
    z.string().pipe(text),
    z.string().transform(same).pipe(text).optional(),
    z.codec(z.number(), text, { decode: String, encode: Number }),
    z.intersection(text, z.string()),
    z.intersection(z.string(), text.readonly()),
    z.lazy(() => z.preprocess(same, text)),
    secret(z.preprocess(same, text)),
    mini.pipe(mini.string(), mini.string().register(z.globalRegistry, said)),
  ])("say what .meta() says on any of the schemas that take or make the value (%#)", (a) => {
    expect(settingsOf(z.object({ a }))).toMatchObject([
      { name: "a", env: ["X"], description: "text", deprecated: "use Y" },
    ]);
  });

  test("say what the outermost .meta() says, and of two side by side the first", () => {
    const [x, y, none] = [text.meta({ env: "X" }), text.meta({ env: "Y" }), text.meta({ env: [] })];
    const schema = z.object({
      a: z.preprocess(same, x).meta({ env: "Y" }),
      b: x.pipe(y),
      c: z.intersection(x, y),
      d: none.pipe(y),
      e: z.preprocess(same, y).meta({ env: [] }),
    });
    expect(settingsOf(schema).map(({ env }) => env)).toEqual([["Y"], ["X"], ["X"], [], []]);
  });

  test("say what .meta() says where a pipe leads to itself", () => {
    const json: z.ZodType<string, string> = z.lazy(() =>
      z.string().transform(String).pipe(json).or(text).pipe(json),
    );
    expect(settingsOf(z.object({ a: z.string().pipe(json).pipe(text) }))).toMatchObject([{ env: ["X"] }]);
  });

  test("with a dot in their name are quoted, so that no two look alike", () => {
    const schema = z.object({
      "a.b": z.string().meta({ env: "X" }),
      a: z.object({ b: z.string() }),
      "": z.any(),
    });
    expect(settingsOf(schema).map(({ name }) => name)).toEqual(['"a.b"', "a.b", '""']);
  });

  test("may be called as what every object inherits", () => {
    const schema = z.object({ toString: z.string(), valueOf: z.string(), hasOwnProperty: z.string() });
    expect(outline(schema)).toEqual(["toString text", "valueOf text", "hasOwnProperty text"]);
  });
});

describe("groups", () => {
  const inner = z.object({ a: z.string(), b: z.string().optional() });

  test("in an intersection have each its own prefix, and those in a pipe that of either end", () => {
    const [left, right] = [z.object({ l: z.string() }), z.object({ r: z.string() })];
    const piped = right.pipe(z.object({ r: z.string() }).meta({ prefix: "P_", env: "P_JSON" }));
    const schema = z.object({
      both: z.intersection(left, right.meta({ prefix: "R_" })),
      around: left.meta({ prefix: "L_", env: "L_JSON" }).and(right).meta({ prefix: "A_" }),
      piped,
    });
    expect(
      settingsOf(schema).map(({ name, prefix, groups }) => [name, prefix?.text, groups[0]?.env]),
    ).toEqual([
      ["both.l", undefined, []],
      ["both.r", "R_", []],
      ["around.l", "L_", ["L_JSON"]],
      ["around.r", "A_", ["L_JSON"]],
      ["piped.r", "P_", ["P_JSON"]],
    ]);
  });

  test.each([
    inner,
    inner.strict(),
    inner.loose(),
    inner.catchall(z.number()),
    inner.readonly(),
    inner.brand("group"),
    inner.refine(Boolean),
    inner.transform((value) => value),
    inner.pipe(z.any()),
    z.lazy(() => inner),
    z.object({ a: z.string() }).and(z.object({ b: z.string().optional() })),
    z.codec(inner, z.any(), { decode: (value) => value, encode: (value) => value as never }),
  ])("have settings of their own, whatever is around them (%#)", (schema) => {
    expect(outline(z.object({ it: schema }))).toEqual(["it.a text", "it.b? text"]);
  });

  test.each([
    inner.optional(),
    inner.nullish(),
    inner.default({ a: "x" }),
    inner.prefault({ a: "x" }),
    inner.catch({ a: "x" }),
  ])("that may be absent make their settings optional (%#)", (schema) => {
    expect(outline(z.object({ it: schema }))).toEqual(["it.a? text", "it.b? text"]);
  });

  test("of a discriminated union have the settings of every branch, shared ones once", () => {
    const schema = z.object({
      store: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("file"), path: z.string(), name: z.string() }),
        z.object({ kind: z.literal("s3"), bucket: z.string(), name: secret(z.string()) }),
      ]),
    });
    expect(outline(schema)).toEqual([
      "store.kind? choice",
      "store.path? text",
      "store.name? text",
      "store.bucket? text",
    ]);
    expect(settingsOf(schema)[2]).toMatchObject({ name: "store.name", secret: true });
    expect(planOf(schema).hasVariants).toBe(true);
  });

  test("of a union without discriminator, and of unions in unions, too", () => {
    const schema = z.union([
      z.object({ a: z.string() }),
      z.discriminatedUnion("t", [
        z.object({ t: z.literal(1), b: z.string() }),
        z.object({ t: z.literal(2) }),
      ]),
    ]);
    expect(outline(schema)).toEqual(["a? text", "t? choice", "b? text"]);
  });

  test("of an intersection are merged, deeper ones too", () => {
    const left = z.object({ a: z.string(), deep: z.object({ x: z.string() }) });
    const right = z.object({ b: z.string(), deep: z.object({ y: z.string() }) });
    const plan = planOf(z.intersection(left, right));
    expect(plan.settings.map(({ name }) => name)).toEqual(["a", "deep.x", "b", "deep.y"]);
    const deep = plan.root.children.get("deep");
    expect(deep?.type === "group" && [...deep.children.keys()]).toEqual(["x", "y"]);
  });

  test("that hold themselves are read as JSON where they begin again", () => {
    const node = z.object({
      name: z.string(),
      get next() {
        return node.optional();
      },
    });
    expect(outline(node)).toEqual(["name text", "next? object"]);
    const [first, second] = [
      z.object({ name: z.string(), other: z.lazy((): z.ZodType => second) }),
      z.object({ name: z.string(), other: z.lazy((): z.ZodType => first).optional() }),
    ];
    expect(outline(first)).toEqual(["name text", "other.name text", "other.other? object"]);
  });

  test("without settings are a setting, whose value is an object; but not the whole schema", () => {
    expect(outline(z.object({}))).toEqual([]);
    expect(outline(z.object({ a: z.looseObject({}) }))).toEqual(["a object"]);
    expect(outline(z.object({ a: z.union([z.object({}), z.strictObject({})]) }))).toEqual(["a union"]);
  });
});

describe("what can't be a setting is refused, with its path", () => {
  test.each([
    ["function", z.function()],
    ["symbol", z.symbol()],
    ["promise", z.promise(z.string())],
    ["never", z.never()],
    ["void", z.void()],
    ["nan", z.nan()],
    ["undefined", z.undefined()],
    ["file", z.file()],
    ["symbol", z.symbol().optional()],
    ["symbol", z.lazy(() => z.symbol())],
    ["symbol", z.array(z.symbol())],
    ["symbol", z.set(z.symbol())],
    ["symbol", z.tuple([z.string(), z.symbol()])],
    ["symbol", z.tuple([z.string()]).rest(z.symbol())],
    ["symbol", z.record(z.string(), z.symbol())],
    ["symbol", z.map(z.symbol(), z.string())],
    ["symbol", z.array(z.array(z.array(z.symbol())))],
    ["symbol", z.union([z.string(), z.array(z.symbol())])],
    ["symbol", z.array(z.object({ a: z.array(z.symbol().optional()).optional() }))],
    ["symbol", secret(z.symbol())],
    ["symbol", secret(z.object({ a: z.symbol() }))],
  ])("z.%s() (%#)", (type, schema) => {
    const message = `z.${type}() can't be a setting: no source can hold such a value`;
    expect(refusals(z.object({ group: z.object({ it: schema as z.ZodType }) }))).toEqual([
      `group.it: ${message}`,
    ]);
  });

  test("also a form of a union, unless it only says that it may be missing", () => {
    expect(refusals(z.object({ it: z.union([z.string(), z.symbol()]) }))).toHaveLength(1);
    expect(outline(z.object({ it: z.union([z.string(), z.undefined()]) }))).toEqual(["it? union"]);
  });

  test("all at once, in one error", () => {
    const schema = z.object({ a: z.symbol(), b: z.string(), c: z.object({ d: z.promise(z.any()) }) });
    expect(refusals(schema).map((line) => line.split(":")[0])).toEqual(["a", "c.d"]);
    expect(() => planOf(schema)).toThrow(/^The schema can't be a configuration: 2 problems\n/);
  });

  test.each([
    z.string(),
    z.array(z.object({ a: z.string() })),
    z.record(z.string(), z.string()),
    z.union([z.object({ a: z.string() }), z.string()]),
    z.any(),
    secret(z.object({ a: z.string() })),
  ])("a whole schema without properties (%#)", (schema) => {
    expect(refusals(schema)).toEqual([": the schema must be an object: its properties are the settings"]);
  });

  test.each([undefined, null, 5, {}, { parse: () => 1 }, { _def: {} }])(
    "what is no schema of zod 4 (%#)",
    (value) => {
      expect(refusals(value as never)).toEqual([": the schema must be one of zod 4 (zod or zod/mini)"]);
    },
  );
});

describe("names that could change an object's prototype are refused", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s", (name) => {
    const shape = Object.fromEntries([[name, z.string()]]);
    const message = "is a name that is refused, as it could change an object's prototype";
    expect(refusals(z.object({ a: z.object(shape) }))).toEqual([`a.${name}: ${message}`]);
  });
});

describe("endless and very deep schemas end in one report", () => {
  const deep = (levels: number, wrap: (schema: z.ZodType) => z.ZodType, schema: z.ZodType = z.string()) => {
    let wrapped = schema;
    for (let level = 0; level < levels; level++) wrapped = wrap(wrapped);
    return z.object({ it: wrapped });
  };

  test("groups that are made anew at every level", () => {
    const tree = (): z.ZodType => z.object({ left: z.lazy(tree).optional(), right: z.lazy(tree).optional() });
    expect(refusals(tree())).toEqual([
      `${Array.from({ length: 65 }, () => "left").join(".")}: is nested more than 64 levels deep`,
    ]);
  });

  test("groups nested deeper than any configuration", () => {
    const group = (schema: z.ZodType) => z.object({ a: schema });
    expect(refusals(deep(63, group))).toEqual([]);
    expect(refusals(deep(100, group))).toHaveLength(1);
    expect(refusals(deep(10_000, group))).toHaveLength(1);
  });

  test("a lazy schema that is itself", () => {
    const self: z.ZodType = z.lazy(() => self);
    expect(refusals(z.object({ it: self }))).toEqual(["it: is nested too deep"]);
    expect(refusals(z.object({ it: z.array(self) }))).toEqual(["it: is nested too deep"]);
    expect(refusals(self)).toEqual([": is nested too deep"]);
  });

  test.each([
    (schema: z.ZodType) => schema.optional(),
    (schema: z.ZodType) => schema.readonly(),
    (schema: z.ZodType) => schema.transform((value) => value),
    (schema: z.ZodType) => z.union([schema]),
    (schema: z.ZodType) => z.intersection(schema, z.object({ a: z.string() })),
    (schema: z.ZodType) => z.array(schema),
    (schema: z.ZodType) => z.lazy(() => schema),
  ])("wrappers around wrappers (%#)", (wrap) => {
    const schema = deep(20_000, wrap, z.object({ b: z.string() }));
    expect(refusals(schema)).toEqual([expect.stringMatching(/^it(\.b)?: is nested too deep$/)]);
  });

  test("but a list in a list in a list is read as JSON", () => {
    expect(outline(deep(300, (schema) => z.array(schema)))).toEqual(["it array"]);
  });
});

describe("what a schema's own functions throw is not quoted", () => {
  const raise = (): never => {
    throw Object.assign(new TypeError("canary"), { code: "canary" });
  };
  const lazy = z.lazy(raise);
  const meta = z.string();
  z.globalRegistry.add(
    meta,
    Object.defineProperty({}, "env", { get: raise, enumerable: true }) as { readonly env: string },
  );

  test.each([
    ["a lazy setting", z.object({ it: lazy }), "it"],
    ["a lazy setting within wrappers", z.object({ it: lazy.optional().nullable().readonly() }), "it"],
    ["a lazy setting within a group", z.object({ group: z.object({ it: lazy }) }), "group.it"],
    ["a lazy item", z.object({ it: z.array(lazy) }), "it"],
    ["a lazy secret", z.object({ it: secret(lazy) }), "it"],
    ["a lazy form of a union", z.object({ it: z.union([z.string(), lazy]) }), "it"],
    ["a lazy part of an intersection", z.object({ it: z.intersection(z.object({}), lazy) }), "it"],
    ["a lazy schema at the top", lazy, ""],
    [
      "a getter of the shape",
      z.object(Object.defineProperty({}, "it", { get: raise, enumerable: true })),
      "",
    ],
    ["a getter of meta", z.object({ it: meta }), "it"],
  ])("%s", (_, schema, path) => {
    expect(refusals(schema)).toEqual([`${path}: can't be looked into: its schema threw TypeError`]);
  });

  test.each([5, null, "", {}, ["A", 5], [""], [{ toString: raise }]])("a variable's name, %#", (name) => {
    expect(refusals(z.object({ it: z.string().meta({ env: name }) }))).toEqual([
      'it: has an env in its .meta() that is no name: write .meta({ env: "PORT" }), or a list of names',
    ]);
  });

  test("a group's prefix", () => {
    const group = z.object({ it: z.string() }).meta({ prefix: 5 });
    expect(refusals(z.object({ group }))).toEqual([
      'group: has a prefix in its .meta() that is no string: write .meta({ prefix: "PG" })',
    ]);
  });

  test("and every path is named", () => {
    expect(refusals(z.object({ a: lazy, b: z.string(), c: z.lazy(raise) }))).toHaveLength(2);
  });

  test("nor what is no schema at all", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const odd of [proxy, new Proxy({}, { has: raise, get: raise, getPrototypeOf: raise })])
      expect(refusals(odd as z.ZodType)).toEqual([": the schema must be one of zod 4 (zod or zod/mini)"]);
  });

  test.each([
    ["a default", z.string().default(raise)],
    ["a prefault", z.string().prefault(raise)],
    ["a default of a group", z.object({ a: z.string(), b: z.string() }).default(raise)],
  ])("%s is looked at when it is needed, and then names the setting", (_, schema) => {
    const plan = planOf(z.object({ it: schema }));
    const node = plan.root.children.get("it");
    expect(() => node?.defaultValue?.()).toThrow(/\bit +its default threw TypeError\b/);
  });
});

test("a setting's default is that of its group, and its own where that lacks it", () => {
  const inner = z.object({ a: z.string().default("own"), b: z.string().default("own"), c: z.string() });
  const it = planOf(
    z.object({ it: inner.prefault({ a: "the group's", c: "the group's" }) }),
  ).root.children.get("it");
  const children = it?.type === "group" ? it.children : new Map<string, never>();
  const defaults = [...children].map(([name, node]) => [name, node.defaultValue?.()]);
  expect(Object.fromEntries(defaults)).toEqual({ a: "the group's", b: "own", c: "the group's" });
});

test("a plan is made once", () => {
  const schema = z.object({ a: z.string() });
  expect(planOf(schema)).toBe(planOf(schema));
});

describe("a part that zod 4 didn't make is named", () => {
  const zod3 = "is a schema of zod 3: import z from zod 4, for every part of the schema";

  test.each([
    ["a setting", { a: z3.string() }, "a"],
    ["a group", { a: z.object({ b: z3.object({ c: z3.string() }) }) }, "a.b"],
    ["an item", { a: z.array(z3.string() as never) }, "a"],
    ["a value of a map", { a: z.map(z.string(), z3.number() as never) }, "a"],
    ["an option", { a: z.union([z.string(), z3.number() as never]) }, "a"],
    ["what is optional", { a: z.optional(z3.number() as never) }, "a"],
  ])("%s", (_, shape, path) => {
    expect(refusals(z.object(shape as never))).toEqual([`${path}: ${zod3}`]);
  });

  test.each([undefined, null, 5, "text", {}, () => 1])("and so is what is no schema at all (%#)", (value) => {
    expect(refusals(z.object({ a: value } as never))).toEqual(["a: is not a schema of zod 4"]);
  });

  test("or the whole schema", () => {
    expect(refusals(z3.object({ a: z3.string() }) as never)).toEqual([
      ": the schema must be one of zod 4 (zod or zod/mini): this is one of zod 3",
    ]);
  });
});
