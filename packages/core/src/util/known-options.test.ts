import { expect, test } from "vitest";

import { knownOptions } from "./known-options.ts";

interface Options {
  readonly prefix?: string;
  readonly strict?: boolean;
}
const names = { prefix: true, strict: true } as const;
const given = (options: unknown, instead?: string) =>
  knownOptions<Options>("env()", options as Options, names, instead);

test("hands known options on, and none for none", () => {
  const options = { prefix: "A" };
  expect(given(options)).toBe(options);
  expect(given(undefined)).toEqual({});
});

test("refuses a name that no option has, and says what may have been meant", () => {
  expect(() => given({ prefx: "A" })).toThrow("env() has no option prefx: did you mean prefix?");
  expect(() => given({ other: 1 })).toThrow("env() has no option other: it takes prefix and strict");
  expect(() => given({ a: 1, strict: true, b: 2 })).toThrow("env() has no options a and b: it takes");
  expect(() => given({ A: 1, B: 1, C: 1, D: 1, E: 1 }, "use from")).toThrow(
    "env() has no options A, B, C and 2 more: use from",
  );
});

test("names nothing that may be a secret", () => {
  const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  expect(() => given({ [key]: "x" })).toThrow("env() has no option (not shown): it takes prefix and strict");
});

test.each(["$schema", "a$b", "_a1", "a".repeat(40), "ab_".repeat(13)])("names %s", (name) => {
  expect(() => given({ [name]: "x" })).toThrow(`env() has no option ${name}: `);
});

test.each(["-x", "x-y", "x.y", "x/", "größe", "a".repeat(41), "ab_".repeat(14)])(
  "doesn't name %s",
  (name) => {
    expect(() => given({ [name]: "x" })).toThrow("env() has no option (not shown): ");
  },
);

test.each([["APP_"], [null], [5], [[]], [() => 1]])(
  "refuses what is no object of options (%#)",
  (options) => {
    expect(() => given(options)).toThrow("env() takes an object of options, { prefix, strict }");
  },
);
