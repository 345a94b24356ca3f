import { expect, test } from "vitest";

import { isEquivalent, staleEntries } from "./equivalent.ts";
import { described, mutantsOf, sampleOf } from "./mutant.ts";
import { operators } from "./operators.ts";

/** Every kind of change: what it makes of a text. */
const changes: Readonly<Record<string, readonly [from: string, ...to: string[]]>> = {
  "negate a condition": ["if (a) b;", "if (!(a)) b;"],
  "never take a branch": ["if (a) b;", "if (false) b;"],
  "drop a not": ["x = !a;", "x = a;"],
  "swap an operator": ["x = a === b;", "x = a !== b;"],
  "drop a fallback": ["x = a ?? b;", "x = a;"],
  "count the other way": ["x = i++;", "x = i--;"],
  "drop an await": ["x = await a();", "x = a();"],
  "remove a statement": ["a.b(c);", ";"],
  "return nothing": ["function f() { return a; }", "function f() { return undefined; }"],
  "flip a boolean": ["x = true;", "x = false;"],
  "move a number": ["x = 5;", "x = 6;", "x = (4);"],
  "change a string": ['x = "a";', 'x = "";'],
  "change a pattern": ["x = /^[^a]\\d/u;", "x = /[^a]\\d/u;", "x = /^[a]\\d/u;", "x = /^[^a]\\D/u;"],
  "spread nothing": ["x = [...a];", "x = [...[]];"],
  "need what is optional": ["x = a?.b;", "x = a.b;"],
  "call another method": ["x = a.some(b);", "x = a.every(b);"],
  "empty a finally": ["try { a; } finally { b(); }", "try { a; } finally {}"],
  "empty a catch": ["try { a; } catch { b(); }", "try { a; } catch {}"],
};

function made(code: string, operator?: string): string[] {
  return mutantsOf("x.ts", code)
    .filter((each) => operator === undefined || each.operator === operator)
    .map((each) => each.code);
}

test("each kind of change has a case here", () => {
  expect(Object.keys(changes)).toEqual(Object.keys(operators));
});

test.each(Object.entries(changes))("%s", (operator, [from, ...to]) => {
  expect(made(from, operator)).toEqual(to);
});

test.each([
  ["x = a < b;", "x = a <= b;"],
  ["x = a >= b;", "x = a > b;"],
  ["x = a && b;", "x = a || b;"],
  ["x = a || b && c;", "x = a && b && c;", "x = a || (b || c);"],
  ["x = (a || b) && c;", "x = (a || b) || c;", "x = (a && b) && c;"],
  ["x = a - b;", "x = a + b;"],
  ["x -= 1;", "x += 1;"],
  ["x ??= a;", "x = a;"],
])("an operator of %s is swapped, and no other", (from, ...to) => {
  expect(made(from, "swap an operator")).toEqual(to);
});

test.each([
  ["a type", "const f: true = g; type A = 'a' | 1; interface B { c: true } const d: 'd' = e as 'f';"],
  ["the name of a module", 'import a from "a"; export * from "b"; export { c } from "c";'],
  ["a key", "const x = { 'a': b, 1: c };"],
  ["a sum of strings", "const x = 'a' + b;", "change a string"],
  ["what negates itself", "if (a === b) c;", "swap an operator", "never take a branch"],
  ["what has no effect", "a;"],
  ["a method of every object", "const x = a.constructor(b);"],
])("%s isn't changed", (_, code, ...others) => {
  expect(new Set(mutantsOf("x.ts", code).map(({ operator }) => operator))).toEqual(new Set(others));
});

test("optional calls and elements lose their question mark", () => {
  expect(made("const x = a?.(b);")).toEqual(["const x = a(b);"]);
  expect(made("const x = a?.[b];")).toEqual(["const x = a[b];"]);
});

test("a pattern that can't be is no mutant", () => {
  expect(made("const x = /a+?/;")).toEqual(["const x = /a*?/;"]);
  expect(made("const x = /[z\\-a]/;")).toEqual(["const x = /[^z\\-a]/;"]);
  expect(made("const x = /a{2,1}|(?<!b)+/;")).toEqual([]);
});

test("the names of options have no mutant, as only their keys count", () => {
  const operatorsOf = (code: string) => mutantsOf("a.ts", code).map(({ operator }) => operator);
  expect(operatorsOf("const NAMES: OptionNames<Options> = { path: true };")).toEqual([]);
  expect(operatorsOf("const flags: Flags = { path: true };")).toEqual(["flip a boolean"]);
});

test("a mutant says where it stands and what was there", () => {
  const [removed] = mutantsOf("a.ts", "\n  b(\n    c,\n  );\n");
  expect(removed).toMatchObject({ line: 2, text: "b(", from: "b( c, );", to: ";" });
  expect(removed && described(removed)).toBe("a.ts:2  remove a statement: b( c, ); → ;");
});

const many = mutantsOf("a.ts", Array.from({ length: 50 }, (_, at) => `const x = y${at} < z;`).join("\n"));

test("a sample is the same for the same seed, and another for another", () => {
  expect(sampleOf(many, 1, 10)).toEqual(sampleOf(many, 1, 10));
  expect(sampleOf(many, 1, 10)).not.toEqual(sampleOf(many, 2, 10));
  expect(sampleOf(many, 1, 10)).toHaveLength(10);
});

test("a sample is mostly the same when other code came", () => {
  const before = sampleOf(many, 1, 20).map(({ text }) => text);
  const more = [...many, ...mutantsOf("b.ts", "const x = a < b;")];
  const after = new Set(sampleOf(more, 1, 20).map(({ text }) => text));
  expect(before.filter((text) => !after.has(text)).length).toBeLessThanOrEqual(1);
});

test("an entry names its mutant wherever its line has moved, and is stale when the line has changed", () => {
  const entry = {
    file: "a.ts",
    text: "const x = a < b;",
    at: 10,
    from: "a < b",
    to: "a <= b",
    reason: "they are never equal",
  };
  const moved = mutantsOf("a.ts", "\n\n  const x = a < b;");
  expect(moved.map((each) => isEquivalent(each, [entry]))).toEqual([true]);
  expect(staleEntries([entry], moved)).toEqual([]);
  const changed = mutantsOf("a.ts", "const x = a > b;");
  expect(changed.map((each) => isEquivalent(each, [entry]))).toEqual([false]);
  expect(staleEntries([entry], changed)).toEqual([entry]);
  expect(staleEntries([entry], mutantsOf("b.ts", "const x = a > b;"))).toEqual([]);
});
