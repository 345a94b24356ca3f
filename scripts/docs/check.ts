// Holds the documents and the docstrings' examples to what they say: each block of code is type-checked and run, and prints
// what its page shows. With arguments, only the pages that they name. See blocks.ts for what a block can say about itself.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { parse as parseYaml } from "yaml";

import { twoAtOnce } from "../two-at-once.ts";
import { root, run } from "../workspace.ts";
import { blocksOf, type Block, type Problem } from "./blocks.ts";
import { examplesOf } from "./examples.ts";
import { layOut, type Page } from "./project.ts";
import { runPage, runs } from "./run.ts";
import { runExamples } from "./together.ts";

// Inside the sandbox, so that the blocks' imports resolve; a folder for each process, because two may check at once.
const folder = join(import.meta.dirname, "sandbox", "pages", String(process.pid));

interface ReadPage extends Page {
  readonly problems: readonly Problem[];
}

const chosen = process.argv.slice(2).map((path) => relative(root, resolve(path)));
const documents = read(["README.md", "docs/**/*.md", "{packages,examples}/*/README.md"], blocksOf);
const sources = read(["packages/*/src/**/!(*.test|*.test-d).ts"], examplesOf);
const pages = [...documents, ...sources];

try {
  const problems = pages.flatMap((page) => [...page.problems, ...page.blocks.flatMap(dataProblems)]);
  problems.push(...(await typeProblems()));
  const ran = documents.map(async (page) => twoAtOnce(async () => runPage(page)));
  const examples = twoAtOnce(async () => runExamples(sources));
  problems.push(...(await Promise.all([...ran, examples])).flat());
  report(problems);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function read(patterns: readonly string[], parse: typeof blocksOf): readonly ReadPage[] {
  const names = globSync(patterns, { cwd: root })
    .filter((name) => chosen.length === 0 || chosen.includes(name))
    .sort();
  return names.map((name) => {
    const { blocks, problems } = parse(name, readFileSync(join(root, name), "utf8"));
    return { blocks, problems, laid: layOut(blocks, join(folder, name)) };
  });
}

async function typeProblems(): Promise<readonly Problem[]> {
  if (!pages.some(({ laid }) => laid.some(({ file }) => /\.[cm]?[jt]s$/.test(file)))) return [];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "tsconfig.json"),
    // What has JSX stands in `text` blocks: no page's packages are React.
    JSON.stringify({ extends: "../../tsconfig.json", include: ["."], exclude: ["**/*.tsx"] }),
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
  const [, page, line, message] =
    /pages\/\d+\/(.+?\.(?:md|ts))\/\d+\/[^(]+\((\d+),\d+\): (.*)$/.exec(text) ?? [];
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
  const examples = sources.flatMap((page) => page.blocks).length;
  console.log(
    `${documents.length} pages, ${blocks.length} blocks (${examples} in docstrings), ${ran} run, ${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
