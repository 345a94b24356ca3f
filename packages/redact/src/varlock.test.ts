import { runInNewContext } from "node:vm";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactor } from "./index.ts";

// What varlock 1.20.0 promises of its redaction, and what it lets through, as cases of our own.

const VALUE = "super-secret-value-12345";
const SHOWN = "[secret API_KEY]";
const redacting = redactor([new Secret(VALUE, "API_KEY")]);
const { redact, redactError, redactObject, chunks: pieces } = redacting;

function written(...texts: readonly (string | Uint8Array)[]): string {
  const { push, end } = pieces();
  return Buffer.concat([...texts.map(push), end()].map((piece) => Buffer.from(piece as string))).toString();
}

describe("what varlock does", () => {
  test("objects: deep, keys, symbols, arrays, no prototype", () => {
    const symbol = Symbol("label");
    expect(redactObject({ outer: { token: `key=${VALUE}` } })).toEqual({ outer: { token: `key=${SHOWN}` } });
    expect(redactObject({ [VALUE]: "value" })).toEqual({ [SHOWN]: "value" });
    expect(redactObject({ [symbol]: VALUE })).toEqual({ [symbol]: SHOWN });
    expect(redactObject([{ token: VALUE }, "clean"])).toEqual([{ token: SHOWN }, "clean"]);
    const bare = Object.assign(Object.create(null) as object, { token: VALUE });
    expect(Object.getPrototypeOf(redactObject(bare))).toBeNull();
  });

  test("objects: cycles, shared parts, what is no text, the input untouched", () => {
    const shared = { token: VALUE };
    const date = new Date();
    const input: Record<string, unknown> = { a: shared, b: shared, date, big: 10n, none: undefined };
    input["self"] = input;
    const copy = redactObject(input);
    expect(copy["a"]).toBe(copy["b"]);
    expect(copy["self"]).toBe(copy);
    expect(copy).toMatchObject({ a: { token: SHOWN }, date, big: 10n });
    expect("none" in copy).toBe(true);
    expect(shared.token).toBe(VALUE);
  });

  test("what holds nothing is itself", () => {
    const clean = { a: 1, nested: { c: [1, "two"] }, error: new Error("nothing") };
    expect(redactObject(clean)).toBe(clean);
  });

  test("errors: message, stack, cause, properties, aggregates, the class, what is enumerable", () => {
    class OwnError extends Error {}
    const error = Object.assign(new OwnError(`boom ${VALUE}`, { cause: new Error(VALUE) }), {
      headers: { a: VALUE },
    });
    const copy = redactError(error);
    expect(copy).toBeInstanceOf(OwnError);
    expect(copy).toMatchObject({
      message: `boom ${SHOWN}`,
      cause: { message: SHOWN },
      headers: { a: SHOWN },
    });
    expect(copy.stack).toContain(SHOWN);
    expect(copy.stack).not.toContain(VALUE);
    expect(Object.keys(copy)).toEqual(["headers"]);
    expect(error.message).toBe(`boom ${VALUE}`);
    expect(redactError(new AggregateError([new Error(VALUE)], "all")).errors[0]).toMatchObject({
      message: SHOWN,
    });
  });

  test("errors: their own cause, a getter that throws, another realm, a name with a value", () => {
    const error = new Error(VALUE);
    error.cause = error;
    Object.defineProperty(error, "broken", { get: () => { throw new Error(VALUE); }, enumerable: true }); // prettier-ignore
    Object.assign(error, { [`at ${VALUE}`]: 1, [Symbol(VALUE)]: 2 });
    const copy = redactError(error);
    expect(copy.cause).toBe(copy);
    expect(Reflect.ownKeys(copy).map(String).join()).not.toContain(VALUE);
    const foreign = runInNewContext(`new Error(${JSON.stringify(VALUE)})`) as Error;
    expect(redactError(foreign).message).toBe(SHOWN);
  });

  test("streams: one piece, two, many, bytes, what only looks like a beginning", () => {
    expect(written(`key=${VALUE}\n`)).toBe(`key=${SHOWN}\n`);
    expect(written(`key=${VALUE.slice(0, 10)}`, `${VALUE.slice(10)}\n`)).toBe(`key=${SHOWN}\n`);
    expect(written("key=", ...Array.from(VALUE), "\n")).toBe(`key=${SHOWN}\n`);
    expect(written(Buffer.from(VALUE.slice(0, 9)), Buffer.from(VALUE.slice(9)))).toBe(SHOWN);
    expect(written("super-sec", "tion of the docs")).toBe("super-section of the docs");
    expect(written("key=super-secr")).toBe("key=super-secr");
  });
});

describe("what varlock lets through", () => {
  const shown = (value: unknown, text: string) => redactor([new Secret(value, "s")]).redact(text);

  test.each([
    ["base64", Buffer.from(VALUE).toString("base64")],
    ["base64 behind a user's name", Buffer.from(`user:${VALUE}`).toString("base64")],
    ["base64url", Buffer.from(VALUE).toString("base64url")],
    ["hex", Buffer.from(VALUE).toString("hex")],
  ])("1–4: %s", (_, text) => {
    expect(redact(text)).toMatch(/^\S{0,10}\[secret API_KEY\]\S{0,4}$/);
  });

  test("5–9: encoded for URLs, JSON, JSON in JSON, XML, PHP", () => {
    const value = `p@ss/"w&rd\\`;
    const json = JSON.stringify(value).slice(1, -1);
    for (const text of [
      encodeURIComponent(value), json, JSON.stringify(json).slice(1, -1), "p@ss/&quot;w&amp;rd\\", json.replace("/", "\\/"),
    ]) expect(shown(value, text)).toBe("[secret s]"); // prettier-ignore
  });

  test("10: a single line of a key", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\nAgEAAoIBAQC7\n-----END PRIVATE KEY-----";
    expect(shown(key, "MIIEvQIBADANBgkqhkiG")).toBe("[secret s]");
  });

  test("11: halves that arrive long after each other", async () => {
    const { push } = pieces();
    const first = push(VALUE.slice(0, 12));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(first.toString() + push(VALUE.slice(12)).toString()).toBe(SHOWN);
  });

  test("12: two values that overlap", () => {
    const both = redactor([new Secret("abcdefghij", "a"), new Secret("hijklmnopq", "b")]);
    expect(both.redact("abcdefghijklmnopq")).toBe("[secret a]");
  });

  test("13: the first two characters, and marks that ask to let it through", () => {
    expect(redact(`👁 ${VALUE} 👁`)).toBe(`👁 ${SHOWN} 👁`);
  });

  test("14: numbers, and leaves of a JSON text", () => {
    expect(shown(12345678, "12345678")).toBe("[secret s]");
    expect(shown('{"password":"leaf-of-json"}', "leaf-of-json")).toBe("[secret s]");
  });

  test("15: Map, Set, class instances, URL, Headers, Buffers", () => {
    class Own {
      readonly token = VALUE;
      readonly #private = VALUE;
      toJSON() {
        return { kept: this.#private };
      }
    }
    class Plain {
      readonly token = VALUE;
    }
    const copy = redactObject({
      map: new Map([[VALUE, new Set([VALUE])]]),
      own: new Own(),
      plain: new Plain(),
      url: new URL(`https://u:${VALUE}@h.example/?q=${VALUE}`),
      headers: new Headers({ authorization: `Bearer ${VALUE}` }),
      query: new URLSearchParams({ q: VALUE }),
      bytes: Buffer.from(`a ${VALUE}`),
    });
    expect(copy.map).toEqual(new Map([[SHOWN, new Set([SHOWN])]]));
    expect(copy.own).toEqual({ kept: SHOWN });
    expect(copy.plain).toBeInstanceOf(Plain);
    expect(copy.plain.token).toBe(SHOWN);
    expect(decodeURIComponent(copy.url.href)).toBe(`https://u:${SHOWN}@h.example/?q=${SHOWN}`);
    expect(copy.headers.get("authorization")).toBe(`Bearer ${SHOWN}`);
    expect(copy.query.get("q")).toBe(SHOWN);
    expect(copy.bytes.toString()).toBe(`a ${SHOWN}`);
  });

  test("16: characters in halves come out whole", () => {
    const bytes = Buffer.from(`é${VALUE}é`);
    expect(written(bytes.subarray(0, 1), bytes.subarray(1, 20), bytes.subarray(20))).toBe(`é${SHOWN}é`);
  });

  test("17: a version that was replaced", () => {
    let change: (change: { current: object }) => void = () => {};
    const live = {
      current: [new Secret("version-1", "s")],
      onChange: (listener: typeof change) => ((change = listener), () => {}),
    };
    const following = redactor(live);
    change({ current: [] });
    expect(following.redact("version-1")).toBe("[secret s]");
  });

  // 18, what nobody caught, is a process of its own: integrations.test.ts.
});
