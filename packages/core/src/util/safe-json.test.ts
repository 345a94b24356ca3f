import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isPlainObject, isUnsafeKey, parseJson, refuseUnsafeKeys } from "./safe-json.ts";

describe("parseJson", () => {
  test("brings what JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(refuseUnsafeKeys(value).failure === undefined);
        const text = JSON.stringify(value);
        expect(parseJson(text)).toEqual({ value: exact(value) });
      }),
    );
  });

  /** What is spelled as an integer and is none that a number holds. */
  function exact(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(exact);
    if (isPlainObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, exact(each)]));
    const isBig =
      typeof value === "number" && /^-?\d{16,}$/.test(String(value)) && !Number.isSafeInteger(value);
    return isBig ? BigInt(String(value)) : JSON.parse(JSON.stringify(value));
  }

  test.each(["9007199254740993", "-12345678901234567890", "1".repeat(1000)])(
    "keeps an integer of %s",
    (text) => {
      expect(parseJson(`{"a":[${text}]}`)).toEqual({ value: { a: [BigInt(text)] } });
      expect(parseJson(text)).toEqual({ value: BigInt(text) });
    },
  );

  test.each(["1E400", "-1e309", "1".repeat(1001)])("keeps the text of what is too large: %s", (text) => {
    expect(parseJson(`{"a":[${text}]}`)).toEqual({ value: { a: [text] } });
  });

  test("refuses a name that is given twice, at any depth and however it is spelled", () => {
    for (const text of [
      '{"a":1,"a":1}',
      '[{"x":[{"a":{},"b":[],"a":1}]}]',
      String.raw`{"a":1,"\u0061":1}`,
      '{"":1,"":2}',
    ])
      expect(parseJson(text)).toEqual({ failure: "holds a name twice" });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify({ x: [value], y: value })).failure ?? "").not.toContain("twice");
      }),
    );
  });

  test("a megabyte is looked through in one pass", () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `"n${index}":${index}`).join(",");
    expect(parseJson(`{${names}}`)).toHaveProperty("value");
    expect(parseJson(`{${names},"n0":1}`)).toHaveProperty("failure");
    expect(parseJson(`"${"\\\\".repeat(500_000)}"`)).toHaveProperty("value");
  });

  test("says why not, and quotes nothing", () => {
    for (const text of ["", "canary", '{"canary"', "[canary]", '{"a":"canary}', "\u{feff}{}"])
      expect(parseJson(text)).toEqual({ failure: "is not valid JSON" });
  });

  test.each(["__proto__", "constructor", "prototype"])("refuses the name %s at any depth", (name) => {
    const failure = `holds the name ${name}, which is refused`;
    for (const text of [`{"${name}":1}`, `{"a":{"${name}":{}}}`, `[[{"a":[{"${name}":null}]}]]`])
      expect(parseJson(text)).toEqual({ failure });
    expect(isUnsafeKey(name)).toBe(true);
    expect(isUnsafeKey(name.toUpperCase())).toBe(false);
  });

  test("takes such a name as a value", () => {
    expect(parseJson('{"a":"__proto__"}')).toEqual({ value: { a: "__proto__" } });
  });

  test("refuses what is nested too deep for those who walk it later", () => {
    const failure = "is nested more than 200 levels deep";
    expect(parseJson("[".repeat(200) + "]".repeat(200))).toHaveProperty("value");
    expect(parseJson("[".repeat(201) + "]".repeat(201))).toEqual({ failure });
    expect(parseJson(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)).toHaveProperty("failure");
  });
});

describe("refuseNames", () => {
  test("ends on values that hold themselves, however often", () => {
    const loop: Record<string, unknown> = {};
    Object.assign(loop, { a: loop, b: loop, c: [loop, loop] });
    expect(refuseUnsafeKeys(loop)).toEqual({ failure: "is nested more than 200 levels deep" });
  });

  test.each(["__proto__", "constructor", "prototype"])(
    "refuses the name %s wherever it may be one",
    (name) => {
      const bad = JSON.parse(`{"${name}":1}`) as object;
      const values: readonly unknown[] = [
        new Map([[name, 1]]),
        new Map([["a", new Map([[name, 1]])]]),
        new Map([["a", bad]]),
        new Map([[bad, 1]]),
        new Map([[new Map([[name, 1]]), 1]]),
        new Set([name]),
        new Set([bad]),
        [[new Set([new Map([[name, 1]])])]],
        { a: new Map([["b", [bad]]]) },
        Object.assign(Object.create(null) as object, { a: bad }),
        Object.create(bad),
        { a: Object.create({ b: bad }) as unknown },
        Object.create(Object.create(bad) as object),
        process.getBuiltinModule("node:vm").runInNewContext(`({ a: JSON.parse('{"${name}":1}') })`),
      ];
      for (const value of values)
        expect(refuseUnsafeKeys(value)).toEqual({ failure: `holds the name ${name}, which is refused` });
      expect(refuseUnsafeKeys(new Map([["a", name]]))).toHaveProperty("value");
      expect(refuseUnsafeKeys({ a: [name] })).toHaveProperty("value");
    },
  );

  test.each([
    ["the values of maps", (inner: unknown) => new Map([["a", inner]])],
    ["the keys of maps", (inner: unknown) => new Map([[inner, 1]])],
    ["sets", (inner: unknown) => new Set([inner])],
    ["what objects inherit", (inner: unknown) => Object.create({ a: inner }) as unknown],
  ])("counts the levels of %s", (_, around) => {
    const nested = (levels: number) => {
      let value: unknown = {};
      for (let level = 1; level < levels; level++) value = around(value);
      return refuseUnsafeKeys(value);
    };
    expect(nested(200)).toHaveProperty("value");
    expect(nested(201)).toEqual({ failure: "is nested more than 200 levels deep" });
  });

  test("ends on maps that hold themselves", () => {
    const map = new Map<string, unknown>();
    map.set("a", map);
    expect(refuseUnsafeKeys(map)).toHaveProperty("failure");
  });

  test("looks once at what is shared, so that a small value can't take for ever", () => {
    let shared: unknown = { end: 1 };
    for (let level = 0; level < 100; level++) shared = { left: shared, right: shared };
    expect(refuseUnsafeKeys(shared)).toEqual({ value: shared });
  });

  test("brings the very value", () => {
    for (const value of [undefined, null, 1, "x", new Date(), new Map(), { a: [1] }])
      expect(refuseUnsafeKeys(value).failure).toBeUndefined();
    const value = { a: 1 };
    expect((refuseUnsafeKeys(value) as { value: unknown }).value).toBe(value);
  });

  test("leaves instances of classes alone", () => {
    class Client {
      readonly constructors = 1;
    }
    expect(refuseUnsafeKeys({ client: new Client() })).toHaveProperty("value");
  });
});

test("a plain object is one without a class", () => {
  for (const value of [{}, Object.create(null), JSON.parse("{}")]) expect(isPlainObject(value)).toBe(true);
  for (const value of [null, undefined, 1, "x", [], new Date(), new Map(), Object.create({}), () => 1])
    expect(isPlainObject(value)).toBe(false);
});
