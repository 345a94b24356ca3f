import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { quoting } from "./quotes.ts";

describe("of a secret", () => {
  test("any piece of six characters is a quote", () => {
    const quotes = quoting(["hunter2-canary"], []);
    for (const piece of ["hunter2-canary", "hunter", "unter2", "canary", "xx r2-can yy"])
      expect(quotes(`got ${piece}!`)).toBe(true);
    for (const piece of ["hunte", "anary", "HUNTER2-CANARY", ""]) expect(quotes(`got ${piece}!`)).toBe(false);
  });

  test("every piece is found, wherever it stands", () => {
    const secret = fc.string({ minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(secret, fc.nat(), fc.string(), fc.string(), (text, at, before, after) => {
        const start = at % (text.length - 5);
        expect(quoting([text], [])(before + text.slice(start, start + 6) + after)).toBe(true);
      }),
    );
  });

  test("a short one counts whole, and a very short one as a word", () => {
    expect(quoting(["abcde"], [])("xabcdex")).toBe(true);
    expect(quoting(["abcde"], [])("abcd")).toBe(false);
    expect(quoting(["ab"], [])("it was ab!")).toBe(true);
    expect(quoting(["ab"], [])("a table")).toBe(false);
    expect(quoting(["$!"], [])("a$!b")).toBe(true);
    expect(quoting([""], [])("anything")).toBe(false);
  });

  test("also the names of its properties are its content", () => {
    expect(quoting([{ "canary-name": 1 }], [])("unknown canary-name")).toBe(true);
    expect(quoting([new Map([["canary-name", 1]])], [])("unknown canary-name")).toBe(true);
  });
});

describe("of any other value", () => {
  test("only the whole is a quote", () => {
    const quotes = quoting([], ["db.example.com"]);
    expect(quotes("can't reach db.example.com")).toBe(true);
    expect(quotes("must end with example.com")).toBe(false);
  });

  test("each of its parts is one", () => {
    const quotes = quoting([], [{ list: ["first-item", 4711], on: true }, new Set(["in-a-set"]), 123456789n]);
    for (const text of ["first-item", "4711", "true", "in-a-set", "123456789"])
      expect(quotes(`got ${text}.`)).toBe(true);
    expect(quotes("list on")).toBe(false);
    expect(quoting([], [["a", "list"]])("must have a host")).toBe(false); // a word of any sentence
  });

  test("its JSON is one, names and all", () => {
    const value = { name: 1, list: [2] };
    expect(quoting([], [value])(`got ${JSON.stringify(value)}`)).toBe(true);
    expect(quoting([], [value])("name and list")).toBe(false);
    expect(quoting([], [{}, [], { big: 1n }])("{} [] 1")).toBe(false);
  });

  test("bytes are read as text", () => {
    expect(quoting([], [new TextEncoder().encode("from-a-file")])("got from-a-file")).toBe(true);
  });

  test("a short number is not found inside another", () => {
    expect(quoting([], [5])("at least 5 characters")).toBe(true);
    expect(quoting([], [5])("at least 50 characters")).toBe(false);
  });
});

test("nothing is quoted where nothing was loaded", () => {
  expect(quoting([undefined, null], [undefined, null, {}, []])("undefined null")).toBe(false);
});
