import assert from "node:assert/strict";
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { format, inspect } from "node:util";
import v8 from "node:v8";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isSecret, revealed, Secret } from "./secret.ts";
import { secretText, secretUrl } from "./secret-text.ts";
import { secretTester } from "../testing/secret-tester.ts";

const CANARY = "canary-7f3a9d51c2";

const inspections = [
  {},
  { showHidden: true },
  { depth: Infinity, showHidden: true, getters: true, showProxy: true, compact: false },
  { depth: 0 },
  { customInspect: false },
  { customInspect: false, showHidden: true, getters: true },
];

const printings: readonly [string, (value: unknown) => unknown][] = [
  ["String()", (value) => String(value)],
  ["a template", (value) => `a ${value as string}`],
  ["join()", (value) => [value, value].join()],
  ["JSON", (value) => JSON.stringify({ value })],
  ["structuredClone()", (value) => inspect(structuredClone(value))],
  ["v8.serialize()", (value) => v8.serialize(value).toString("latin1")],
  ["Object.entries()", (value) => JSON.stringify(Object.entries(value as object))],
  ["spreading", (value) => JSON.stringify({ ...(value as object) })],
  ["Object.assign()", (value) => JSON.stringify(Object.assign({}, value))],
  ["own names", (value) => Reflect.ownKeys(value as object).join()],
  ["for in", (value) => JSON.stringify(valuesByForIn(value as object))],
  ["Number()", (value) => String(Number(value))],
  ["an error's message", (value) => new Error(value as string).stack],
  ["an error's cause", (value) => inspect(new Error("x", { cause: value }))],
  ["a Map", (value) => inspect(new Map([[value, value]]))],
  ["a proxy of it", (value) => inspect(new Proxy(value as object, {}), { showProxy: true })],
  ...["%s", "%d", "%i", "%f", "%j", "%o", "%O"].map((form): [string, (value: unknown) => string] => [
    form,
    (value) => format(form, value),
  ]),
  ...inspections.map((options): [string, (value: unknown) => string] => [
    `inspect ${JSON.stringify(options)}`,
    (value) => inspect(value, options) + inspect({ deep: [value] }, options),
  ]),
];

function valuesByForIn(value: object): unknown[] {
  const values: unknown[] = [];
  for (const name in value) values.push(Reflect.get(value, name));
  return values;
}

describe("nothing of a Secret shows by", () => {
  test.each(printings)("%s", (_, print) => {
    expect(print(new Secret(CANARY, "database.password"))).not.toMatch(/canary|7f3a9d/);
    expect(print(new Secret({ deep: [CANARY] }))).not.toMatch(/canary|7f3a9d/);
    expect(print(new Secret(Buffer.from(CANARY)))).not.toMatch(/canary|7f3a9d/);
  });

  test.each(["log", "error", "dir", "table", "dirxml", "group", "warn", "trace"] as const)(
    "console.%s",
    (method) => {
      const stream = new PassThrough();
      const console = new Console(stream, stream);
      const secret = new Secret(CANARY, "database.password");
      console[method](secret);
      console[method]({ secret, list: [secret] });
      const printed = String(stream.read());
      expect(printed.length).toBeGreaterThan(20);
      expect(printed).not.toMatch(/canary|7f3a9d/);
    },
  );

  test("a failed assertion or its diff", () => {
    const [left, right] = [new Secret(CANARY), new Secret(`${CANARY}x`)];
    for (const compare of [
      () => assert.deepEqual(left, right),
      () => assert.deepEqual({ left }, { left: right }),
      () => assert.equal(left, right),
      () => expect(left).toEqual(right),
      () => expect({ left }).toStrictEqual({ left: right }),
      () => expect(left).toBe(CANARY.length),
    ]) {
      const error = thrownBy(compare);
      const printed = [
        error.message,
        error.stack,
        inspect(error, { depth: 9 }),
        JSON.stringify(error),
      ].join();
      expect(printed).not.toMatch(/canary|7f3a9d/);
    }
  });
});

function thrownBy(run: () => void): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it passed");
}

describe("a Secret prints", () => {
  test("its name", () => {
    const secret = new Secret(CANARY, "database.password");
    const shown = "[secret database.password]";
    expect(String(secret)).toBe(shown);
    expect(JSON.stringify([secret])).toBe(JSON.stringify([shown]));
    expect(inspect({ secret }, { showHidden: true })).toBe(`{ secret: ${shown} }`);
    expect(format("%s %o %O", secret, secret, secret)).toBe(`${shown} ${shown} ${shown}`);
  });

  test("[secret] without one", () => {
    expect(String(new Secret(1))).toBe("[secret]");
    expect(inspect(new Secret(1))).toBe("[secret]");
  });

  test("[object Secret] as an object", () => {
    expect(Object.prototype.toString.call(new Secret(1))).toBe("[object Secret]");
  });
});

describe("two Secrets", () => {
  const pairs = [
    ["a", "b"],
    [{ user: "x" }, { user: "y" }],
    [
      [1, 2],
      [1, 3],
    ],
    [Uint8Array.of(1), Uint8Array.of(2)],
    ["1", 1],
  ] as const;

  test.each(pairs)("that differ are told apart by every matcher (%#)", (a, b) => {
    const [left, right] = [new Secret<unknown>(a), new Secret<unknown>(b)];
    expect(left.equals(right)).toBe(false);
    expect(left).not.toEqual(right);
    expect({ deep: [left] }).not.toEqual({ deep: [right] });
    expect(left).not.toStrictEqual(right);
    assert.notDeepEqual(left, right);
    expect(secretTester(left, right)).toBe(false);
  });

  test.each(pairs)("that hold the same are equal to every matcher (%#)", (a) => {
    const [left, right] = [new Secret<unknown>(a, "left"), new Secret<unknown>(structuredClone(a), "right")];
    expect(left.equals(right)).toBe(true);
    expect(left).toEqual(right);
    expect({ deep: [left] }).toStrictEqual({ deep: [right] });
    assert.deepEqual(left, right);
    expect(secretTester(left, right)).toBe(true);
  });

  test("are equal when their contents are, for all texts", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(new Secret(a).equals(new Secret(b))).toBe(a === b);
        expect(new Secret(a).equals(a)).toBe(true);
      }),
    );
  });

  test("compare with a bare value as if it were wrapped", () => {
    expect(new Secret("a").equals("a")).toBe(true);
    expect(new Secret("a").equals("b")).toBe(false);
    expect(new Secret<unknown>(1).equals("1")).toBe(false);
  });

  test("have the same fingerprint when their contents are the same", () => {
    const copies = [new Secret("a"), new Secret("a")].map((secret): unknown => structuredClone(secret));
    expect(copies[0]).toEqual({ fingerprint: expect.stringMatching(/^[\w-]{16}$/) as string });
    expect(copies[1]).toEqual(copies[0]);
  });
});

describe("map", () => {
  test("derives a Secret, of the same name or another", () => {
    const secret = new Secret('{"key":"value"}', "stripe");
    const parsed = secret.map((text) => JSON.parse(text) as { key: string });
    expect(parsed.reveal()).toEqual({ key: "value" });
    expect(String(parsed)).toBe("[secret stripe]");
    expect(String(secret.map(({ length }) => length, "stripe length"))).toBe("[secret stripe length]");
  });

  test("hides what the function throws, as it may quote the value", () => {
    const secret = new Secret(CANARY, "stripe");
    const error = thrownBy(() => secret.map((text) => JSON.parse(text) as unknown));
    expect(error.message).toBe("the function given to map() of [secret stripe] threw SyntaxError");
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(/canary|7f3a9d/);
  });
});

describe("map refuses", () => {
  const secret = new Secret(CANARY, "stripe");
  const said =
    "the function given to map() of [secret stripe] returned a promise. " +
    "Await what it needs first, or wrap the result: new Secret(await …)";

  test.each<[string, (text: string) => unknown]>([
    ["a promise", async (text) => text],
    ["a rejected one, which nothing prints", async (text) => Promise.reject(new Error(text))],
    ["a list of promises", (text) => [Promise.reject(new Error(text)), Promise.reject(new Error(text))]],
    ["an object of promises", (text) => ({ a: Promise.reject(new Error(text)) })],
    ["a thenable", (text) => named("then", { value: (done: (value: string) => void) => done(text) })],
  ])("%s", async (_, change) => {
    const heard: unknown[] = [];
    const hear = (reason: unknown) => void heard.push(reason);
    process.on("unhandledRejection", hear);
    const error = thrownBy(() => secret.map(change));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", hear);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(said);
    expect(heard).toEqual([]);
  });

  test("nothing that only has a property of that name", () => {
    const changed = secret.map((text) => named("then", { value: text }));
    expect(changed.reveal()).toEqual(named("then", { value: CANARY }));
  });

  test("what throws when it is looked at", () => {
    const hostile = (text: string) =>
      named("then", {
        get: () => {
          throw new Error(text);
        },
      });
    const error = thrownBy(() => secret.map(hostile));
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(/canary|7f3a9d/);
  });
});

function named(name: string, property: PropertyDescriptor): object {
  return Object.defineProperty({}, name, property);
}

/** How libraries copy and wrap objects: `hoek` and `lodash` keep the prototype, `vue` makes proxies. */
const copies: readonly [string, (secret: Secret) => unknown][] = [
  ["with its prototype and properties", copyWithDescriptors],
  ["with its prototype and values", (secret) => Object.assign(bareCopy(), valuesOf(secret))],
  ["as a prototype", (secret) => Object.create(secret) as object],
  ["as a proxy", (secret) => new Proxy(secret, {})],
  [
    "as a proxy that forwards to itself",
    (secret) =>
      new Proxy(secret, { get: (target, name, self) => Reflect.get(target, name, self) as unknown }),
  ],
  ["as a proxy of a proxy", (secret) => new Proxy(new Proxy(secret, {}), {})],
  ["by its prototype alone", bareCopy],
  ["of its methods", copyOfMethods],
];

function copyWithDescriptors(secret: Secret): unknown {
  return Object.defineProperties(bareCopy(), Object.getOwnPropertyDescriptors(secret));
}

function copyOfMethods(secret: Secret): unknown {
  const methods = ["toString", "toJSON"].map((name) => [name, Reflect.get(secret, name)] as const);
  return Object.fromEntries(methods);
}

function bareCopy(): object {
  return Object.create(Secret.prototype) as object;
}

function valuesOf(secret: Secret): object {
  // `fingerprint` has a getter on the Secret alone; a copy gets what it returned.
  return Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, { value: value as unknown }])),
  );
}

describe("a copy of a Secret", () => {
  test.each(copies)("%s prints, and shows nothing", (_, copy) => {
    const copied = copy(new Secret(CANARY, "stripe"));
    for (const [how, print] of printings) {
      if (how === "structuredClone()" || how === "v8.serialize()") continue; // no proxy can be cloned
      expect([how, print(copied)]).not.toEqual([how, expect.stringMatching(/canary|7f3a9d/)]);
    }
    expect(String(copied)).toMatch(/^\[secret( stripe)?\]$/);
    expect(JSON.stringify({ copied })).toMatch(/^{"copied":"\[secret( stripe)?\]"}$/);
  });

  test.each(copies.slice(0, -1))("%s can't be opened, and says so", (_, copy) => {
    const copied = copy(new Secret(CANARY, "stripe")) as Secret;
    for (const use of [
      () => copied.reveal(),
      () => copied.equals(CANARY),
      () => copied.map(String),
      () => secretText`a ${copied}`,
      () => secretUrl`a ${copied}`,
    ]) {
      const error = thrownBy(use);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/a copy or a proxy of a Secret|no text, number, boolean or Secret/);
    }
    expect(new Secret(CANARY).equals(copied)).toBe(false);
  });

  test("equals no other copy", () => {
    const [one, other] = [new Secret("a"), new Secret("b")].map(copyWithDescriptors);
    expect(one).not.toEqual(other);
    assert.notDeepEqual(one, other);
    assert.deepEqual(one, one);
  });

  test("made by the constructor for another class shows nothing", () => {
    for (const target of [Object, Map, EventTarget]) {
      const made: unknown = Reflect.construct(Secret, [CANARY, "stripe"], target);
      for (const [how, print] of printings.filter(([name]) => !name.startsWith("structured")))
        expect([how, print(made)]).not.toEqual([how, expect.stringMatching(/canary|7f3a9d/)]);
    }
  });

  test("in the class itself prints too", () => {
    expect(JSON.stringify(Secret.prototype)).toBe('"[secret]"');
    expect(String(Secret.prototype)).toBe("[secret]");
  });
});

describe("secretText and secretUrl", () => {
  test("refuse what has no text of its own", async () => {
    const rejected = Promise.reject(new Error(CANARY));
    for (const part of [rejected, {}, [], null, undefined, Symbol("a"), new Secret({}), new Secret(null)]) {
      expect(() => secretText`a ${part as string}`).toThrow(TypeError);
      expect(() => secretUrl`a ${part as string}`).toThrow(TypeError);
    }
    expect(() => secretText`${"a"} ${rejected as never}`).toThrow(
      "part 2 of a secret text is a promise: await it first",
    );
  });

  const password = new Secret("p@ss/w:rd?#[]% é");

  test("join texts and Secrets to a Secret", () => {
    const joined = secretText`Bearer ${password}, ${1}, ${2n} and ${true}`;
    expect(joined).toBeInstanceOf(Secret);
    expect(String(joined)).toBe("[secret]");
    expect(joined.reveal()).toBe(`Bearer ${password.reveal()}, 1, 2 and true`);
    expect(secretText`plain`.reveal()).toBe("plain");
    expect(secretText`${new Secret(5)}${new Secret(6n)}`.reveal()).toBe("56");
  });

  test("the one for URLs encodes its parts, and only those", () => {
    const url = secretUrl`postgresql://${"a b"}:${password}@${"db.example"}:${5432}/app?x=1`;
    const parsed = new URL(url.reveal());
    expect(url.reveal()).toMatch(/^postgresql:\/\/a%20b:p%40ss%2Fw%3Ard/);
    expect(decodeURIComponent(parsed.password)).toBe(password.reveal());
    expect(parsed.host).toBe("db.example:5432");
  });

  test("the one for URLs takes whatever text comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const { password: encoded } = new URL(
          secretUrl`https://user:${new Secret(text)}@a.example/`.reveal(),
        );
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
      }),
    );
  });
});

test("a Secret is known as one, and nothing else is", () => {
  expect(isSecret(new Secret(undefined))).toBe(true);
  for (const value of [
    null,
    undefined,
    "x",
    {},
    Object.create(Secret.prototype),
    new Proxy(new Secret(1), {}),
  ])
    expect(isSecret(value)).toBe(false);
  expect(revealed(new Secret("x"))).toBe("x");
  expect(revealed("x")).toBe("x");
});

test("a Secret's name is given once", () => {
  const secret = new Secret(1);
  Secret.nameAs(secret, "first");
  Secret.nameAs(secret, "second");
  expect(String(secret)).toBe("[secret first]");
});

test("a Secret can't be opened from outside", () => {
  const secret = new Secret(CANARY);
  expect(() => secret.reveal.call({} as Secret)).toThrow(TypeError);
  expect(JSON.stringify(Object.getOwnPropertyDescriptors(secret))).not.toMatch(/canary/);
  expect(() => Object.assign(secret, { fingerprint: "x" })).toThrow(TypeError);
});

test.each<[string, (secret: Secret) => unknown]>([
  ["reveal()", (secret) => Object.assign(secret, { reveal: () => "other" })],
  ["toString()", (secret) => Object.assign(secret, { toString: () => secret.reveal() })],
  [
    "a getter in the place of equals()",
    (secret) => Object.defineProperty(secret, "equals", { get: () => () => true }),
  ],
  ["inspect's own method", (secret) => Object.assign(secret, { [inspect.custom]: () => secret.reveal() })],
  ["another prototype", (secret) => Object.setPrototypeOf(secret, { reveal: () => "other" }) as unknown],
])("a Secret is frozen: nobody gives it %s", (_, change) => {
  for (const secret of [new Secret(CANARY), new Secret("").map(() => CANARY)]) {
    expect(() => change(secret)).toThrow(TypeError);
    expect([secret.reveal(), String(secret), inspect(secret)]).toEqual([CANARY, "[secret]", "[secret]"]);
  }
});

test("a subclass may have fields of its own", () => {
  class ApiKey extends Secret {
    readonly issuer = "made up";
  }
  const key = new ApiKey(CANARY);
  expect([key.issuer, key.reveal(), isSecret(key)]).toEqual(["made up", CANARY, true]);
});

test("keeps its class name, which test runners print before its properties", () => {
  expect(Secret.name).toBe("Secret");
});
