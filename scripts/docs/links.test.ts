import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { expect, test } from "vitest";

import { root } from "../workspace.ts";
import { anchorsOf, linksOf } from "./links.ts";

const pages = globSync(["*.md", "docs/**/*.md", "{packages,examples}/*/README.md"], { cwd: root });

test("finds relative links with their lines, and none in code", () => {
  const markdown = [
    "[a](a.md#b)",
    "```ts",
    "[b](b.md)",
    "```",
    "`[c](c.md)` [`d()`](#d) <https://e.example>",
  ];
  expect(linksOf([...markdown, "[f](https://f.example) ![g](../g.png)"].join("\n"))).toEqual([
    { line: 1, path: "a.md", anchor: "b" },
    { line: 5, path: "", anchor: "d" },
    { line: 6, path: "../g.png", anchor: "" },
  ]);
});

test("names anchors as GitHub does", () => {
  const headings = [
    "# Would it start? `checkConfig()`",
    "## What it does",
    "## What it does",
    "## snake_case, [linked](a.md) – or not",
  ];
  expect([...anchorsOf([...headings, "```sh", "# no heading", "```"].join("\n"))]).toEqual([
    "would-it-start-checkconfig",
    "what-it-does",
    "what-it-does-1",
    "snake_case-linked--or-not",
  ]);
});

test("there are pages and links to check", () => {
  expect(pages).toContain("docs/sources/env.md");
  expect(pages.flatMap((page) => linksOf(textOf(page))).length).toBeGreaterThan(50);
});

test.each(pages)("%s has no dead link", (page) => {
  const dead = linksOf(textOf(page)).flatMap(({ line, path, anchor }) => {
    const target = path === "" ? page : relative(root, join(root, dirname(page), path));
    const problem = problemOf(target, anchor);
    return problem === undefined ? [] : [`${page}:${line} ${problem}`];
  });
  expect(dead).toEqual([]);
});

function problemOf(target: string, anchor: string): string | undefined {
  if (target.startsWith("..") || !existsSync(join(root, target))) return `${target} doesn't exist`;
  if (anchor === "" || statSync(join(root, target)).isDirectory()) return undefined;
  return anchorsOf(textOf(target)).has(anchor) ? undefined : `${target} has no heading for #${anchor}`;
}

function textOf(page: string): string {
  return readFileSync(join(root, page), "utf8");
}
