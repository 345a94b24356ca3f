import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { quoting } from "./value-leaks.ts";
import { Secret } from "../secret/secret.ts";

function hiding(secrets: readonly unknown[], others: readonly unknown[]) {
  return quoting({ secrets, others });
}

describe("of a secret", () => {
  test("any piece of six characters is a quote", () => {
    const quotes = hiding(["hunter2-canary"], []);
    for (const piece of ["hunter2-canary", "hunter", "unter2", "canary", "xx r2-can yy"])
      expect(quotes(`got ${piece}!`)).toBe(true);
    for (const piece of ["hunte", "anary", ""]) expect(quotes(`got ${piece}!`)).toBe(false);
  });

  test("every piece is found, wherever it stands", () => {
    const secret = fc.string({ minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(secret, fc.nat(), fc.string(), fc.string(), (text, at, before, after) => {
        const start = at % (text.length - 5);
        expect(hiding([text], [])(before + text.slice(start, start + 6) + after)).toBe(true);
      }),
    );
  });

  test("a short one counts whole, and a very short one as a word", () => {
    expect(hiding(["abcde"], [])("xabcdex")).toBe(true);
    expect(hiding(["abcde"], [])("abcd")).toBe(false);
    expect(hiding(["ab"], [])("it was ab!")).toBe(true);
    expect(hiding(["ab"], [])("a table")).toBe(false);
    expect(hiding(["$!"], [])("a$!b")).toBe(true);
    expect(hiding([""], [])("anything")).toBe(false);
  });

  test("also the names of its properties are its content", () => {
    expect(hiding([{ "canary-name": 1 }], [])("unknown canary-name")).toBe(true);
    expect(hiding([new Map([["canary-name", 1]])], [])("unknown canary-name")).toBe(true);
  });
});

describe("of any other value", () => {
  test("any piece of six characters is a quote too", () => {
    const quotes = hiding([], ["db.example.com"]);
    expect(quotes("can't reach db.example.com")).toBe(true);
    expect(quotes("must end with example.com")).toBe(true);
    expect(quotes("must end with .com")).toBe(false);
  });

  test("each of its parts is one", () => {
    const quotes = hiding([], [{ list: ["first-item", 4711], on: true }, new Set(["in-a-set"]), 123456789n]);
    for (const text of ["first-item", "4711", "true", "in-a-set", "123456789"])
      expect(quotes(`got ${text}.`)).toBe(true);
    expect(quotes("list on")).toBe(false);
    expect(hiding([], [["a", "list"]])("must have a host")).toBe(false); // a word of any sentence
  });

  test("its JSON is one, names and all", () => {
    const value = { name: 1, list: [2] };
    expect(hiding([], [value])(`got ${JSON.stringify(value)}`)).toBe(true);
    expect(hiding([], [value])("name and list")).toBe(false);
    expect(hiding([], [{}, [], { big: 1n }])("{} [] 1")).toBe(false);
  });

  test("bytes are read as text", () => {
    expect(hiding([], [new TextEncoder().encode("from-a-file")])("got from-a-file")).toBe(true);
  });

  test("a short number is not found inside another", () => {
    expect(hiding([], [5])("at least 5 characters")).toBe(true);
    expect(hiding([], [5])("at least 50 characters")).toBe(false);
  });
});

test("nothing is quoted where nothing was loaded", () => {
  expect(hiding([undefined, null], [undefined, null, {}, []])("undefined null")).toBe(false);
});

describe("also a quote is", () => {
  const canary = "hunter2-canary/x";
  test.each<[string, string]>([
    ["a piece in base64", Buffer.from(canary.slice(3)).toString("base64")],
    ["a piece in hex", Buffer.from(canary.slice(3)).toString("hex")],
    ["bytes as Node prints them", inspect(Buffer.from(canary))],
    ["numbers", Array.from(canary, (each) => each.charCodeAt(0)).join()],
    ["a URL's part", encodeURIComponent(canary)],
    ["capitals", canary.toUpperCase()],
    ["spelled", Array.from(canary).join(" ")],
    ["backwards", Array.from(canary).toReversed().join("")],
    ["a long text", "x ".repeat(1_001)],
  ])("%s", (_, message) => {
    for (const quotes of [hiding([canary], []), hiding([], [canary])])
      expect(quotes(`got ${message}`)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ["a date", new Date(1_700_000_000_000), "2023-11-14T22:13"],
    ["a URL", new URL("https://canary.example/x"), "canary.example"],
    ["a query", new URLSearchParams("canary=value"), "canary=v"],
    ["an expression", /canary-expression/, "canary-ex"],
    ["an ArrayBuffer", Uint8Array.from(Buffer.from("canary-bytes")).buffer, "canary-bytes"],
    ["a number with separators", 739_184_625_198, "739,184,625,198"],
    ["a number in hex", 739_184_625_198, (739_184_625_198).toString(16)],
    ["a Secret", new Secret("canary-secret"), "canary-s"],
    ["a Secret inside", { list: [new Secret({ name: "canary-secret" })] }, "canary-s"],
    ["a list of short parts", ["ab", "cd"], "ab, cd"],
    ["a name that isn't the schema's", { "canary-name": 1 }, "canary-n"],
    [
      "what a getter holds",
      {
        get it() {
          return "canary-getter";
        },
      },
      "canary-g",
    ],
    [
      "an instance's property",
      new (class {
        it = "canary-property";
      })(),
      "canary-p",
    ],
  ])("of %s", (_, value, message) => {
    expect(hiding([], [value])(`got ${message}`)).toBe(true);
  });

  test("no name that stands in the schema", () => {
    const quotes = quoting({ secrets: [], others: [{ username: "canary" }], names: new Set(["username"]) });
    expect(quotes("username is taken")).toBe(false);
    expect(quotes("canary is taken")).toBe(true);
  });

  test("looked for in values that hold themselves, or can't be read", () => {
    const loop: Record<string, unknown> = { it: "canary-loop" };
    loop.self = loop;
    const throwing = Object.defineProperty({}, "it", {
      get: () => (loop.no as typeof loop).it,
      enumerable: true,
    });
    expect(hiding([], [loop, throwing])("canary-loop")).toBe(true);
  });
});

test("a large value is looked through once, and quickly enough to fail", () => {
  const large = Array.from({ length: 200_000 }, (_, index) => `line ${index} `).join("");
  const quotes = hiding([large], []);
  expect(quotes("no piece of what it holds")).toBe(false);
  expect(quotes("got line 199999")).toBe(true);
});
