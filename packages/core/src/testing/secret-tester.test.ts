import { beforeAll, expect, test } from "vitest";

import { Secret } from "../secret/secret.ts";
import { secretTester } from "./secret-tester.ts";

// As an application's setup file does.
beforeAll(() => {
  expect.addEqualityTesters([secretTester]);
});

test("two Secrets of the same content are equal, whatever they are called", () => {
  expect(new Secret("a", "one")).toEqual(new Secret("a", "two"));
  expect({ deep: [new Secret({ user: "x" })] }).toEqual({ deep: [new Secret({ user: "x" })] });
});

test("two that differ are not", () => {
  expect(new Secret("a")).not.toEqual(new Secret("b"));
  expect({ deep: [new Secret("a")] }).not.toStrictEqual({ deep: [new Secret("b")] });
});

test("a Secret is never equal to a bare value, nor to what it prints", () => {
  expect(new Secret("a")).not.toEqual("a");
  expect("a").not.toEqual(new Secret("a"));
  expect(new Secret("a", "x")).not.toEqual("[secret x]");
  expect(new Secret(undefined)).not.toEqual(undefined);
});

test("where there is no Secret it says nothing", () => {
  for (const [a, b] of [
    [1, 1],
    [1, 2],
    [undefined, null],
    [{}, {}],
  ])
    expect(secretTester(a, b)).toBeUndefined();
});
