import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { blocksOf } from "./blocks.ts";
import { layOut } from "./project.ts";
import { runPage } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-docs-"));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function checkConfig(...lines: readonly string[]): Promise<string[]> {
  const { blocks } = blocksOf("page.md", lines.join("\n"));
  const problems = await runPage({ laid: layOut(blocks, folder), blocks });
  return problems.map(({ line, message }) => `${line} ${message}`.trim());
}

test("runs a block that imports another, and compares what it prints", async () => {
  const page = [
    "```js file=a.mjs",
    "export const a = 1;",
    "```",
    "```js file=b.mjs",
    'import { a } from "./a.mjs";',
  ];
  const rest = ["console.log(a);", "```", "```text output"];
  expect(await checkConfig(...page, ...rest, "1", "```")).toEqual([]);
  expect(await checkConfig(...page, ...rest, "2", "```")).toEqual([
    expect.stringContaining("4 the block printed something else"),
  ]);
});

test("a block sees the files as its reader does at that point", async () => {
  const write = (text: string): string[] => ["```sh file=.env", text, "```"];
  const show = (text: string): string[] => ["```sh", "cat .env", "```", "```text output", text, "```"];
  expect(await checkConfig(...write("A=1"), ...show("A=1"), ...write("A=2"), ...show("A=2"))).toEqual([]);
});

test("a block carries on where the one before it ended, with the line numbers of the page", async () => {
  const page = [
    "```js",
    "const a = 1;",
    "```",
    "",
    "```js continues",
    "console.log(a, new Error().stack);",
    "```",
  ];
  expect(await checkConfig(...page, "```text output", "1 Error", "    at …:6:…", "…", "```")).toEqual([]);
});

test("tells a block that fails, and one that was to fail but didn't", async () => {
  expect(await checkConfig("```sh", "exit 3", "```")).toEqual(["1 the block ended with 3"]);
  expect(await checkConfig("```sh fails", "exit 3", "```")).toEqual([]);
  expect(await checkConfig("```sh fails", "exit 0", "```")).toEqual([
    "1 the block was to fail, but ended well",
  ]);
});

test("runs nothing that says why it can't run, and nothing of the surrounding environment", async () => {
  expect(await checkConfig('```sh no-run="ends badly"', "exit 3", "```")).toEqual([]);
  expect(
    await checkConfig("```sh", 'echo "${VITEST-unset}"', "```", "```text output", "unset", "```"),
  ).toEqual([]);
});
