import { expect, test } from "vitest";

import { importsOf } from "./imports.ts";

const found = (path: string, code: string): string[] =>
  importsOf(path, code).map(({ specifier, kind }) => `${kind} ${specifier}`);

test("tells what is loaded with a module, on use, and never", () => {
  const code = `
    import { a } from "./a.ts";
    import "./b.ts";
    import type { C } from "./c.ts";
    export { d } from "./d.ts";
    export * from "./e.ts";
    export type { F } from "./f.ts";
    const g = await import("./g.ts");
    const h: import("./h.ts").H = a;
  `;
  expect(found("x.ts", code)).toEqual([
    "static ./a.ts",
    "static ./b.ts",
    "type ./c.ts",
    "static ./d.ts",
    "static ./e.ts",
    "type ./f.ts",
    "dynamic ./g.ts",
    "type ./h.ts",
  ]);
});

test("an import in a comment or in a text is none", () => {
  expect(found("x.ts", `/** import "./a.ts" */ const text = 'import "./b.ts"';`)).toEqual([]);
});

test("says where a specifier stands", () => {
  const code = `export { é } from "./é.ts";`;
  const [only] = importsOf("x.d.ts", code);
  expect(code.slice(only?.start, only?.end)).toBe(`"./é.ts"`);
});

test("a module that can't be parsed is an error, not a module without imports", () => {
  expect(() => importsOf("x.ts", "import {")).toThrow("x.ts can't be parsed");
});
