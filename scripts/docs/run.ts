import { join } from "node:path";

import { run, type Finished } from "../workspace.ts";
import type { Block, Problem } from "./blocks.ts";
import { outputMatches } from "./output.ts";
import { isCode, type Laid, type Page } from "./project.ts";

const timeoutMs = 60_000;

/** Runs the blocks of one page that can run, in their order, and compares what they print with the page. */
export async function runPage({ laid, blocks }: Page): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const one of laid.filter(({ block }) => runs(block))) {
    problems.push(...problemsOf(await runBlock(one), one.block, blocks));
  }
  return problems;
}

/** What is wrong with the end of one block that has run. */
export function problemsOf(finished: Finished, block: Block, blocks: readonly Block[]): readonly Problem[] {
  const message = complaintAbout(finished, block, expectedOutput(block, blocks));
  return message === undefined ? [] : [{ page: block.page, line: block.line, message }];
}

/** A shell block with a name is the content of that file, `.env` for one. */
export function runs({ language, file, noRun }: Block): boolean {
  return isCode(language) && noRun === undefined && !(language === "sh" && file !== undefined);
}

async function runBlock({ block, folder, file }: Laid): Promise<Finished> {
  return runProgram(...commandFor(block, file), folder);
}

export async function runProgram(
  program: string,
  parameters: readonly string[],
  folder: string,
): Promise<Finished> {
  // What the machine that checks happens to have set is no part of any page.
  const { PATH, HOME, TMPDIR } = process.env;
  const env = {
    PATH,
    HOME,
    ...(TMPDIR !== undefined && { TMPDIR }),
    NO_COLOR: "1",
    // Node prints them with the number of the process, and what a page shows is the same each time.
    NODE_OPTIONS: "--disable-warning=ConfideWarning",
  };
  return run(program, parameters, { cwd: folder, env, timeoutMs });
}

/** Whether Node alone runs it. */
export function isProgram({ language }: Block, file: string): boolean {
  return language !== "sh" && !/\.test\.[jt]s$/.test(file);
}

function commandFor(block: Block, file: string): [program: string, parameters: string[]] {
  if (isProgram(block, file)) return ["node", [file]];
  if (block.language === "sh") return ["bash", ["-euo", "pipefail", file]];
  const config = join(import.meta.dirname, "sandbox", "vitest.config.ts");
  return ["vitest", ["run", "--config", config, "--root", ".", file]];
}

function expectedOutput(block: Block, blocks: readonly Block[]): string | undefined {
  const next = blocks[blocks.indexOf(block) + 1];
  return next?.output === true ? next.code : undefined;
}

function complaintAbout(finished: Finished, { fails }: Block, expected?: string): string | undefined {
  const { code, output } = finished;
  if (fails && code === 0) return `the block was to fail, but ended well\n${output}`;
  if (!fails && code !== 0) return `the block ended with ${code}\n${output}`;
  if (expected === undefined || outputMatches(output, expected)) return undefined;
  return `the block printed something else than the page shows:\n${output}`;
}
