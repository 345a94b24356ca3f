import { randomUUID } from "node:crypto";
import { join } from "node:path";

import type { Finished } from "../workspace.ts";
import type { Problem } from "./blocks.ts";
import type { Laid, Page } from "./project.ts";
import { isProgram, problemsOf, runPage, runProgram, runs } from "./run.ts";

const runner = join(import.meta.dirname, "in-turn.ts");

/**
 * As `runPage`, of pages with a small program or two each. All of them run in one process, since most of the time that one
 * takes is the start of Node and of what it imports. Pages that need more than Node have processes of their own.
 */
export async function runExamples(pages: readonly Page[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const together = pages.filter(({ laid }) => laid.every(({ block, file }) => isProgram(block, file)));
  for (const page of pages.filter((each) => !together.includes(each)))
    problems.push(...(await runPage(page)));
  const programs = together.flatMap(({ laid }) => laid).filter(({ block }) => runs(block));
  const blocks = together.flatMap((page) => page.blocks);
  for (const [index, finished] of (await runTogether(programs)).entries()) {
    const program = programs[index];
    if (program !== undefined) problems.push(...problemsOf(finished, program.block, blocks));
  }
  return problems;
}

/** How each ended. One that ends the process is the last one in it: the others run in the next. */
async function runTogether(programs: readonly Laid[]): Promise<readonly Finished[]> {
  const finished: Finished[] = [];
  while (finished.length < programs.length) {
    finished.push(...(await runSome(programs.slice(finished.length))));
  }
  return finished;
}

/** How the first ones ended, one at least. */
async function runSome(programs: readonly Laid[]): Promise<readonly Finished[]> {
  const mark = `${randomUUID()}: `;
  const files = programs.map(({ folder, file }) => join(folder, file));
  const { code, output } = await runProgram("node", [runner, mark, ...files], import.meta.dirname);
  const parts = output.split(new RegExp(`${mark}(\\d+)\\n`));
  const ended: Finished[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2)
    ended.push({ output: parts[at] ?? "", code: Number(parts[at + 1]) });
  if (ended.length < programs.length) ended.push({ code, output: parts.at(-1) ?? "" });
  return ended;
}
