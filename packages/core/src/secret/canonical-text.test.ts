import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  webcrypto,
} from "node:crypto";
import { runInNewContext } from "node:vm";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { canonicalText, sameContent } from "./canonical-text.ts";
import { fingerprint } from "./fingerprint.ts";
import { Secret } from "./secret.ts";

describe("the same content", () => {
  test.each([
    ["a", "a"],
    [1, 1],
    [NaN, NaN],
    [null, null],
    [undefined, undefined],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [new Date(5), new Date(5)],
    [new URL("https://a.example"), new URL("https://a.example/")],
    [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
    [Uint8Array.of(0, 1, 2).subarray(1), Uint8Array.of(1, 2)],
    [new Set(["a", "b"]), new Set(["b", "a"])],
    [
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ],
  ])("is seen in separate values (%#)", (a, b) => {
    expect(sameContent(a, b)).toBe(true);
    expect(canonicalText(a)).toBe(canonicalText(b));
  });

  test.each([
    ["a", "b"],
    ["a", "ab"],
    ["", "a"],
    ["1", 1],
    [1, 1n],
    [0, -0],
    [null, undefined],
    [null, "null"],
    [true, "true"],
    [[], {}],
    [["a", "b"], ["ab"]],
    [["a"], "a"],
    [{ a: "b" }, { ab: "" }],
    [{ a: undefined }, {}],
    [{ a: 1 }, new Map([["a", 1]])],
    [new Set(["a"]), ["a"]],
    [new Date(5), 5],
    [new Date(5), new Date(6)],
    [Uint8Array.of(1, 2), Uint8Array.of(2, 1)],
    [Uint8Array.of(1), "01"],
    ["s1:a", "a"],
  ])("is not seen in different values (%#)", (a, b) => {
    expect(sameContent(a, b)).toBe(false);
    expect(sameContent(b, a)).toBe(false);
  });

  test("is JSON's, for what JSON can hold", () => {
    const key = (value: fc.JsonValue) => JSON.stringify(sorted(value));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameContent(a, b)).toBe(key(a) === key(b));
        expect(sameContent(a, structuredClone(a))).toBe(true);
      }),
    );
  });

  test("ends for values that hold themselves", () => {
    const loop: unknown[] = [];
    loop.push(loop, "a");
    const other: unknown[] = [];
    other.push(other, "b");
    expect(sameContent(loop, loop)).toBe(true);
    expect(sameContent(loop, other)).toBe(false);
  });
});

/** Pairs of values that hold the same, and one that doesn't. */
const comparable: readonly (readonly [string, () => unknown, () => unknown])[] = [
  ["secret keys", () => createSecretKey(Buffer.from("one")), () => createSecretKey(Buffer.from("two"))],
  ["ArrayBuffers", () => Uint8Array.of(1, 2).buffer, () => Uint8Array.of(1, 3).buffer],
  ["SharedArrayBuffers", () => shared(1), () => shared(2)],
  ["DataViews", () => new DataView(Uint8Array.of(1).buffer), () => new DataView(Uint8Array.of(2).buffer)],
  ["typed arrays", () => Uint16Array.of(1, 256), () => Uint16Array.of(1, 255)],
  ["typed arrays of other kinds", () => Uint8Array.of(1, 0), () => Uint16Array.of(1)],
  ["an ArrayBuffer and its bytes", () => Uint8Array.of(1).buffer, () => Uint8Array.of(1)],
  ["floats", () => Float64Array.of(0), () => Float64Array.of(-0)],
  ["buffers", () => Buffer.from("a"), () => Buffer.from("b")],
  ["expressions", () => /a/, () => /b/],
  ["expressions with other flags", () => /a/, () => /a/i],
  ["queries", () => new URLSearchParams("a=1"), () => new URLSearchParams("a=2")],
  ["addresses", () => new URL("https://a.example"), () => new URL("https://b.example")],
  ["dates", () => new Date(1), () => new Date(2)],
  ["boxed strings", () => Object("a") as unknown, () => Object("b") as unknown],
  ["boxed numbers", () => Object(1) as unknown, () => Object(2) as unknown],
  ["boxed booleans", () => Object(true) as unknown, () => Object(false) as unknown],
  ["boxed bigints", () => Object(1n) as unknown, () => Object(2n) as unknown],
  ["a boxed string and a bare one", () => Object("a") as unknown, () => "a"],
  ["objects without a prototype", () => withoutPrototype(1), () => withoutPrototype(2)],
  [
    "objects of another realm",
    () => runInNewContext("({ a: [1] })") as unknown,
    () => runInNewContext("({ a: [2] })") as unknown,
  ],
  [
    "dates of another realm",
    () => runInNewContext("new Date(1)") as unknown,
    () => runInNewContext("new Date(2)") as unknown,
  ],
  ["registered symbols", () => Symbol.for("a"), () => Symbol.for("b")],
  ["Secrets", () => new Secret("a"), () => new Secret("b")],
  ["Secrets inside", () => [{ key: new Secret("a") }], () => [{ key: new Secret("b") }]],
  ["maps of keys", () => new Map([["k", secretKey("a")]]), () => new Map([["k", secretKey("b")]])],
];

function shared(byte: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(1);
  new Uint8Array(buffer)[0] = byte;
  return buffer;
}

function withoutPrototype(a: number): object {
  return Object.assign(Object.create(null) as object, { a });
}

const secretKey = (text: string) => createSecretKey(Buffer.from(text));

describe("by content are compared", () => {
  test.each(comparable)("%s", (_, one, other) => {
    expect(sameContent(one(), one())).toBe(true);
    expect(sameContent(one(), other())).toBe(false);
    expect(fingerprint(one())).toBe(fingerprint(one()));
    expect(fingerprint(one())).not.toBe(fingerprint(other()));
  });

  test.each(["rsa", "rsa-pss", "ec", "ed25519", "x25519"])("keys of %s", (type) => {
    const options = { modulusLength: 1024, namedCurve: "P-256" };
    const [one, other] = [1, 2].map(() => generateKeyPairSync(type as "rsa", options));
    if (!one || !other) throw new Error("two pairs were expected");
    const again = createPrivateKey(one.privateKey.export({ type: "pkcs8", format: "pem" }));
    expect(sameContent(one.privateKey, again)).toBe(true);
    expect(sameContent(one.publicKey, createPublicKey(again))).toBe(true);
    expect(sameContent(one.privateKey, one.publicKey)).toBe(false);
    expect(sameContent(one.privateKey, other.privateKey)).toBe(false);
    expect(sameContent(one.publicKey, other.publicKey)).toBe(false);
  });
});

class Private {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  get length(): number {
    return this.#value.length;
  }
}

class Stamp extends Date {
  readonly #zone = "a";
  get zone(): string {
    return this.#zone;
  }
}

const importKey = (text: string) =>
  webcrypto.subtle.importKey("raw", Buffer.from(text), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/** Made twice, they look the same. */
const opaque: readonly (readonly [string, () => unknown])[] = [
  ["instances of a class", () => new Private("x")],
  ["instances of a class that extends one of the language's", () => new Stamp(0)],
  ["objects with such a prototype", () => Object.create(Date.prototype) as object],
  ["dates with a property", () => Object.assign(new Date(0), { zone: "a" })],
  ["maps with a property", () => Object.assign(new Map(), { more: 1 })],
  ["lists with a property", () => Object.assign([1], { more: 1 })],
  ["lists with holes", () => Array<number>(1)],
  ["objects with a getter", () => Object.defineProperty({}, "a", { get: () => 1, enumerable: true })],
  ["objects with a hidden property", () => Object.defineProperty({}, "a", { value: 1 })],
  ["objects with a property of a symbol", () => ({ [Symbol.for("a")]: 1 })],
  ["functions", () => () => "a"],
  ["symbols", () => Symbol("a")],
  ["promises", () => Promise.resolve("a")],
  ["WeakMaps", () => new WeakMap()],
  ["WeakRefs", () => new WeakRef({})],
  ["Blobs", () => new Blob(["a"])],
  ["Headers", () => new Headers({ a: "b" })],
  ["FormData", () => new FormData()],
  ["errors", () => new Error("a")],
  ["iterators", () => [1][Symbol.iterator]()],
  ["proxies that throw", () => new Proxy({}, { ownKeys: raise })],
  ["what is like a Secret", () => ({ fingerprint: "a", [Symbol.toStringTag]: "Secret" })],
  ["copies of a Secret", () => Object.create(Secret.prototype) as object],
];

function raise(): never {
  throw new Error("inside");
}

describe("only the same as themselves are", () => {
  test.each(opaque)("%s", (_, make) => {
    const [one, other] = [make(), make()];
    expect(sameContent(one, one)).toBe(true);
    expect(sameContent([one], [one])).toBe(true);
    expect(sameContent(one, other)).toBe(false);
    expect(sameContent({ a: one }, { a: other })).toBe(false);
    expect(fingerprint(one)).toBe(fingerprint(one));
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  test("what says that it is the language's own", () => {
    class Claims {
      /* [native code] */
      readonly #value: number;
      constructor(value: number) {
        this.#value = value;
      }
      get(): number {
        return this.#value;
      }
    }
    for (const name of ["Object", "Array", "Boolean", "Map"]) {
      Object.defineProperty(Claims, "name", { value: name });
      expect(sameContent(new Claims(1), new Claims(2))).toBe(false);
    }
  });

  test("numbers with further properties, objects that extend a function", () => {
    const numbers = (more: number) => Object.assign(new Uint8Array([1]), { more });
    expect(sameContent(numbers(1), numbers(2))).toBe(false);
    const floats = (more: number) => Object.assign(new Float64Array([1]), { more });
    expect(sameContent(floats(1), floats(2))).toBe(false);
    const ofFunction = (value: number): unknown => Object.create(() => value);
    expect(sameContent(ofFunction(1), ofFunction(2))).toBe(false);
  });

  test("CryptoKeys", async () => {
    const [one, other] = [await importKey("a"), await importKey("b")];
    expect(sameContent(one, one)).toBe(true);
    expect(sameContent(one, other)).toBe(false);
  });

  test("bytes that were handed to another thread", () => {
    const [one, other] = [new ArrayBuffer(1), new ArrayBuffer(1)];
    structuredClone([one, other], { transfer: [one, other] });
    expect(sameContent(one, one)).toBe(true);
    expect(sameContent(one, other)).toBe(false);
  });

  test("whatever two such values stand in", () => {
    const holders: fc.Arbitrary<(inner: unknown) => unknown> = fc.constantFrom(
      (inner) => [inner],
      (inner) => ({ inner }),
      (inner) => new Map([["a", inner]]),
      (inner) => new Set([inner]),
      (inner) => new Secret(inner),
    );
    fc.assert(
      fc.property(fc.constantFrom(...opaque), fc.array(holders, { maxLength: 4 }), ([, make], around) => {
        const [one, other] = [make(), make()];
        const held = (inner: unknown) => around.reduce((value, hold) => hold(value), inner);
        expect(sameContent(held(one), held(one))).toBe(true);
        expect(sameContent(held(one), held(other))).toBe(false);
      }),
    );
  });
});

test("two that hold themselves differ where what they hold does", () => {
  interface Ring {
    n: number;
    next?: Ring;
  }
  const ring = (...[first, second]: readonly [number, number]): { head: Ring; tail: Ring } => {
    const tail: Ring = { n: second };
    return { head: { n: first, next: tail }, tail };
  };
  const [one, other] = [ring(1, 2), ring(1, 2)];
  one.tail.next = one.head;
  other.tail.next = other.tail;
  expect(sameContent(one.head, other.head)).toBe(false);
});

function sorted(value: fc.JsonValue): fc.JsonValue {
  if (Array.isArray(value)) return value.map((each) => sorted(each));
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "negative zero" : value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each ?? null)]));
}
