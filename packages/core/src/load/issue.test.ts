import { describe, expect, test } from "vitest";
import * as z from "zod";

import { type Caution, describeIssue } from "./issue.ts";
import { membersOf } from "../schema/walk.ts";

const plain = { secret: false, inside: true, quotes: () => false, nameOf: () => "" };
const secret = { ...plain, secret: true };

/** What is said of the first issue that zod raises about a value. */
function said(schema: z.ZodType, value: unknown, caution: Omit<Caution, "members"> = plain): string {
  const result = schema._zod.run({ value, issues: [] }, { async: false });
  if (result instanceof Promise) throw new Error("it was expected to answer at once");
  const [issue] = result.issues;
  return issue ? describeIssue(issue, { ...caution, members: membersOf(schema) }) : "nothing";
}

const LONGER = "use z.bigint() or z.string()";

describe("zod's own issues are said in confide's words", () => {
  test.each([
    [z.string(), 5, "expected a string, got a number"],
    [z.string(), undefined, "missing: expected a string"],
    [z.string(), null, "expected a string, got null"],
    [z.number(), "x", "expected a number, got a string"],
    [z.number(), NaN, "expected a number, got NaN"],
    [z.int(), 1.5, "expected an integer, got a number with decimals"],
    [z.number().int(), 1.5, "expected an integer, got a number with decimals"],
    [z.int(), 2 ** 53, `expected an integer, got one that is too large for z.int(): ${LONGER}`],
    [z.number().int(), -(2 ** 60), `expected an integer, got one that is too small for z.int(): ${LONGER}`],
    [z.number(), 2n ** 64n, `expected a number, got an integer that no number holds exactly: ${LONGER}`],
    [z.boolean(), [], "expected a boolean, got a list"],
    [z.boolean(), {}, "expected a boolean, got an object"],
    [z.boolean(), new Map(), "expected a boolean, got a map"],
    [z.number(), Infinity, "expected a number, got an infinite number"],
    [z.bigint(), 1, "expected an integer, got a number"],
    [z.date(), new Date(NaN), "expected a date, got a date that doesn't exist"],
    [z.array(z.any()), "x", "expected a list, got a string"],
    [z.tuple([z.any()]), {}, "expected a list, got an object"],
    [z.set(z.any()), [], "expected a list, got a list"],
    [z.map(z.any(), z.any()), true, "expected an object, got a boolean"],
    [z.string(), Uint8Array.of(1), "expected a string, got binary data"],
    [z.record(z.string(), z.any()), 5n, "expected an object, got an integer"],
    [z.null(), "x", "expected null, got a string"],
    [z.instanceof(URL), "x", "expected URL, got a string"],
    [z.string().min(3), "x", "expected at least 3 characters"],
    [z.string().max(3), "xxxx", "expected at most 3 characters"],
    [z.string().min(1), "", "expected at least 1 character"],
    [z.string().length(3), "x", "expected exactly 3 characters"],
    [z.array(z.any()).min(2), [], "expected at least 2 items"],
    [z.array(z.any()).max(0), [1], "expected at most 0 items"],
    [z.set(z.any()).size(2), new Set(), "expected exactly 2 items"],
    [z.map(z.any(), z.any()).min(1), new Map(), "expected at least 1 entry"],
    [z.number().min(3), 1, "expected at least 3"],
    [z.number().gt(3), 3, "expected more than 3"],
    [z.number().lt(3), 3, "expected less than 3"],
    [z.bigint().max(3n), 4n, "expected at most 3"],
    [z.date().min(new Date("2026-01-01")), new Date(0), "expected at least 2026-01-01T00:00:00.000Z"],
    [z.number().multipleOf(5), 3, "expected a multiple of 5"],
    [z.email(), "x", "is not a valid email"],
    [z.url(), "x", "is not a valid url"],
    [z.iso.datetime(), "x", "is not a valid datetime"],
    [z.string().regex(/^a/), "x", "doesn't match its pattern"],
    [z.string().startsWith("sk_"), "x", 'must start with "sk_"'],
    [z.string().endsWith(".eu"), "x", 'must end with ".eu"'],
    [z.string().includes("@"), "x", 'must contain "@"'],
    [z.enum(["a", "b"]), "x", 'expected "a" or "b"'],
    [z.literal([1, 2n, null]), "x", "expected 1, 2 or null"],
    [
      z.union([z.number(), z.boolean()]),
      "x",
      "fits none of the forms that the schema allows: 1. expected a number, got a string; 2. expected a boolean, got a string",
    ],
    [z.discriminatedUnion("t", [z.object({ t: z.literal("a") })]), { t: "x" }, 'expected "a"'],
    [z.record(z.string().max(1), z.any()), { long: 1 }, "holds a name that the schema doesn't allow"],
    [z.map(z.object({}), z.any()), new Map([[1, 2]]), "expected an object, got a number"],
    [
      z.map(z.object({ a: z.string() }), z.any()),
      new Map([[{}, 2]]),
      "holds a name that the schema doesn't allow",
    ],
    [z.map(z.object({}), z.string()), new Map([[{}, 2]]), "holds an item that the schema doesn't allow"],
    [z.stringbool({ truthy: ["on"], falsy: ["off"] }), "x", 'expected "on" or "off"'],
    [z.string().refine(() => false), "x", "is not valid"],
  ])("%#", (schema, value, message) => {
    expect(said(schema, value)).toBe(message);
  });

  test.each([
    [z.int(), 2 ** 53, `expected an integer, got one that is too large for z.int(): ${LONGER}`],
    [z.int32(), 2 ** 31, "expected at most 2147483647"],
    [z.int32(), -(2 ** 31) - 1, "expected at least -2147483648"],
    [z.uint32(), 2 ** 32, "expected at most 4294967295"],
    [z.uint32(), -1, "expected at least 0"],
    [z.int64(), 2n ** 63n, "expected at most 9223372036854775807"],
    [z.uint64(), -1n, "expected at least 0"],
  ])("%# a format's limit is the schema's, however near the value is", (schema, value, message) => {
    expect(said(schema, value, { ...plain, quotes: (text) => /\d{6}|0/.test(text) })).toBe(message);
  });

  test("twenty allowed values are enough", () => {
    const many = (length: number) => z.enum(Array.from({ length }, (_, index) => `v${index}`));
    expect(said(many(20), "x")).toMatch(/^expected "v0", .*"v18" or "v19"$/);
    for (const length of [21, 30]) expect(said(many(length), "x")).toMatch(/^expected "v0", .*"v19" or …$/);
  });

  test("five forms are enough, and three issues of each", () => {
    const forms = [z.number(), z.boolean(), z.date(), z.null(), z.bigint(), z.array(z.any())];
    const five = /: 1\. .*; 5\. expected an integer, got a string$/;
    expect(said(z.union(forms.slice(0, 5)), "x")).toMatch(five);
    expect(said(z.union(forms), "x")).toMatch(/; 5\. expected an integer, got a string; …$/);
    const lacking = (count: number) =>
      said(z.union([z.object(Object.fromEntries(forms.slice(0, count).entries())), z.null()]), {});
    const missing = "one of its properties is missing";
    expect(lacking(3)).toContain(`1. ${missing}, ${missing} and ${missing}; 2.`);
    expect(lacking(4)).toContain(`1. ${missing}, ${missing}, ${missing} and …; 2.`);
  });

  test("unknown names are told of a group, not of what stands in a setting's value", () => {
    const strict = z.strictObject({});
    expect(said(strict, { a: 1 }, { ...plain, inside: false })).toBe("unknown name a");
    expect(said(strict, { a: 1, b: 2 }, { ...plain, inside: false })).toBe("unknown names a and b");
    expect(said(strict, { "a\nb": 1 }, { ...plain, inside: false })).toBe(
      "unknown name, not shown: it may be a part of a value",
    );
    const many = (length: number) =>
      said(strict, Object.fromEntries(Array.from({ length }, (_, index) => [`n${index}`, 1])), {
        ...plain,
        inside: false,
      });
    expect(many(10)).toMatch(/^unknown names n0, .*n8 and n9$/);
    for (const length of [11, 30]) expect(many(length)).toMatch(/^unknown names n0, .*n9 and …$/);
    const long = "long_".repeat(12);
    expect(said(strict, { [long]: 1 }, { ...plain, inside: false })).toBe(`unknown name ${long}`);
    expect(said(strict, { [`${long}s`]: 1 }, { ...plain, inside: false })).toBe(
      `unknown name ${long.slice(0, 59)}…`,
    );
    for (const caution of [plain, { ...secret, inside: false }])
      expect(said(strict, { a: 1 }, caution)).toBe("holds names that the schema doesn't know");
  });
});

describe("messages of the schema's own", () => {
  test.each([
    ["a text", z.string({ error: "needs a text" }), 5],
    ["a check's text", z.string().min(3, "needs a text"), "x"],
    ["a refinement's text", z.string().refine(() => false, "needs a text"), "x"],
    ["a function that doesn't look at the input", z.string({ error: () => "needs a text" }), 5],
    [
      "a function that looks at the code",
      z.string({ error: ({ code }) => (code === "invalid_type" ? "needs a text" : "") }),
      5,
    ],
    ["a function that brings an object", z.string({ error: () => ({ message: "needs a text" }) }), 5],
  ])("are shown where they are %s, of a secret too", (_, schema, value) => {
    expect(said(schema, value)).toBe("needs a text");
    expect(said(schema, value, secret)).toBe("needs a text");
  });

  test.each([
    ["looks at the input", ({ input }: { input?: unknown }) => `got ${String(input)}`],
    ["copies the issue", (issue: object) => JSON.stringify({ ...issue })],
    [
      "throws",
      () => {
        throw new Error("inside");
      },
    ],
    ["says nothing", () => undefined],
    ["says an empty text", () => ""],
  ])("are not shown where a function %s", (_, error: (issue: { input?: unknown }) => string | undefined) => {
    expect(said(z.string({ error }), 5)).toBe("expected a string, got a number");
    expect(
      said(
        z.string().refine(() => false, { error }),
        "x",
        secret,
      ),
    ).toBe("is not valid");
  });

  test("of a program's check are shown, but for a secret, of which they could hold anything", () => {
    const schema = z
      .string()
      .superRefine((_, context) => context.addIssue({ code: "custom", message: "is reserved" }));
    expect(said(schema, "x")).toBe("is reserved");
    expect(said(schema, "x", secret)).toBe("is not valid");
  });

  test("are not shown where they quote a loaded value", () => {
    const quotes = (message: string) => message.includes("hunter2");
    const schema = z.string().refine(() => false, { error: () => "like hunter2" });
    expect(said(schema, "x", { ...plain, quotes })).toBe("is not valid");
    const told = z
      .string()
      .superRefine((_, context) => context.addIssue({ code: "custom", message: "hunter2" }));
    expect(said(told, "x", { ...plain, quotes })).toBe("is not valid");
  });
});

describe("whatever is loaded, shown is", () => {
  const always = { secret: false, inside: true, quotes: () => true, nameOf: () => "" };
  const schemas: readonly (readonly [string, z.ZodType, unknown, string])[] = [
    ["a schema's message", z.string("needs a text"), 5, "needs a text"],
    ["one by error", z.string({ error: "needs a text" }), 5, "needs a text"],
    ["one by message", z.string({ message: "needs a text" }), 5, "needs a text"],
    ["a check's", z.string().min(3, "needs more"), "x", "needs more"],
    ["a check's by error", z.string().min(3, { error: "needs more" }), "x", "needs more"],
    ["a format's", z.email("needs an address"), "x", "needs an address"],
    ["a refinement's", z.string().refine(() => false, "is wrong"), "x", "is wrong"],
    ["a refinement's by message", z.string().refine(() => false, { message: "is wrong" }), "x", "is wrong"],
    ["a refinement's by error", z.string().refine(() => false, { error: "is wrong" }), "x", "is wrong"],
    ["a custom schema's", z.custom<string>(() => false, "is wrong"), "x", "is wrong"],
    ["a class's", z.instanceof(URL, { error: "is wrong" }), "x", "is wrong"],
    ["a union's", z.union([z.number(), z.boolean()], "is wrong"), "x", "is wrong"],
    ["a lazy one's", z.lazy(() => z.string("needs a text")), 5, "needs a text"],
    ["one that is deep inside", z.array(z.object({ a: z.url("is wrong") })), [{ a: "x" }], "is wrong"],
    ["a record's", z.record(z.string(), z.number("is wrong")), { a: "x" }, "is wrong"],
    [
      "one behind a pipe",
      z
        .string()
        .transform((it) => it)
        .pipe(z.email("is wrong")),
      "x",
      "is wrong",
    ],
    ["one behind a preprocess", z.preprocess((it) => it, z.email("is wrong")), "x", "is wrong"],
    ["what a type asks for", z.number(), "x", "expected a number, got a string"],
    [
      "what a type of whole numbers asks for",
      z.int(),
      1.5,
      "expected an integer, got a number with decimals",
    ],
    ["what a check asks for", z.string().min(3), "x", "expected at least 3 characters"],
    [
      "what a check of dates asks for",
      z.date().min(new Date(5)),
      new Date(0),
      "expected at least 1970-01-01T00:00:00.005Z",
    ],
    ["what a format asks for", z.string().startsWith("sk_"), "x", 'must start with "sk_"'],
    ["what a class asks for", z.instanceof(URL), "x", "expected URL, got a string"],
    ["what a multiple asks for", z.bigint().multipleOf(5n), 3n, "expected a multiple of 5"],
    [
      "that no form fits",
      z.union([z.number(), z.boolean()]),
      "x",
      "fits none of the forms that the schema allows",
    ],
  ];

  test.each(schemas)("%s", (_, schema, value, message) => {
    expect(said(schema, value, always)).toBe(message);
    expect(said(schema, value, { ...always, secret: true })).toBe(message);
  });

  test.each([
    ["an enumeration's values", z.enum(["a", "b"]), 'expected "a" or "b"'],
    ["a literal's", z.literal([1, 2n]), "expected 1 or 2"],
    ["those of z.stringbool()", z.stringbool({ truthy: ["on"], falsy: ["off"] }), 'expected "on" or "off"'],
  ])("of what is no secret %s", (_, schema, message) => {
    expect(said(schema, "x", always)).toBe(message);
    expect(said(schema, "x", { ...always, secret: true })).toBe("is none of the allowed values");
  });

  test.each([
    [z.string().startsWith("sk_live_51MadeUp"), "must start with"],
    [z.string().endsWith("51MadeUp"), "must end with"],
    [z.string().includes("51MadeUp"), "must contain"],
  ])("a text that may be a piece of the secret is shown of what is none (%#)", (schema, what) => {
    expect(said(schema, "x", always)).toMatch(`${what} "`);
    expect(said(schema, "x", { ...always, secret: true })).toBe(`${what} what the schema asks for`);
  });

  test("of what is no secret a discriminator's values", () => {
    const schema = z.discriminatedUnion("t", [
      z.object({ t: z.literal("a") }),
      z.object({ t: z.literal("b") }),
    ]);
    expect(said(schema, { t: "x" }, always)).toBe('expected "a" or "b"');
  });
});

describe("where a loaded value is quoted, not shown is a message of", () => {
  const quotes = (message: string) => message.includes("hunter2");
  let last = "";
  const remember = (value: string) => (last = value) === "";

  test.each<[string, z.ZodType]>([
    ["a function that reads a closure", z.string().refine(remember, { error: () => last })],
    ["a function that looks like zod's own", likeZods()],
    ["a check that makes up an issue", forging(({ value }) => ({ code: "custom", message: value }))],
    [
      "a check that names a schema of its own",
      forging(({ value }) => ({ code: "custom", inst: z.string(value) })),
    ],
    ["one that names no schema", forging(({ value }) => ({ code: "custom", inst: fakeInst(value) }))],
    [
      "one that names a schema as the owner",
      forging(({ value }) => ({ code: "custom", schema: z.string(value) })),
    ],
    ["one that passes another schema's issues on", passingOn()],
  ])("%s", (_, schema) => {
    expect(said(schema, "hunter2", { ...plain, quotes })).toBe("is not valid");
    expect(said(schema, "hunter2", { ...secret, quotes })).not.toContain("hunter2");
  });

  test.each<[string, (value: string) => object]>([
    ["expected", (expected) => ({ code: "invalid_type", expected })],
    ["minimum", (minimum) => ({ code: "too_small", minimum })],
    ["maximum", (maximum) => ({ code: "too_big", maximum })],
    ["format", (format) => ({ code: "invalid_format", format })],
    ["prefix", (prefix) => ({ code: "invalid_format", format: "starts_with", prefix })],
    ["suffix", (suffix) => ({ code: "invalid_format", format: "ends_with", suffix })],
    ["includes", (includes) => ({ code: "invalid_format", format: "includes", includes })],
    ["divisor", (divisor) => ({ code: "not_multiple_of", divisor })],
    ["values", (value) => ({ code: "invalid_value", values: [value] })],
    ["options", (value) => ({ code: "invalid_union", options: [value] })],
  ])("one that names a check of the schema, as %s", (_, issueOf) => {
    const schema = forgingMember(issueOf);
    expect(said(schema, "hunter2", { ...plain, quotes })).toBe("is not valid");
    expect(said(schema, "hunter2", { ...secret, quotes })).not.toContain("hunter2");
  });

  function likeZods(): z.ZodType {
    let params = "";
    return z
      .string()
      .refine((value) => (params = value) === "", { error: (issue) => `${params}${issue.code}` });
  }

  interface Payload {
    readonly value: string;
    readonly issues: unknown[];
  }

  function forging(issueOf: (payload: Payload) => object): z.ZodType {
    return z
      .string()
      .check((payload) => void payload.issues.push({ input: payload.value, ...issueOf(payload) } as never));
  }

  function fakeInst(value: string): unknown {
    const { error } = z.string(value)._zod.def;
    return { _zod: { def: { error } } };
  }

  function passingOn(): z.ZodType {
    return z.string().check((payload) => {
      const { value } = payload;
      const other = z.string().startsWith(`not ${value}`)._zod.run({ value, issues: [] }, { async: false });
      if (!(other instanceof Promise)) payload.issues.push(...other.issues);
    });
  }

  /** An issue in the name of a check of the schema, which asks for something else. */
  function forgingMember(issueOf: (value: string) => object): z.ZodType {
    const inner = z.string().startsWith("hunt");
    const [inst] = inner._zod.def.checks ?? [];
    return inner.check((payload) => {
      const { value } = payload;
      payload.issues.push({ ...issueOf(value), input: value, inst } as never);
    });
  }
});

describe("no function's message is shown that", () => {
  test.each<[string, (issue: never) => unknown]>([
    [
      "reads the input's descriptor",
      (issue: object) => String(Object.getOwnPropertyDescriptor(issue, "input")?.value),
    ],
    ["reads all descriptors", (issue: object) => JSON.stringify(Object.getOwnPropertyDescriptors(issue))],
    ["lists the issue", (issue: object) => Object.values(issue).join()],
    ["writes the issue as JSON", (issue: object) => JSON.stringify(issue)],
    ["reads the names that are unknown", ({ keys }: { keys?: unknown }) => `got ${String(keys)}`],
    ["reads what a check hands on", ({ params }: { params?: unknown }) => `got ${String(params)}`],
    ["returns a promise", async () => "later"],
    ["returns a promise that rejects", async () => Promise.reject(new Error("inside"))],
    [
      "returns an object that throws",
      () => ({
        get message() {
          throw new Error("inside");
        },
      }),
    ],
  ])("%s", async (_, error) => {
    const schema = z.string().refine(() => false, { error: error as never, params: { a: "hunter2" } });
    expect(said(schema, "hunter2")).toBe("is not valid");
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("issues that a check makes up", () => {
  const quotes = (message: string) => message.includes("hunter2");
  const forged = (issue: object) =>
    z.string().check((payload) => void payload.issues.push({ input: payload.value, ...issue } as never));

  test.each([
    { code: "unrecognized_keys", keys: ["hunter2"] },
    { code: "invalid_format", format: "hunter2" },
    { code: "invalid_format", format: "starts_with", prefix: "hunter2" },
    { code: "invalid_value", values: ["hunter2"] },
    { code: "invalid_type", expected: "hunter2" },
    { code: "too_small", origin: "string", minimum: "hunter2" },
    { code: "not_multiple_of", divisor: "hunter2" },
  ])("show no value by their other parts (%#)", (issue) => {
    expect(said(forged(issue), "x", { ...plain, inside: false, quotes })).toBe("is not valid");
    expect(said(forged(issue), "x", { ...secret, inside: false, quotes })).not.toContain("hunter2");
  });

  test.each([
    { code: "too_small", origin: "date", minimum: "soon" },
    { code: "unrecognized_keys", keys: 5 },
    { code: "invalid_value", values: "x" },
  ])("lack what zod's own have (%#)", (issue) => {
    expect(said(forged(issue), "x", { ...plain, inside: false })).toBe("is not valid");
  });

  test("have a code that zod doesn't know", () => {
    expect(said(forged({ code: "something" }), "x")).toBe("is not valid");
    expect(said(forged({}), "x")).toBe("is not valid");
  });
});

test("of a secret neither allowed values nor names are told", () => {
  expect(said(z.enum(["a", "b"]), "x", secret)).toBe("is none of the allowed values");
  expect(said(z.literal("a"), "x", secret)).toBe("is none of the allowed values");
  expect(said(z.strictObject({}), { a: 1 }, secret)).toBe("holds names that the schema doesn't know");
});

test.each([
  [z.array(z.any()).min(1), [], "expected at least 1 item"],
  [z.array(z.any()).min(2), [], "expected at least 2 items"],
  [z.set(z.any()).min(1), new Set(), "expected at least 1 item"],
  [z.set(z.any()).min(2), new Set(), "expected at least 2 items"],
  [z.map(z.any(), z.any()).min(1), new Map(), "expected at least 1 entry"],
  [z.map(z.any(), z.any()).min(2), new Map(), "expected at least 2 entries"],
  [z.string().min(1), "", "expected at least 1 character"],
  [z.string().min(2), "", "expected at least 2 characters"],
])("a bound is said in the unit of what it bounds: %#", (schema, value, message) => {
  expect(said(schema, value)).toBe(message);
});
