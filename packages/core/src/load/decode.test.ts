import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { decode } from "./decode.ts";
import { decodeNumber } from "./decode-scalar.ts";
import { Undecodable } from "./undecodable.ts";
import { kindOf } from "../schema/value-type.ts";
import { Secret } from "../secret/secret.ts";

function decoded(schema: z.ZodType, value: unknown): unknown {
  return decode(kindOf(schema), value);
}

/** Why it can't be decoded; a value where it can, so that a wrong success shows what came out. */
function refused(schema: z.ZodType, value: unknown): unknown {
  const result = decoded(schema, value);
  if (!(result instanceof Undecodable)) return { decoded: result };
  return result.faults.map(({ path, message }) => [...path, message].join(": ")).join("; ");
}

describe("text", () => {
  test.each(["", " ", " padded ", "null", "true", "5", '"quoted"', "[1]", '{"a":1}', "a\nb"])(
    "is left as it is: %j",
    (text) => {
      for (const schema of [z.string(), z.email(), z.string().nullable(), z.iso.datetime(), z.url()])
        expect(decoded(schema, text)).toBe(text);
    },
  );
});

describe("a number", () => {
  test.each([
    ["0", 0],
    ["-0", -0],
    ["42", 42],
    ["+42", 42],
    [" 42\t", 42],
    ["007", 7],
    ["3.14", 3.14],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["1E-2", 0.01],
    ["-1.5e+2", -150],
  ])("is read from %j", (text, number) => {
    expect(decoded(z.number(), text)).toBe(number);
  });

  test.each(["", " ", "0x10", "0b1", "0o7", "1_000", "1,000", "Infinity", "-Infinity", "NaN", "5px", "."])(
    "is not read from %j",
    (text) => {
      expect(refused(z.number(), text)).toBe("expected a number, but the string is not one");
    },
  );

  test.each(["1 2", "--1", "1e", "e5", "1.2.3", "½", "٣", "true", "null", "1n"])(
    "is not read from %j, and an integer neither",
    (text) => {
      expect(refused(z.number().int(), text)).toBe("expected an integer, but the string is not one");
      expect(refused(z.int(), text)).toBe("expected an integer, but the string is not one");
    },
  );

  test("is what JavaScript reads from its own spelling", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(decodeNumber(String(number))).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });

  test("never comes out of text that JavaScript reads otherwise", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([undefined, Number(text)]).toContain(decodeNumber(text));
      }),
    );
  });

  test("that isn't whole is zod's to refuse", () => {
    expect(decoded(z.int(), "1.5")).toBe(1.5);
  });
});

describe("a boolean", () => {
  const cases = (spelling: string) => [
    spelling,
    spelling.toUpperCase(),
    spelling.charAt(0).toUpperCase() + spelling.slice(1),
    ` ${spelling} `,
  ];

  test.each(["true", "1", "yes", "y", "on", "t", "enabled"].flatMap(cases))("is true from %j", (text) => {
    expect(decoded(z.boolean(), text)).toBe(true);
  });

  test.each(["false", "0", "no", "n", "off", "f", "disabled"].flatMap(cases))("is false from %j", (text) => {
    expect(decoded(z.boolean(), text)).toBe(false);
  });

  test.each(["", "2", "-1", "tru", "truee", "ja", "null", "01", "yes please", "on\noff"])(
    "is not read from %j",
    (text) => {
      expect(refused(z.boolean(), text)).toBe(
        "expected a boolean (true or false), but the string is not one",
      );
    },
  );
});

describe("a bigint", () => {
  test.each([
    ["0", 0n],
    ["-5", -5n],
    ["+5", 5n],
    [" 12 ", 12n],
    ["9007199254740993", 9007199254740993n],
  ])("is read from %j", (text, bigint) => {
    expect(decoded(z.bigint(), text)).toBe(bigint);
  });

  test.each(["", "1.0", "1e3", "0x10", "5n", "1_000", "- 5"])("is not read from %j", (text) => {
    expect(refused(z.bigint(), text)).toBe("expected an integer, but the string is not one");
  });

  test("is read from a JSON number that is exact, and no other", () => {
    expect(decoded(z.bigint(), 5)).toBe(5n);
    expect(decoded(z.bigint(), 2 ** 60)).toBe(2 ** 60); // zod says that it is no bigint
    expect(decoded(z.bigint(), 1.5)).toBe(1.5);
  });
});

describe("a date", () => {
  test.each([
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
    [" 2026-01-31 ", "2026-01-31T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2026-01-31T12:30Z", "2026-01-31T12:30:00.000Z"],
    ["2026-01-31T12:30:15Z", "2026-01-31T12:30:15.000Z"],
    ["2026-01-31t12:30:15z", "2026-01-31T12:30:15.000Z"],
    ["2026-01-31 12:30:15Z", "2026-01-31T12:30:15.000Z"],
    ["2026-01-31T12:30:15.123456789Z", "2026-01-31T12:30:15.123Z"],
    ["2026-01-31T12:30:15,5Z", "2026-01-31T12:30:15.500Z"],
    ["2026-01-31T00:30:00+01:00", "2026-01-30T23:30:00.000Z"],
    ["2026-01-31T23:30:00-0530", "2026-02-01T05:00:00.000Z"],
  ])("is read from %j", (text, iso) => {
    expect(decoded(z.date(), text)).toEqual(new Date(iso));
  });

  test.each(["2026-01-31T12:30", "2026-01-31T12:30:15.5", "2026-01-31 12:30:15"])(
    "needs its zone: %j",
    (text) => {
      expect(refused(z.date(), text)).toBe("a time needs its zone: end it with Z or +01:00");
    },
  );

  test.each(["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-31T24:00Z"])(
    "must exist: %j",
    (text) => {
      expect(refused(z.date(), text)).toBe("expected a date that exists");
    },
  );

  test("may be of the first century", () => {
    expect(decoded(z.date(), "0050-01-01")).toEqual(new Date("0050-01-01"));
  });

  test("must have minutes, seconds and a zone that exist", () => {
    expect(refused(z.date(), "2026-01-31T12:60Z")).toBe("expected a date that exists");
    expect(refused(z.date(), "2026-01-31T12:00:60Z")).toBe("expected a date that exists");
    expect(refused(z.date(), "2026-01-31T12:00+24:00")).toBe("expected a zone within 24 hours");
    expect(refused(z.date(), "2026-01-31T12:00+01:60")).toBe("expected a zone within 24 hours");
  });

  const form = "expected an ISO 8601 date (2026-01-31 or 2026-01-31T12:00:00Z), but the string is not one";
  test.each([
    "",
    "1769860800",
    "1769860800000",
    "31.01.2026",
    "01/31/2026",
    "2026-1-31",
    "26-01-31",
    "today",
  ])("is not read from %j", (text) => {
    expect(refused(z.date(), text)).toBe(form);
  });

  test("is not read from a bare number in JSON either", () => {
    expect(refused(z.date(), 1769860800000)).toBe("expected an ISO 8601 date, got a number");
  });

  test("is what toISOString wrote", () => {
    const written = fc.date({
      min: new Date("0100-01-01"),
      max: new Date("9999-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(written, (date) => {
        expect(decoded(z.date(), date.toISOString())).toEqual(date);
      }),
    );
  });
});

describe("an array, set or tuple", () => {
  test.each([
    ["a,b", ["a", "b"]],
    [" a , b ", ["a", "b"]],
    ["a", ["a"]],
    ["", []],
    ['["a","b"]', ["a", "b"]],
    [' ["a, b"] ', ["a, b"]],
    ["[]", []],
  ])("of texts is read from %j", (text, items) => {
    expect(decoded(z.array(z.string()), text)).toEqual(items);
    expect(decoded(z.set(z.string()), text)).toEqual(new Set(items));
    expect(decoded(z.tuple([z.string()], z.string()), text)).toEqual(items);
  });

  test.each([
    ["a,,b", "item 2 of the list is empty"],
    [",a", "item 1 of the list is empty"],
    ["a,b,", "item 3 of the list is empty"],
    ["a, ,b", "item 2 of the list is empty"],
    ["[a,b]", "is not valid JSON: correct it, or write a,b without brackets"],
    ["['a']", "is not valid JSON: correct it, or write a,b without brackets"],
    ['["a",]', "is not valid JSON: correct it, or write a,b without brackets"],
  ])("is not read from %j", (text, message) => {
    for (const schema of [z.array(z.string()), z.set(z.string()), z.tuple([z.string()], z.string())])
      expect(refused(schema, text)).toBe(message);
  });

  test("decodes its items by their kind", () => {
    expect(decoded(z.array(z.number()), "1, 2")).toEqual([1, 2]);
    expect(decoded(z.array(z.number()), '["1",2]')).toEqual([1, 2]);
    expect(decoded(z.set(z.boolean()), "yes,off")).toEqual(new Set([true, false]));
    expect(decoded(z.tuple([z.string(), z.number()]).rest(z.boolean()), "a,1,yes,no")).toEqual([
      "a",
      1,
      true,
      false,
    ]);
    expect(decoded(z.array(z.array(z.number())), "[[1],[2,3]]")).toEqual([[1], [2, 3]]);
    expect(decoded(z.array(z.object({ port: z.number() })), '[{"port":"80"}]')).toEqual([{ port: 80 }]);
  });

  test("says which item is wrong, and not what it is", () => {
    expect(refused(z.array(z.number()), "1,two,3")).toBe("1: expected a number, but the string is not one");
    expect(refused(z.set(z.date()), "2026-01-01,2026-02-30")).toBe("1: expected a date that exists");
    expect(refused(z.array(z.array(z.int())), '[[1],[2,"x"]]')).toBe(
      "1: 1: expected an integer, but the string is not one",
    );
  });

  test("with items beyond a tuple's is zod's to refuse", () => {
    expect(decoded(z.tuple([z.number()]), "1,2")).toEqual([1, "2"]);
  });
});

describe("a record or map", () => {
  test.each([
    ["a=1,b=2", { a: 1, b: 2 }],
    [" a = 1 , b = 2 ", { a: 1, b: 2 }],
    ['{"a":1,"b":"2"}', { a: 1, b: 2 }],
    ["", {}],
  ])("is read from %j", (text, record) => {
    expect(decoded(z.record(z.string(), z.number()), text)).toEqual(record);
    expect(decoded(z.map(z.string(), z.number()), text)).toEqual(new Map(Object.entries(record)));
  });

  test("keeps what stands behind the first equals sign", () => {
    expect(decoded(z.record(z.string(), z.string()), "a=b=c,d=")).toEqual({ a: "b=c", d: "" });
  });

  test.each([
    ["a", "expected JSON, or a=1,b=2, but the string is neither"],
    ["=1", "expected JSON, or a=1,b=2, but the string is neither"],
    ["a=1,b", "expected JSON, or a=1,b=2, but the string is neither"],
    ["a=1,,b=2", "item 2 of the list is empty"],
    ["a=1,a=2", "holds a name twice"],
    ["__proto__=1", "holds a name that is refused"],
    ["constructor=1", "holds a name that is refused"],
    ["{a:1}", "is not valid JSON: correct it, or write a=1,b=2 without braces"],
    ['{"__proto__":1}', "holds the name __proto__, which is refused"],
    ['{"a":{"prototype":1}}', "holds the name prototype, which is refused"],
    ["a=one", "a: expected a number, but the string is not one"],
  ])("is not read from %j", (text, message) => {
    expect(refused(z.record(z.string(), z.number()), text)).toBe(message);
  });

  test("of a map decodes its keys too, and takes pairs", () => {
    const schema = z.map(z.number(), z.boolean());
    expect(decoded(schema, "1=yes,2=no")).toEqual(
      new Map([
        [1, true],
        [2, false],
      ]),
    );
    expect(decoded(schema, [["1", "yes"]])).toEqual(new Map([[1, true]]));
    expect(decoded(schema, '[[1,"yes"]]')).toEqual(new Map([[1, true]]));
    expect(refused(schema, "[[1]")).toBe("is not valid JSON: correct it, or write a=1,b=2 without braces");
    expect(refused(schema, "one=yes")).toBe("one: expected a number, but the string is not one");
  });
});

describe("an object that is one setting", () => {
  const schema = z.object({ port: z.number(), on: z.boolean().optional() });

  test("is read from JSON, and decodes its properties", () => {
    expect(decoded(schema, ' {"port":"5432","on":"yes"} ')).toEqual({ port: 5432, on: true });
    expect(decoded(schema, { port: "5432" })).toEqual({ port: 5432 });
    expect(decoded(schema.catchall(z.number()), '{"port":1,"more":"2"}')).toEqual({ port: 1, more: 2 });
    expect(decoded(schema, { port: 1, more: "2" })).toEqual({ port: 1, more: "2" });
    expect(decoded(z.intersection(schema, z.object({ n: z.number() })), '{"port":"1","n":"2"}')).toEqual({
      port: 1,
      n: 2,
    });
  });

  test.each([
    ["port=1", "is not valid JSON"],
    ['"text"', "expected a JSON object, got a string"],
    ['{"port":"x"}', "port: expected a number, but the string is not one"],
  ])("is not read from %j", (text, message) => {
    expect(refused(schema, text)).toBe(message);
  });

  test("may hold itself", () => {
    const tree = z.object({
      size: z.number(),
      get below() {
        return z.array(tree);
      },
    });
    expect(decoded(tree, '{"size":"1","below":[{"size":"2","below":[]}]}')).toEqual({
      size: 1,
      below: [{ size: 2, below: [] }],
    });
  });
});

describe("a choice", () => {
  test("is the text itself, or what it spells", () => {
    expect(decoded(z.enum(["a", "b"]), "a")).toBe("a");
    expect(decoded(z.literal(["1", 1]), "1")).toBe("1");
    expect(decoded(z.literal([1, 2]), " 2 ")).toBe(2);
    expect(decoded(z.literal([true, "auto"]), "yes")).toBe(true);
    expect(decoded(z.literal([1, true]), "1")).toBe(1);
    expect(decoded(z.literal(5n), "5")).toBe(5n);
    expect(decoded(z.literal([null, "x"]), "null")).toBe(null);
  });

  test("of a numeric enum is its number, not its name", () => {
    const level = { Low: 1, High: 2 } as const;
    expect(decoded(z.enum(level), "2")).toBe(2);
    expect(decoded(z.enum(level), "High")).toBe("High"); // zod says what it may be
  });

  test("that is none of them is zod's to refuse, exact in case", () => {
    expect(decoded(z.enum(["a", "b"]), "A")).toBe("A");
    expect(decoded(z.literal(1), "true")).toBe("true");
  });
});

describe("a number that no number holds", () => {
  const exactly = "an integer that no number holds exactly: use z.bigint() or z.string()";

  test.each([
    ["12345678901234567890", exactly],
    [" -9007199254740993 ", exactly],
    ["123456789012345678", exactly],
    ...["9007199254740993.0", "900719925474099.3e1", "12345678901234567.5", "1e999", "-1E400"].map((text) => [
      text,
      "a number that is too large to be held exactly: use z.string()",
    ]),
    ["1e-400", "a number that is too small to be held exactly: use z.string()"],
  ])("%s is refused", (text, got) => {
    expect(refused(z.number(), text)).toBe(`expected a number, got ${got}`);
    expect(refused(z.int(), text)).toBe(`expected an integer, got ${got}`);
    expect(refused(z.array(z.number()), `1,${text}`)).toBe(`1: expected a number, got ${got}`);
    expect(decoded(z.union([z.number(), z.string()]), text)).toBe(text);
    expect(decoded(z.union([z.number(), z.boolean()]), text)).toBe(text); // zod's to refuse
  });

  test("is no value of a literal", () => {
    expect(decoded(z.literal([0, 2 ** 53]), "1e-400")).toBe("1e-400");
    expect(decoded(z.literal([0, 2 ** 53]), "9007199254740993.0")).toBe("9007199254740993.0");
  });

  test("is not one that it holds, or that is rounded as every decimal is", () => {
    expect(decoded(z.number(), "9007199254740992")).toBe(2 ** 53);
    expect(decoded(z.number(), "9007199254740992.0")).toBe(2 ** 53);
    expect(decoded(z.number(), "100000000000000000000")).toBe(1e20);
    expect(decoded(z.number(), "1e23")).toBe(1e23);
    expect(decoded(z.number(), "0.1000000000000000055511151231257827")).toBe(0.1);
    expect(decoded(z.number(), "0e-400")).toBe(0);
    expect(decoded(z.union([z.number(), z.bigint()]), "9007199254740993")).toBe(9007199254740993n);
  });
});

describe("a union", () => {
  const schema = z.union([z.string(), z.number(), z.boolean()]);

  test.each([
    ["5", 5],
    [" 5", 5],
    ["1e21", "1e21"],
    ["1e+21", 1e21],
    ["1e3", "1e3"],
    ["+5", "+5"],
    ["007", "007"],
    ["4848e0", "4848e0"],
    ["1.10", "1.10"],
    ["9007199254740993", "9007199254740993"],
    ["true", true],
    ["yes", "yes"],
    ["TRUE", "TRUE"],
    ['"quoted"', '"quoted"'],
    ["plain", "plain"],
    [" ", " "],
  ])("takes %j for what it spells exactly, else for a string", (text, value) => {
    expect(decoded(schema, text)).toBe(value);
  });

  test.each([
    ["1e3", 1000],
    ["+5", 5],
    ["007", 7],
    ["yes", true],
  ])("reads %j as a number or boolean where no option takes strings", (text, value) => {
    expect(decoded(z.union([z.number(), z.boolean(), z.array(z.number())]), text)).toBe(value);
  });

  test("takes the first option that its checks let pass, in the schema's order", () => {
    expect(decoded(z.union([z.number().max(9), z.string()]), "5")).toBe(5);
    expect(decoded(z.union([z.number().max(9), z.string()]), "50")).toBe("50");
    expect(decoded(z.union([z.date(), z.string()]), "2026-01-01")).toEqual(new Date("2026-01-01"));
    expect(decoded(z.union([z.array(z.number()), z.number()]), "[1]")).toEqual([1]);
    expect(decoded(z.union([z.array(z.number()), z.number()]), "1,2")).toEqual([1, 2]);
    expect(decoded(z.union([z.string(), z.null()]), "null")).toBe(null);
    expect(decoded(z.union([z.literal("1"), z.number()]), "1")).toBe(1); // JSON before text
  });

  test("with checks that are asynchronous or throw still decodes", () => {
    const never = z.string().refine(() => {
      throw new Error("refused");
    });
    expect(decoded(z.union([z.number().refine(async () => true), z.string()]), "5")).toBe(5);
    expect(decoded(z.union([never, z.number()]), "x")).toBe("x");
    expect(decoded(z.union([never, z.number()]), "5")).toBe(5);
  });

  test("that takes none of the readings leaves the text to zod", () => {
    expect(decoded(z.union([z.number(), z.boolean()]), "maybe")).toBe("maybe");
  });
});

test("a number is told from a long string in a time that grows with its length", () => {
  const digits = "1".repeat(200_000);
  expect(refused(z.number(), `${digits}x`)).toMatch(/^expected a number/);
  expect(decoded(z.union([z.number(), z.string()]), `${digits}x`)).toBe(`${digits}x`);
});

test("a recursive union is decoded once for each part, not once for each of its forms", () => {
  let value: unknown = "x";
  for (let depth = 0; depth < 60; depth++) value = [value];
  expect(decoded(z.json(), value)).toEqual(value);
  const tree: z.ZodType = z.lazy(() => z.union([z.array(tree), z.record(z.string(), tree), z.string()]));
  expect(JSON.stringify(decoded(tree, value))).toBe(`${"[".repeat(61)}"x"${"]".repeat(61)}`);
  expect(decoded(tree, "x")).toEqual(["x"]);
  expect(decoded(tree, "x,y")).toEqual([["x"], ["y"]]);
});

describe("null", () => {
  test.each([
    [z.number().nullable(), null],
    [z.boolean().nullish(), null],
    [z.array(z.string()).nullable(), null],
    [z.null(), null],
    [z.string().nullable(), "null"],
    [z.string(), "null"],
    [z.email().nullable(), "null"],
    [z.any().nullable(), "null"],
    [z.unknown().nullable(), "null"],
    [z.coerce.string().nullable(), "null"],
    [z.coerce.number().nullable(), null],
    [z.preprocess((value) => value, z.string()).nullable(), "null"],
    [z.enum(["null", "x"]).nullable(), "null"],
    [z.enum(["x"]).nullable(), null],
    [z.union([z.number(), z.string()]).nullable(), "null"],
    [z.union([z.number(), z.boolean()]).nullable(), null],
    [z.string().catch("x").nullable(), "null"],
  ])("as text is null only where the setting is nullable and takes no string (%#)", (schema, value) => {
    expect(decoded(schema, "null")).toBe(value);
  });

  test("stays itself in what was parsed", () => {
    for (const schema of [z.string(), z.number().nullable(), z.object({}), z.array(z.string())])
      expect(decoded(schema, null)).toBe(null);
  });

  test("is refused as text where it isn't taken", () => {
    expect(refused(z.number(), "null")).toBe("expected a number, but the string is not one");
  });
});

describe("what takes the text untouched", () => {
  test.each([
    z.coerce.number(),
    z.coerce.boolean(),
    z.coerce.bigint(),
    z.preprocess((value) => value, z.number()),
    z.any(),
    z.unknown(),
    z.custom<string>(),
  ])("leaves it as it is (%#)", (schema) => {
    for (const text of [" 5 ", "yes", "2026-01-01", "[1]"]) expect(decoded(schema, text)).toBe(text);
  });

  test("is also a pipe or codec that begins with text", () => {
    const codec = z.codec(z.string(), z.number(), { decode: Number, encode: String });
    for (const schema of [z.stringbool(), z.string().transform(Number), codec, z.string().pipe(z.any())])
      expect(decoded(schema, " 5 ")).toBe(" 5 ");
  });

  test("but a pipe that begins with a number gets a number", () => {
    expect(decoded(z.number().transform(String), "5")).toBe(5);
    expect(decoded(z.codec(z.number(), z.string(), { decode: String, encode: Number }), "5")).toBe(5);
  });
});

describe("wrappers", () => {
  test.each([
    z.number().optional(),
    z.number().default(1),
    z.number().prefault(1),
    z.number().readonly(),
    z.number().brand("port"),
    z.number().nonoptional(),
    z.number().optional().nullable().default(1).readonly(),
    z.lazy(() => z.number()),
    z.number().describe("a port"),
  ])("change nothing (%#)", (schema) => {
    expect(decoded(schema, "5")).toBe(5);
    expect(refused(schema, "x")).toBe("expected a number, but the string is not one");
  });

  test("of .catch() leave to zod what can't be decoded", () => {
    expect(decoded(z.number().catch(1), "5")).toBe(5);
    expect(decoded(z.number().catch(1), "x")).toBe("x");
    expect(decoded(z.array(z.number()).catch([]), "1,x")).toBe("1,x");
    expect(decoded(z.array(z.number()).catch([]), [1, "x"])).toEqual([1, "x"]);
  });
});

describe("bytes", () => {
  const binary = Uint8Array.of(0xff, 0xfe, 0x00);

  test("are kept for a byte array, and made of text", () => {
    const bytes = z.instanceof(Uint8Array);
    for (const schema of [
      bytes,
      bytes.nullable(),
      bytes.catch(binary),
      z.union([z.string(), bytes]),
      z.any(),
    ])
      expect(decoded(schema, binary)).toBe(binary);
    expect(decoded(z.instanceof(Uint8Array), "é")).toEqual(Uint8Array.of(0xc3, 0xa9));
  });

  test("are text for all else", () => {
    expect(decoded(z.number(), new TextEncoder().encode("5"))).toBe(5);
    expect(decoded(z.string(), new TextEncoder().encode("\u{feff}a"))).toBe("\u{feff}a");
  });

  test("that are no UTF-8 are refused", () => {
    for (const schema of [z.string(), z.number(), z.array(z.string()), z.string().nullable()])
      expect(refused(schema, binary)).toBe("expected UTF-8 text, got binary data");
    expect(decoded(z.string().catch("x"), binary)).toBe(binary); // for .catch() to replace
  });
});

describe("a value that something else has parsed", () => {
  test("is zod's to judge where its type is another", () => {
    for (const value of [5, true, 1n, {}, []]) expect(decoded(z.string(), value)).toEqual(value);
    expect(decoded(z.array(z.string()), { a: 1 })).toEqual({ a: 1 });
    expect(decoded(z.object({ a: z.string() }), [1])).toEqual([1]);
    expect(decoded(z.record(z.string(), z.string()), 5)).toBe(5);
  });

  test("is copied, as the result of a load is frozen", () => {
    const value = { list: [{ deep: 1 }] };
    const copy = decoded(z.any(), value);
    expect(copy).toEqual(value);
    expect(copy).not.toBe(value);
    expect((copy as typeof value).list[0]).not.toBe(value.list[0]);
  });

  test("is opened where it is a Secret", () => {
    expect(decoded(z.number(), new Secret("5"))).toBe(5);
    expect(decoded(z.array(z.number()), [new Secret("5")])).toEqual([5]);
    expect(refused(z.number(), new Secret("x"))).toBe("expected a number, but the string is not one");
  });

  test("may not hold a name that is refused", () => {
    const value: unknown = JSON.parse('{"a":[{"__proto__":1}]}');
    const message = "holds the name __proto__, which is refused";
    expect(refused(z.object({ a: z.any() }), value)).toBe(message);
  });
});

test("no message holds a piece of what can't be decoded", () => {
  const schemas = [
    z.number(),
    z.int(),
    z.boolean(),
    z.bigint(),
    z.date(),
    z.array(z.number()),
    z.set(z.date()),
    z.tuple([z.number(), z.boolean()]),
    z.record(z.string(), z.number()),
    z.map(z.number(), z.bigint()),
    z.object({ a: z.number() }),
  ];
  const canary = "Qx7Zk9";
  const around = ["", "[", '["', "{", '{"', "a=", "1,", "2026-01-01T", "1=1,", '{"a":"', "[[1],["];
  const behind = ["", "]", '"]', "}", '"}', ",", "=1", ",1"];
  const texts = around.flatMap((before) => behind.map((after) => before + canary + after));
  const results = schemas.flatMap((schema) => texts.map((text) => decoded(schema, text)));
  const faults = results.flatMap((result) => (result instanceof Undecodable ? result.faults : []));
  const messages = faults.map(({ message }) => message);
  expect(messages.length).toBeGreaterThan(700);
  expect(messages.join()).not.toContain(canary);
});

test.each<[z.ZodType, unknown, unknown]>([
  [z.record(z.string(), z.number()), new Map([["x", "1"]]), { x: 1 }],
  [z.object({ x: z.number() }), new Map([["x", "1"]]), { x: 1 }],
  [z.array(z.object({ x: z.number() })), [new Map([["x", "1"]])], [{ x: 1 }]],
  [z.map(z.string(), z.number()), new Map([["x", 1]]), new Map([["x", 1]])],
  [z.record(z.string(), z.number()), new Map([[1, 1]]), new Map([[1, 1]])],
])("a map whose keys are strings is taken for a record and for an object (%#)", (schema, map, value) => {
  expect(decode(kindOf(schema), map)).toEqual(value);
});

test.each([
  z.instanceof(Buffer),
  z.instanceof(Buffer).optional(),
  z.instanceof(Buffer).refine(Boolean).nullable(),
])("bytes are a Buffer where the schema asks for one (%#)", (schema) => {
  for (const given of ["ab", new Uint8Array([0, 97, 98]).subarray(1)]) {
    const bytes = decode(kindOf(schema), given);
    expect(bytes).toBeInstanceOf(Buffer);
    expect(String(bytes)).toBe("ab");
    expect(schema.safeParse(bytes).success).toBe(true);
  }
  expect(decode(kindOf(z.instanceof(Uint8Array)), "ab")).not.toBeInstanceOf(Buffer);
});
