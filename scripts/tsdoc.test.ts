import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { describe, expect, test } from "vitest";

import { undocumented } from "./tsdoc.ts";
import { publishedPackages, root } from "./workspace.ts";

const entries = publishedPackages().flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports ?? {}).map(([entry, file]) => ({
    name: join(manifest.name, entry),
    path: relative(root, join(folder, file)).split(sep).join("/"),
  })),
);

test("every entry of every package is looked at", () => {
  expect(entries.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "@confide/core",
      "@confide/core/adapter",
      "@confide/core/testing",
      "@confide/redact",
    ]),
  );
  expect(entries.length).toBeGreaterThanOrEqual(publishedPackages().length + 2);
});

test.each(entries)("every function of $name has an example, and every option a default", ({ path }) => {
  expect(undocumented(path, (file) => readFileSync(join(root, file), "utf8"))).toEqual([]);
});

// What the test rests on can itself see what is missing.
describe("what is missing is seen", () => {
  const EXAMPLE = "/**\n * @example\n * a();\n */";
  const DEFAULT = "/** @default 1 */";
  const missing = (files: Readonly<Record<string, string>>): readonly string[] =>
    undocumented("src/index.ts", (path) => files[path] ?? expect.unreachable(`${path} was asked for`));
  const inModule = (names: string, code: string): readonly string[] =>
    missing({ "src/index.ts": `export { ${names} } from "./a.ts";`, "src/a.ts": code });

  test.each([
    ["a function", "a", "export function a() {}"],
    ["one in an arrow", "a", "export const a = () => 1;"],
    ["one with a docstring and no example", "a", "/** A. */\nexport function a() {}"],
    ["one whose example is empty", "a", "/**\n * @example\n */\nexport function a() {}"],
    ["one whose example is of another", "a", `${EXAMPLE}\nconst b = 1;\nexport function a() {}`],
    ["one whose example is an ordinary comment", "a", "/* @example b */\nexport function a() {}"],
    ["a class without a constructor", "a", "export class a {}"],
    ["a class with a public constructor", "a", "export class a { constructor() {} }"],
    ["every overload", "a", "export function a(b: string): void;\nexport function a(b: unknown) {}"],
  ])("%s", (_, names, code) => {
    expect(inModule(names, code)).toEqual(["src/a.ts: a has no @example"]);
  });

  test.each([
    ["a function with an example", "a", `${EXAMPLE}\nexport function a() {}`],
    ["one overload of it", "a", `${EXAMPLE}\nexport function a(b: string): void;\nexport function a() {}`],
    ["a class that nobody else makes", "a", "export class a { private constructor() {} }"],
    ["a constant", "a", "export const a = 1;"],
    ["a type", "type A", "export interface A {}"],
    [
      "a function that isn't exported from the entry",
      "type A",
      "export function a() {}\nexport interface A {}",
    ],
    ["a property of what isn't filled in", "type A", "export interface A { b?: number }"],
    ["an option that has to be given", "type AOptions", "export interface AOptions { b: number }"],
    ["one with a default", "type AOptions", `export interface AOptions { ${DEFAULT}\n b?: number }`],
  ])("but not %s", (_, names, code) => {
    expect(inModule(names, code)).toEqual([]);
  });

  test.each([
    ["an exported one", "type AOptions", "export interface AOptions { b?: number }"],
    ["an empty default", "type AOptions", "export interface AOptions { /** @default */ b?: number }"],
    ["an optional method", "type AOptions", "export interface AOptions { b?(): void }"],
    ["one of an object type", "type AOptions", "export type AOptions = { b?: 1; d?: undefined } | { b: 2 };"],
    [
      "one that an exported function takes",
      "c",
      `interface AOptions { b?: number }\n${EXAMPLE}\nexport function c({ b }: Readonly<AOptions> = {}) {}`,
    ],
    [
      "one that a constructor takes",
      "c",
      `interface AOptions { b?: number }\n${EXAMPLE}\nexport class c { constructor(options: AOptions) {} }`,
    ],
    [
      "one of an interface that is extended",
      "type BOptions",
      "interface Base { c?: number }\ninterface AOptions extends Base { b?: number }\nexport interface BOptions extends Omit<AOptions, 'c'> {}",
    ],
  ])("an option: %s", (_, names, code) => {
    expect(inModule(names, code)).toContain("src/a.ts: AOptions.b has no @default");
  });

  test("an option of a type without a name", () => {
    const code = `${EXAMPLE}\nexport function a(b: string, { c = 1 }: { c?: number; d?: undefined } = {}) {}`;
    expect(inModule("a", code)).toEqual(["src/a.ts: a.c has no @default"]);
  });

  test("what an entry exports under another name, out of another folder's file", () => {
    const files = {
      "src/index.ts": 'export { a as b } from "./c/index.ts";',
      "src/c/index.ts": 'export { d as a } from "../e.ts";',
      "src/e.ts": `import type { FOptions } from "./f.ts";\nexport function d(options: FOptions) {}`,
      "src/f.ts": "export interface FOptions { readonly g?: number }",
    };
    expect(missing(files)).toEqual(["src/e.ts: d has no @example", "src/f.ts: FOptions.g has no @default"]);
  });
});
