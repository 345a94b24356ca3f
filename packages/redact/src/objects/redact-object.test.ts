import { inspect } from "node:util";
import { runInNewContext } from "node:vm";

import { Secret } from "@confide/core";
import { describe, expect, test, vi } from "vitest";

import { redactor } from "../index.ts";

const VALUE = "made-up-and-long";
const SHOWN = "[secret s]";
const redacting = redactor([new Secret(VALUE, "s"), new Secret("first line\nand more", "lines")]);
const { redactObject, redactError } = redacting;

class Plain {
  token = VALUE;
}
class Private {
  readonly #count = 1;
  readonly token: unknown;
  constructor(token: unknown) {
    this.token = token;
  }
  count() {
    return this.#count;
  }
}
const counts = new WeakMap<object, number>();
class Compiled {
  token = VALUE;
  constructor() {
    // As compilers write a private field for older engines.
    new WeakMap<object, number>().set(this, 1);
    counts.set(this, 1);
  }
}
class Computed extends Error {
  readonly #detail = VALUE;
  override get message() {
    return `computed of ${this.#detail}`;
  }
  get detail() {
    return this.#detail;
  }
}
class Proud extends Error {
  readonly #detail = VALUE;
  [inspect.custom]() {
    return `Proud of ${this.#detail}`;
  }
  toJSON() {
    return { of: this.#detail };
  }
  override toString() {
    return `Proud: ${this.#detail}`;
  }
}

/** Each with what the console shows of its copy. */
const OBJECTS: Readonly<Record<string, readonly [() => unknown, unknown]>> = {
  "what a promise holds": [() => Promise.resolve(VALUE), `Promise { '${SHOWN}' }`],
  "lines that a promise holds": [() => Promise.resolve("first line\nand more"), "Promise { '[secret lines]' }"],
  "a function's property": [() => Object.assign(() => 1, { a: VALUE }), expect.stringContaining(`a: '${SHOWN}'`)],
  "a class's property": [() => class A { static a = VALUE; b = 1; }, expect.stringContaining(`a: '${SHOWN}'`)],
  "what an iterator brings": [() => new Map([[1, VALUE]]).values(), `[Map Iterator] { '${SHOWN}' }`],
  "a generator's property": [() => Object.assign((function* () {})(), { a: VALUE }), expect.stringContaining(SHOWN)],
  "a class with private parts": [() => new Private(VALUE), `Private { token: '${SHOWN}' }`],
  "a class with private parts, deep": [() => new Private({ a: [VALUE] }), `Private { token: { a: [ '${SHOWN}' ] } }`],
  "a class with compiled private parts": [() => new Compiled(), `Compiled { token: '${SHOWN}' }`],
  "a date's property": [() => Object.assign(new Date(0), { a: VALUE }), `1970-01-01T00:00:00.000Z { a: '${SHOWN}' }`],
  "an expression": [() => new RegExp(VALUE), `/${SHOWN}/`],
  "an expression's property": [() => Object.assign(/a/, { a: VALUE }), `/a/ { a: '${SHOWN}' }`],
  "a string in a box": [() => Object(VALUE) as unknown, SHOWN],
  "the property of a number in a box": [() => Object.assign(Object(1) as object, { a: VALUE }), `[Number: 1] { a: '${SHOWN}' }`],
  "a symbol in a box": [() => Object(Symbol(VALUE)) as unknown, `Symbol(${SHOWN})`],
  "a reference that is weak": [() => new WeakRef({ a: VALUE }), expect.anything()],
  "what is only a primitive": [() => ({ valueOf: () => VALUE }), SHOWN],
  "what is something else in JSON": [() => ({ a: VALUE, toJSON: () => ({ b: 1 }) }), { b: 1 }],
  "what prints itself": [() => ({ [inspect.custom]: () => VALUE }), SHOWN],
  "what prints itself at length": [() => ({ [inspect.custom]: () => `${"x".repeat(20_000)} ${VALUE}` }), `${"x".repeat(20_000)} ${SHOWN}`],
  "a view on bytes": [() => new Uint16Array(Uint8Array.from(Buffer.from(VALUE)).buffer), expect.any(Uint8Array)],
  "a view on a buffer": [() => new DataView(Uint8Array.from(Buffer.from(VALUE)).buffer, 4), expect.any(Uint8Array)],
  "a buffer": [() => Uint8Array.from(Buffer.from(VALUE)).buffer, expect.any(Uint8Array)],
  "a getter": [() => ({ get a() { return VALUE; } }), { a: SHOWN }],
  "a property of an array": [() => Object.assign([1], { a: VALUE }), Object.assign([1], { a: SHOWN })],
  "a URL's property": [() => Object.assign(new URL("https://h.example"), { a: VALUE }), expect.stringContaining("https://h.example/")],
  "a proxy that shows it": [() => new Proxy({}, { get: (_, key) => (key === "a" ? VALUE : undefined), ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }), { a: SHOWN }],
  "a proxy that hides it from all but the console": [() => new Proxy({ a: VALUE }, { ownKeys: () => [], get: () => undefined }), `{ a: '${SHOWN}' }`],
  "a Map of another realm": [() => runInNewContext("new Map([['a', value]])", { value: VALUE }) as unknown, expect.toSatisfy((copy: object) => inspect(copy).endsWith(`Map(1) { 'a' => '${SHOWN}' }`))],
  "a Set of another realm": [() => runInNewContext("new Set([value])", { value: VALUE }) as unknown, expect.toSatisfy((copy: object) => inspect(copy).endsWith(`Set(1) { '${SHOWN}' }`))],
}; // prettier-ignore

describe.each(Object.entries(OBJECTS))("%s", (_, [make, expected]) => {
  test("isn't shown", () => {
    const copy = redactObject(make());
    expect(copy).toEqual(expected);
    expect(inspect(copy, { showHidden: true, showProxy: true, depth: 9 })).not.toContain(VALUE);
  });

  test("isn't shown in something else, and the rest stays", () => {
    const copy = redactObject({ list: [make()], other: [1, "two"] });
    expect(copy.other).toEqual([1, "two"]);
    expect(inspect(copy, { showHidden: true, showProxy: true, depth: 9 })).not.toContain(VALUE);
  });
});

describe("what holds nothing is itself, also beside something that does", () => {
  const clean: Readonly<Record<string, unknown>> = {
    promise: Promise.resolve("a"), fn: () => 1, iterator: new Map([[1, "a"]]).values(), private: new Private("a"),
    date: new Date(0), wrong: new Date(NaN), expression: /a/, boxed: Object(1), buffer: new ArrayBuffer(4),
    view: new Float64Array([1.5]), json: { toJSON: () => "a" }, url: new URL("https://h.example"), weak: new WeakMap(),
    query: new URLSearchParams("a=b"), headers: new Headers({ a: "b" }), proxy: new Proxy({ a: 1 }, {}),
    prints: { [inspect.custom]: () => "a" }, secret: new Secret(VALUE, "s"), error: new Error("a"),
    frozen: Object.freeze({ a: Object.freeze([1]) }), sparse: Array.from<unknown>({ length: 0 }).concat(Object.assign([], { 1: 1 })), symbol: Symbol("a"), none: null, bare: Object.create(null),
    map: new Map([[{ a: 1 }, new Set([1])]]), big: 10n, bytes: Buffer.from("a"),
  }; // prettier-ignore

  test.each(Object.keys(clean))("%s", (name) => {
    expect(redactObject(clean[name])).toBe(clean[name]);
    expect(redactObject({ [name]: clean[name], token: VALUE })[name]).toBe(clean[name]);
  });
});

test("nothing is copied, and each text read once, before something is found", () => {
  const read = vi.fn<() => string>(() => "a text");
  const object = Object.defineProperty({}, "text", { get: read, enumerable: true });
  const many = Array.from({ length: 1000 }, (_, index) => ({ index, nested: { object } }));
  expect(redactObject(many)).toBe(many);
  expect(read).toHaveBeenCalledTimes(1);
});

describe("copies are of the same kind", () => {
  test("classes, subclasses, arrays with holes, no prototype", () => {
    class Table extends Map<string, string> {
      override set(): this {
        throw new Error("is read only");
      }
    }
    class List extends Array<string> {}
    const table = new Table();
    Map.prototype.set.call(table, "a", VALUE);
    const copy = redactObject({ table, list: List.of(VALUE), plain: new Plain(), holes: Object.assign([], { 1: VALUE }) }); // prettier-ignore
    expect(copy.table).toBeInstanceOf(Table);
    expect(Map.prototype.get.call(copy.table, "a")).toBe(SHOWN);
    expect(copy.list).toBeInstanceOf(List);
    expect(copy.plain).toBeInstanceOf(Plain);
    expect(0 in copy.holes).toBe(false);
    expect(copy.holes).toHaveLength(2);
    expect(redactObject(Array.from({ length: 2 ** 20 }).fill(VALUE, 1, 2))).toHaveLength(2 ** 20);
  });

  test("frozen, sealed and cyclic ones, with what they share", () => {
    const shared = Object.freeze({ token: VALUE });
    const cycle: Record<string, unknown> = { shared, again: shared };
    cycle["self"] = Object.seal([cycle, new Map([["self", cycle]])]);
    const copy = redactObject(cycle);
    expect(copy["shared"]).toEqual({ token: SHOWN });
    expect(copy["again"]).toBe(copy["shared"]);
    expect((copy["self"] as unknown[])[0]).toBe(copy);
    expect(inspect(copy, { depth: 9 })).not.toContain(VALUE);
    expect(shared.token).toBe(VALUE);
  });

  test("what is hidden of an object stays hidden", () => {
    const copy = redactObject(Object.defineProperty({ a: VALUE }, "b", { value: 1 }));
    expect(copy).toEqual({ a: SHOWN });
    expect(Reflect.ownKeys(copy)).toEqual(["a"]);
  });
});

describe("errors", () => {
  test("a message that the class computes", () => {
    const copy = redactError(new Computed());
    expect(copy.message).toBe(`computed of ${SHOWN}`);
    expect(copy.detail).toBe(SHOWN);
    expect(inspect(copy)).not.toContain(VALUE);
    expect(copy).toBeInstanceOf(Computed);
    expect(Object.keys(copy)).toEqual([]);
  });

  test("what an error prints by itself", () => {
    const copy = redactError(new Proud("boom"));
    expect(copy).toBeInstanceOf(Proud);
    expect(inspect(copy)).toBe(`Proud of ${SHOWN}`);
    expect(String(copy)).toBe(`Proud: ${SHOWN}`);
    expect(JSON.stringify(copy)).toBe(`{"of":"${SHOWN}"}`);
    const own = redactError(Object.assign(new Error("boom"), { [inspect.custom]: () => `own ${VALUE}` }));
    expect(own).toBeInstanceOf(Error);
    expect(inspect(own)).toBe(`own ${SHOWN}`);
  });

  test("one of the platform, whose parts are its own", () => {
    const copy = redactError(new DOMException(`no ${VALUE}`, "DataCloneError"));
    expect([copy.name, copy.message, copy.code]).toEqual(["DataCloneError", `no ${SHOWN}`, 25]);
    expect(inspect(copy)).not.toContain(VALUE);
  });

  test("that hold nothing are themselves", () => {
    for (const error of [new Error("a"), new DOMException("a"), new TypeError("a", { cause: 1 })])
      expect(redactError(error)).toBe(error);
  }); // prettier-ignore
});

describe("what can't be looked through isn't shown, and the rest is", () => {
  const FAILED = "[REDACTION FAILED]";
  const thrower = () => {
    throw new Error(VALUE);
  };
  test.each<readonly [string, () => unknown]>([
    ["a proxy that was revoked", () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; }],
    ["a proxy that throws", () => new Proxy({ a: VALUE }, { ownKeys: thrower })],
    ["a toJSON that throws", () => ({ a: VALUE, toJSON: thrower })],
    ["an inspect that throws", () => ({ a: VALUE, [inspect.custom]: thrower })],
    ["a valueOf that throws", () => ({ a: VALUE, valueOf: thrower })],
    ["a toJSON that returns its object", () => ({ a: VALUE, toJSON() { return this; } })],
  ])("%s", (_, make) => {
    const it = make();
    // Met again, it is no copy that was left half made.
    const copy = redactObject({ it, list: [it], token: VALUE, other: 1 });
    expect(copy).toEqual({ it: FAILED, list: [FAILED], token: SHOWN, other: 1 });
    expect(redactObject(make())).toBe(FAILED);
  }); // prettier-ignore

  test.each(["message", "stack", "name", "cause", "code", "own"])(
    "a getter of %s that throws is no part of a copy",
    (key) => {
      // Of an error in which nothing else is to be found, and of an object.
      for (const value of [new Error("plain"), { own: "plain" }]) {
        const copy = redactError(Object.defineProperty(value, key, { get: thrower, enumerable: true }));
        expect(copy === value).toBe(false); // toBe() would run the getter
        const ways: readonly ((it: unknown) => unknown)[] = [
          String,
          inspect,
          JSON.stringify,
          structuredClone,
        ];
        for (const write of ways) expect(() => write(copy)).not.toThrow();
        expect(inspect(copy, { showHidden: true, getters: true })).not.toContain(VALUE);
        expect(copy instanceof Error).toBe(value instanceof Error);
      }
    },
  );

  test("nor one of a part, or of a cause", () => {
    const broken = Object.defineProperty(new Error("plain"), "code", { get: thrower, enumerable: true });
    for (const value of [new Error("x", { cause: broken }), new AggregateError([broken]), { list: [broken] }])
      expect(inspect(redactError(value), { showHidden: true, getters: true, depth: 9 })).not.toContain(VALUE);
  });

  test("a getter that throws shows nothing", () => {
    const copy = redactObject(Object.defineProperty({ token: VALUE }, "broken", { get: thrower, enumerable: true }));
    expect(copy).toEqual({ token: SHOWN, broken: undefined });
  }); // prettier-ignore

  test("an object that is deeper than any stack", () => {
    let deep: object = { token: VALUE };
    for (let depth = 0; depth < 100_000; depth++) deep = { deep };
    let copy = redactObject(deep) as { deep?: unknown };
    while (typeof copy.deep === "object") copy = copy.deep as typeof copy;
    expect(JSON.stringify(copy)).not.toContain(VALUE);
  });
});
