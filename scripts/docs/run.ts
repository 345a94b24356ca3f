import { join } from "node:path";

import { run, type Finished } from "../workspace.ts";
import type { Block, Problem } from "./blocks.ts";
import { outputMatches } from "./output.ts";
import { isCode, type Laid } from "./project.ts";

const timeoutMs = 60_000;

/** Runs the blocks of one page that can run, in their order, and compares what they print with the page. */
export async function runPage(laid: readonly Laid[], blocks: readonly Block[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const one of laid.filter(({ block }) => runs(block))) {
    const finished = await runBlock(one);
    const message = complaintAbout(finished, one.block, expectedOutput(one.block, blocks));
    if (message !== undefined) problems.push({ page: one.block.page, line: one.block.line, message });
  }
  return problems;
}

/** A shell block with a name is the content of that file, `.env` for one. */
export function runs({ language, file, noRun }: Block): boolean {
  return isCode(language) && noRun === undefined && !(language === "sh" && file !== undefined);
}

async function runBlock({ block, folder, file }: Laid): Promise<Finished> {
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
  return run(...commandFor(block, file), { cwd: folder, env, timeoutMs });
}

function commandFor({ language }: Block, file: string): [program: string, parameters: string[]] {
  if (language === "sh") return ["bash", ["-euo", "pipefail", file]];
  if (!/\.test\.[jt]s$/.test(file)) return ["node", [file]];
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
