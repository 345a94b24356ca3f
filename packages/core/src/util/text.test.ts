import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { bareName, kebabCase, list, nearest, printable, upperSnakeCase, words } from "./text.ts";

describe("words", () => {
  test.each([
    ["host", ["host"]],
    ["poolSize", ["pool", "size"]],
    ["apiURL", ["api", "url"]],
    ["APIKey", ["api", "key"]],
    ["HTTPServerPort", ["http", "server", "port"]],
    ["s3Bucket", ["s3", "bucket"]],
    ["oauth2Token", ["oauth2", "token"]],
    ["pool_size", ["pool", "size"]],
    ["pool-size", ["pool", "size"]],
    ["pool.size", ["pool", "size"]],
    ["__pool  size--", ["pool", "size"]],
    ["POOL_SIZE", ["pool", "size"]],
    ["größe", ["größe"]],
    ["", []],
    ["-", []],
  ])("of %j", (name, expected) => {
    expect(words(name)).toEqual(expected);
  });
});

test("a name is spelled as each kind of place does", () => {
  expect(upperSnakeCase("poolSize")).toBe("POOL_SIZE");
  expect(kebabCase("poolSize")).toBe("pool-size");
  for (const name of ["database/password", "DATABASE_PASSWORD", "database-password", "databasePassword"])
    expect(bareName(name)).toBe("databasepassword");
});

describe("nearest", () => {
  const names = ["DATABASE_HOST", "DATABASE_PORT", "PORT", "LOG_LEVEL"];

  test.each([
    ["DATABSE_HOST", "DATABASE_HOST"], // left out
    ["DATABASEE_HOST", "DATABASE_HOST"], // doubled
    ["DATABASE_HSOT", "DATABASE_HOST"], // swapped
    ["DATABASE_HORT", "DATABASE_HOST"], // of two at the same distance the first
    ["database_host", "DATABASE_HOST"],
    ["PROT", "PORT"],
    ["LOGLEVEL", "LOG_LEVEL"],
  ])("finds what %s was meant to be", (typo, meant) => {
    expect(nearest(typo, names)).toBe(meant);
  });

  test.each(["", "HOME", "PATH", "PO", "DATABASE", "PXXT", "DATABASE_NAME"])(
    "finds nothing for %j, which is something else",
    (name) => {
      expect(nearest(name, names)).toBeUndefined();
    },
  );

  test("allows one edit in a short name, two in a long one", () => {
    expect(nearest("ab", ["ac"])).toBeUndefined();
    expect(nearest("abc", ["abd"])).toBe("abd");
    expect(nearest("abcdef", ["abcdgh"])).toBe("abcdgh");
    expect(nearest("abcdefghijkl", ["abcdefghixyz"])).toBeUndefined();
  });

  test("is quick also for what is very long", () => {
    expect(nearest("a".repeat(100_000), ["b".repeat(100_001), ...names])).toBeUndefined();
  });

  test("finds a name in which one letter was changed, doubled or left out", () => {
    const edited = fc.tuple(fc.stringMatching(/^[A-Z_]{6,30}$/), fc.nat(), fc.constantFrom(0, 1, 2));
    fc.assert(
      fc.property(edited, ([name, at, edit]) => {
        const index = at % name.length;
        const letter = ["", "x", `${name[index]}x`][edit];
        expect(nearest(name.slice(0, index) + letter + name.slice(index + 1), [name])).toBe(name);
      }),
    );
  });
});

test("a list reads as people write one", () => {
  expect(list([])).toBe("");
  expect(list(["a"])).toBe("a");
  expect(list(["a", "b"])).toBe("a and b");
  expect(list(["a", "b", "c"], "or")).toBe("a, b or c");
});

describe("printable", () => {
  test.each([
    ["plain", "plain"],
    ["a\nb\r\n\tc", "a b c"],
    ["a\u2028b\u0085c\u0000d", "a b c d"],
    ["\u001b[31mred\u001b[0m", " [31mred [0m"],
    ["a\u202Eb\u200Bc", "a b c"],
    ["日本 ñ 👍", "日本 ñ 👍"],
  ])("makes one line of %j", (text, line) => {
    expect(printable(text)).toBe(line);
  });

  test("cuts what is long, and no character in two", () => {
    expect(printable("x".repeat(121))).toBe(`${"x".repeat(119)}…`);
    expect(printable("x".repeat(120))).toBe("x".repeat(120));
    expect(printable(`x${"👍".repeat(9)}`, 5).isWellFormed()).toBe(true);
  });

  test("never brings more than one line, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
