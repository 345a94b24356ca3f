import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { sourcesOf } from "./architecture.ts";
import { declaredNames, repeatedNames } from "./names.ts";
import { publishedPackages } from "./workspace.ts";

test.each(publishedPackages())("no name of $name is declared in two of its files", ({ folder }) => {
  const modules = sourcesOf(join(folder, "src")).map(({ path, code }) => ({
    path,
    names: declaredNames(path, code),
  }));
  expect(repeatedNames(modules)).toEqual([]);
});

describe("a module declares", () => {
  test("functions, classes, constants, types and interfaces, exported or not", () => {
    const code = `
      export function a() {}
      async function* b() {}
      export abstract class C {}
      const d = 1, e = 2;
      export const [f, g] = [1, 2];
      const { h, i: { j = 1 } } = k;
      type L = string;
      export interface M {}
      export default function n() {}
    `;
    expect(declaredNames("x.ts", code)).toEqual("a b C d e f g h j L M".split(" "));
  });

  test("a name once, however many overloads and meanings it has", () => {
    const code = `
      export function a(b: string): string;
      export function a(b: number): number;
      export function a(b: unknown) { return b; }
      export const C = {};
      export type C = string;
    `;
    expect(declaredNames("x.ts", code)).toEqual(["a", "C"]);
  });

  test("neither what it imports or exports again nor what is declared inside a function", () => {
    const code = `
      import { a } from "./a.ts";
      export { b as c } from "./b.ts";
      export type * from "./d.ts";
      (() => { const e = 1; function f() {} })();
    `;
    expect(declaredNames("x.ts", code)).toEqual([]);
  });

  test("nothing that could be known where it can't be parsed: that is an error", () => {
    expect(() => declaredNames("x.ts", "const a = {")).toThrow("x.ts can't be parsed");
  });
});

test("a name that two files declare is reported with both", () => {
  const modules = [
    { path: "a.ts", names: ["found", "only"] },
    { path: "folder/b.ts", names: ["found"] },
  ];
  expect(repeatedNames(modules)).toEqual(["found is declared in a.ts and folder/b.ts"]);
});
