import { expect, test } from "vitest";

import { codeOf, ignore } from "./node.ts";

test.each([
  ["an error's code", Object.assign(new Error(), { code: "ENOENT" }), "ENOENT"],
  ["no code", new Error(), undefined],
  ["a code that is no text", { code: 7 }, undefined],
  ["a text", "ENOENT", undefined],
  ["nothing", null, undefined],
  ["undefined", undefined, undefined],
])("%s is told apart", (_, error, code) => {
  expect(codeOf(error)).toBe(code);
});

test("only an error of these codes passes", () => {
  const pass = ignore("ENOENT", "EPERM");
  for (const code of ["ENOENT", "EPERM"]) expect(() => pass({ code })).not.toThrow();
  for (const error of [new Error("another"), Object.assign(new Error("another"), { code: "EIO" })])
    expect(() => pass(error)).toThrow(error);
});
