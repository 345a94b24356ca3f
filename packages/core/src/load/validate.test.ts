import { describe, expect, test } from "vitest";
import * as z from "zod";

import { piecesOf } from "../../test/leak-cases.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { envExample } from "../inspect/env-example.ts";
import { ConfigError } from "../report/config-error.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";

/** `path: message`, in both ways to load. */
async function told(schema: z.ZodType, values: object): Promise<string[]> {
  const definition = { schema, sources: [memory(values)] };
  const error: unknown = await loadConfig(definition).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError))
    throw new Error("it was expected to fail with a ConfigError", { cause: error });
  return error.problems.map(({ path, within = "", message }) => `${path.join(".")}${within}: ${message}`);
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
      "list[1].url: is not a valid url",
      "record.*: expected a number, got null",
      "tuple[1]: expected a number, got an object",
    ]);
  });

  test("inside a list is one of all, whether the decoder or zod has raised it", async () => {
    const servers = z.array(z.object({ host: z.string(), port: z.number().int().max(9) }));
    const given = [{ host: "a", port: 5 }, { host: 1, port: "x" }, { port: 77 }];
    expect(await told(z.object({ servers }), { servers: given })).toEqual([
      "servers[1].port: expected an integer, but the string is not one",
      "servers[1].host: expected a string, got a number",
      "servers[2].host: missing: expected a string",
      "servers[2].port: expected at most 9",
    ]);
    expect(await told(z.object({ servers }), { servers: JSON.stringify(given.slice(1, 2)) })).toEqual([
      "servers[0].port: expected an integer, but the string is not one",
      "servers[0].host: expected a string, got a number",
    ]);
  });

  test("is one of ten, and then a count", async () => {
    const list = Array.from({ length: 50 }, () => "x");
    const lines = await told(z.object({ list: z.array(z.number()) }), { list });
    expect(lines).toHaveLength(11);
    expect(lines.slice(-2)).toEqual([
      "list[9]: expected a number, but the string is not one",
      "list: holds 40 more of such items",
    ]);
  });

  test.each([
    ["is wrong", z.number().max(5), 9, "expected at most 5"],
    ["lacks a name", z.object({ port: z.number() }), {}, "missing: expected a number"],
  ])("is one of ten, and then a count, also where zod says that each %s", async (_, item, value, message) => {
    const lines = await told(z.object({ list: z.array(item) }), { list: Array(50).fill(value) });
    expect(lines).toHaveLength(11);
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(new RegExp(`^list\\[9\\].*: ${message}$`)),
      "list: holds 40 more of such items",
    ]);
  });

  test("of a union says what each form lacks", async () => {
    const group = z.union([
      z.object({ host: z.string() }),
      z.object({ socket: z.string(), mode: z.number() }),
    ]);
    expect(await told(z.object({ of: group }), { of: { mode: 7 } })).toEqual([
      "of: fits none of the forms that the schema allows: 1. host is missing; 2. socket is missing",
    ]);
    const setting = z.union([z.number(), z.array(z.object({ a: z.number() }))]);
    expect(await told(z.object({ of: setting }), { of: [{ a: "x" }] })).toEqual([
      "of: fits none of the forms that the schema allows: 1. expected a number, got a list; 2. [0].a expected a number, got a string",
    ]);
    expect(await told(z.object({ of: secret(setting) }), { of: [{ a: "x" }] })).toEqual([
      "of: fits none of the forms that the schema allows",
    ]);
  });

  test("of a form names the form's settings, and no group", async () => {
    const odd = z.object({ g: z.object({ x: z.string() }) }).superRefine((_, context) => {
      for (const path of [["g"], ["g", "x"]])
        context.addIssue({ code: "custom", path, message: "is odd", continue: false });
    });
    const of = z.union([odd, z.object({ h: z.string() })]);
    expect(await told(z.object({ of }), { of: { g: { x: "a-value" } } })).toEqual([
      "of: fits none of the forms that the schema allows: 1. one of its properties is not valid and g.x is not valid; 2. h is missing",
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
      "g.n: expected a number, but the string is not one",
    ]);
  });

  test("says where the value stood, a default too", async () => {
    const schema = z.object({ a: z.string().max(1), b: z.string().prefault("long").pipe(z.string().max(1)) });
    const error = await loadConfig({ schema, sources: [env({ from: { A: "long" } })] }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as ConfigError).problems.map(({ places }) => places)).toEqual([
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

const CANARY = "QXVWZKHJRNTSPLMD";

/** The whole report, and that it is one. */
async function report(schema: z.ZodType, values: object): Promise<string> {
  const error: unknown = await loadConfig({ schema, sources: [memory(values)] }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return `${(error as ConfigError).message} ${JSON.stringify(error)}`;
}

const telling = (schema: z.ZodType) =>
  schema.superRefine((value, context) => {
    const reveal = (_: string, each: unknown): unknown => (each instanceof Secret ? each.reveal() : each);
    // Not with what else is known, which would hide all of it.
    const printed = JSON.stringify(value, reveal).replace('"plain":"x",', "");
    context.addIssue({ code: "custom", message: `got ${printed}` });
  });
const refusing = z.string().refine(() => false, { error: () => `got ${CANARY}` });
const held = { plain: "x", extra: CANARY };

describe("a value that no setting holds is known too, so nothing quotes it", () => {
  test.each<[string, z.ZodType, object?]>([
    ["kept by a catchall", telling(z.object({ plain: z.string() }).catchall(z.any()))],
    ["kept by a loose object", telling(z.looseObject({ plain: z.string() }))],
    [
      "deep in a loose object",
      telling(z.looseObject({ plain: z.string() })),
      { plain: "x", more: [{ deep: { [CANARY]: CANARY } }] },
    ],
    ["in a catchall of secrets", telling(z.object({ plain: z.string() }).catchall(secret(z.any())))],
    ["refused by a catchall", z.object({ plain: z.string() }).catchall(refusing)],
    ["refused by a catchall of secrets", z.object({ plain: z.string() }).catchall(secret(refusing))],
    [
      "in a group that is loose",
      z.object({ g: telling(z.looseObject({ a: z.string() })) }),
      { g: { a: "x", more: CANARY } },
    ],
    [
      "in one branch of a union",
      telling(z.union([z.looseObject({ plain: z.number() }), z.looseObject({ plain: z.string() })])),
    ],
    [
      "in an intersection",
      telling(z.intersection(z.looseObject({ plain: z.string() }), z.looseObject({ a: z.any() }))),
    ],
    [
      "in a record",
      z.object({ plain: telling(z.record(z.string(), z.any())) }),
      { plain: { [CANARY]: CANARY } },
    ],
    [
      "as a record's name alone",
      z.object({ plain: telling(z.record(z.string(), z.any())) }),
      { plain: { [CANARY]: 1 } },
    ],
    ["made by a preprocess", z.object({ plain: z.preprocess(() => CANARY, telling(z.string())) })],
    [
      "made by a transform",
      z.object({
        plain: z
          .string()
          .transform(() => CANARY)
          .pipe(telling(z.string()) as z.ZodString),
      }),
    ],
    [
      "made by a transform, told by a group",
      telling(z.object({ plain: z.string().transform(() => CANARY) })),
    ],
    [
      "made by a secret's transform, told by a group",
      telling(z.object({ plain: secret(z.string().transform(() => ({ made: CANARY }))) })),
    ],
    [
      "of a codec",
      z.object({
        plain: z.codec(z.string(), telling(z.string()) as z.ZodString, {
          decode: () => CANARY,
          encode: () => "",
        }),
      }),
    ],
    [
      "a default inside",
      telling(
        z.object({ plain: z.string(), more: z.object({ a: z.string().default(CANARY) }).prefault({}) }),
      ),
    ],
  ])("%s", async (_, schema, given = held) => {
    const printed = await report(schema, given);
    for (const piece of piecesOf(CANARY)) expect(printed).not.toContain(piece);
  });

  test("and is said to be secret where it stands under secret()", async () => {
    const schema = z.object({ plain: z.string() }).catchall(secret(z.string().min(99)));
    const error: unknown = await loadConfig({
      schema,
      sources: [memory({ plain: "x", extra: CANARY })],
    }).catch((thrown: unknown) => thrown);
    expect((error as ConfigError).problems).toEqual([
      {
        path: [],
        kind: "invalid",
        message: "in one of its properties: expected at least 99 characters",
        places: [{ source: "memory", location: "extra" }],
        secret: true,
      },
    ]);
  });

  test("nor are what it may be, and its own message", async () => {
    for (const setting of [z.enum([CANARY]), z.string().superRefine((_, context) => context.addIssue("odd"))])
      expect(await told(z.object({}).catchall(secret(setting)), { extra: "x" })).toEqual([
        expect.stringMatching(/^: in one of its properties: is (?:none of the allowed values|not valid)$/),
      ]);
  });
});

describe("of a plain setting no piece is shown in a message that could depend on it", () => {
  const long = 'a "quoted" value\\with more';
  test.each<[string, (value: string) => string]>([
    ["as JSON", (value) => JSON.stringify(value)],
    ["a piece", (value) => value.slice(3)],
    ["the other piece", (value) => value.slice(0, -5)],
    ["in base64", (value) => Buffer.from(value).toString("base64")],
    ["in hex", (value) => Buffer.from(value).toString("hex")],
    ["in a URL", encodeURIComponent],
    ["in capitals", (value) => value.toUpperCase()],
    ["spelled", (value) => Array.from(value).join(" ")],
    ["backwards", (value) => Array.from(value).toReversed().join("")],
    ["as numbers", (value) => Array.from(value, (each) => each.charCodeAt(0)).join()],
  ])("%s", async (_, write) => {
    const schema = z.object({
      a: z.string().superRefine((value, context) => context.addIssue(`got ${write(value)}`)),
    });
    expect(await told(schema, { a: long })).toEqual(["a: is not valid"]);
    expect(await told(z.object({ g: schema }), { g: { a: long } })).toEqual(["g.a: is not valid"]);
  });

  test("nor in another setting's", async () => {
    const schema = z
      .object({ a: z.string(), b: z.string() })
      .superRefine(({ a }, context) =>
        context.addIssue({ code: "custom", path: ["b"], message: `not ${a.slice(4)}` }),
      );
    expect(await told(schema, { a: "made-up-value", b: "x" })).toEqual(["b: is not valid"]);
  });
});

describe("a constant message is shown whatever is loaded", () => {
  test.each(["production", "on", "true", "10", "x", "SENTRY_DSN is required in production"])(
    "%s",
    async (loaded) => {
      const message = "SENTRY_DSN is required in production, on or true, at least 10 x";
      for (const error of [message, { message }, { error: message }]) {
        const params = typeof error === "string" ? { error } : error;
        const schema = z
          .object({
            nodeEnv: z.string(),
            key: secret(z.string()),
            sentryDsn: z.string().optional(),
            short: z.string().min(50, error).optional(),
          })
          .refine(() => false, { ...params, path: ["sentryDsn"] });
        const given = { nodeEnv: loaded, key: loaded };
        expect(await told(schema, given)).toEqual([`sentryDsn: ${message}`]);
        expect(await told(schema, { ...given, short: loaded })).toContain(`short: ${message}`);
      }
    },
  );

  test("and so is what zod asks for, of a secret too", async () => {
    const schema = z.object({ a: secret(z.string().min(50)), b: z.string(), c: z.number() });
    expect(await told(schema, { a: "at least characters", b: "50", c: "text" })).toEqual([
      "a: expected at least 50 characters",
      "c: expected a number, but the string is not one",
    ]);
  });

  test("but not one that a function made, or a check", async () => {
    const message = "is required in production";
    for (const schema of [
      z.string().refine(() => false, { error: () => message }),
      z.string().superRefine((_, context) => context.addIssue(message)),
    ]) {
      expect(await told(z.object({ a: schema }), { a: "production" })).toEqual(["a: is not valid"]);
      expect(await told(z.object({ a: schema }), { a: "staging" })).toEqual([`a: ${message}`]);
    }
  });
});

test("a name that an error has of its own is not shown if it could be a token", async () => {
  const named = (name: string) =>
    z.object({
      a: z.string().transform(() => {
        throw Object.assign(new Error("x"), { name });
      }),
    });
  for (const name of ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", "AKIAIOSFODNN7EXAMPLE", "hunter2"])
    expect(await told(named(name), { a: "x" })).toEqual(["a: its check or transform threw Error"]);
  expect(await told(named("RangeError"), { a: "x" })).toEqual(["a: its check or transform threw RangeError"]);
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
      "b: expected a number, but the string is not one",
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
      "b: expected a number, but the string is not one",
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

describe("what a default throws", () => {
  const raise = (): never => failing("canary");
  const settings: Readonly<Record<string, z.ZodType>> = {
    "a default": z.string().default(raise),
    "a prefault": z.string().prefault(raise),
    "a secret's default inside": secret(z.string().default(raise)),
    "a secret's prefault": secret(z.string()).prefault(raise),
    "a list's default": z.array(z.string()).default(raise),
  };

  test.each(Object.entries(settings))(
    "names its setting where nothing sets it, and isn't quoted: %s",
    async (_, it) => {
      const definition = { schema: z.object({ it, other: z.string() }), sources: [memory({ other: "x" })] };
      const problems = await told(definition.schema, { other: "x" });
      expect(problems).toEqual(["it: its check or transform threw TypeError"]);
      expect(() => loadConfigSync(definition)).toThrow(/^(?![^]*canary)[^]* it /);
      expect(JSON.stringify(await checkConfig(definition))).not.toContain("canary");
    },
  );

  test.each(Object.entries(settings))("is no trouble where something sets it: %s", async (_, it) => {
    const definition = {
      schema: z.object({ it, other: z.string() }),
      sources: [memory({ it: "a,b", other: "x" })],
    };
    await expect(loadConfig(definition)).resolves.toMatchObject({ other: "x" });
    expect(loadConfigSync(definition)).toMatchObject({ other: "x" });
    expect(await checkConfig(definition)).toEqual([]);
  });

  test("names the group that it would fill", async () => {
    const schema = z.object({ group: z.object({ a: z.string(), b: z.string() }).default(raise) });
    expect(await told(schema, { group: { a: "x" } })).toEqual(["group: its default threw TypeError"]);
    expect(() => envExample({ schema })).toThrow(/group +its default threw TypeError/);
  });
});

test("from whichever call on a lazy schema throws, what it throws isn't quoted", async () => {
  let failures = 0;
  for (let good = 0; good < 12; good++) {
    let calls = 0;
    const lazy = () => (++calls > good ? failing("canary") : z.string().refine((it) => it !== "b"));
    const definition = { schema: z.object({ it: z.array(z.lazy(lazy)) }), sources: [memory({ it: "a,b" })] };
    for (const run of [async () => loadConfig(definition), async () => loadConfigSync(definition)]) {
      const error: unknown = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).not.toContain("canary");
      if (String(error).includes("threw TypeError")) failures++;
    }
  }
  expect(failures).toBeGreaterThan(2);
});
