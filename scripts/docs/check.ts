// Holds the documents to what they say: each block of code is type-checked and run, and prints what its page shows.
// See blocks.ts for what a block can say about itself.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse as parseYaml } from "yaml";

import { root, run } from "../workspace.ts";
import { blocksOf, type Block, type Problem } from "./blocks.ts";
import { layOut } from "./project.ts";
import { runPage, runs } from "./run.ts";

// Inside the sandbox, so that the blocks' imports resolve; a folder for each process, because two may check at once.
const folder = join(import.meta.dirname, "sandbox", "pages", String(process.pid));

const names = globSync(["README.md", "docs/**/*.md", "{packages,examples}/*/README.md"], { cwd: root });
const pages = names.sort().map((page) => {
  const { blocks, problems } = blocksOf(page, readFileSync(join(root, page), "utf8"));
  return { blocks, problems, laid: layOut(blocks, join(folder, page)) };
});

try {
  const problems = pages.flatMap((page) => [...page.problems, ...page.blocks.flatMap(dataProblems)]);
  problems.push(...(await typeProblems()));
  for (const { laid, blocks } of pages) problems.push(...(await runPage(laid, blocks)));
  report(problems);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function typeProblems(): Promise<readonly Problem[]> {
  if (!pages.some(({ laid }) => laid.some(({ file }) => /\.[cm]?[jt]s$/.test(file)))) return [];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", include: ["."] }),
  );
  const { code, output } = await run("tsc", ["-p", folder, "--pretty", "false"]);
  if (code === 0) return [];
  const lines = output.trimEnd().split("\n").map(toProblem);
  // A file that a page carries on into its next project is wrong in both, but once for the reader.
  return lines.filter(
    (one, at) => lines.findIndex(({ message, line }) => message === one.message && line === one.line) === at,
  );
}

/** "…/pages/7/docs/sources.md/1/block-12.ts(14,3): error …": the line is the page's, since blocks keep their numbers. */
function toProblem(text: string): Problem {
  const [, page, line, message] = /pages\/\d+\/(.+\.md)\/\d+\/[^(]+\((\d+),\d+\): (.*)$/.exec(text) ?? [];
  return { page: page ?? "", line: Number(line ?? 0), message: message ?? text };
}

function dataProblems({ page, line, language, code }: Block): readonly Problem[] {
  const parse = { json: JSON.parse, yaml: parseYaml }[language] as ((text: string) => unknown) | undefined;
  try {
    parse?.(code);
    return [];
  } catch (error) {
    return [{ page, line, message: `the block is no ${language}: ${String(error)}` }];
  }
}

function report(problems: readonly Problem[]): void {
  const blocks = pages.flatMap((page) => page.blocks);
  for (const { page, line, noRun } of blocks) {
    if (noRun !== undefined) console.log(`${page}:${line} is not run: ${noRun}`);
  }
  for (const { page, line, message } of problems) console.error(`${page}:${line} ${message}`);
  const ran = pages.flatMap(({ laid }) => laid).filter(({ block }) => runs(block)).length;
  console.log(`${pages.length} pages, ${blocks.length} blocks, ${ran} run, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
