import { parseSync } from "rolldown/utils";

import { type Block, blocksOf, type Problem } from "./blocks.ts";

/**
 * The blocks in each `@example` of a source file, with the lines of that file. An example without a block is a problem. What
 * is behind `console.log(…);` in a comment is what it prints, where every one of a block says that.
 */
export function examplesOf(path: string, code: string): { blocks: Block[]; problems: Problem[] } {
  const examples = examplesIn(path, code).map(({ line, text }) => {
    const { blocks, problems } = blocksOf(path, "\n".repeat(line - 1) + text);
    const isEmpty = blocks.length === 0 && problems.length === 0;
    return {
      blocks,
      problems: isEmpty ? [{ page: path, line, message: "the @example has no block of code" }] : problems,
    };
  });
  return {
    blocks: examples.flatMap(({ blocks }) => blocks.flatMap((block) => [block, ...promised(block)])),
    problems: examples.flatMap(({ problems }) => problems),
  };
}

function promised(block: Block): readonly Block[] {
  const printed = [...block.code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  const isAll = printed.length === block.code.split("console.log(").length - 1;
  if (printed.length === 0 || !isAll || block.noRun !== undefined) return [];
  return [{ ...block, language: "text", code: `${printed.join("\n")}\n`, output: true }];
}

interface Example {
  readonly line: number;
  /** Without what makes it a comment. */
  readonly text: string;
}

function examplesIn(path: string, code: string): readonly Example[] {
  return parseSync(path, code)
    .comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"))
    .flatMap(({ value, start }) => tagsOf(value, code.slice(0, start).split("\n").length))
    .filter(({ text }) => text.startsWith("@example"));
}

/** The parts of one docstring, each from its `@tag` to the next. The first has none. */
function tagsOf(docstring: string, firstLine: number): readonly Example[] {
  const tags: { line: number; text: string }[] = [];
  for (const [index, raw] of docstring.split("\n").entries()) {
    const text = raw.replace(/^\s*\* ?/, "");
    const last = tags.at(-1);
    if (last === undefined || /^@[a-z]/.test(text)) tags.push({ line: firstLine + index, text });
    else last.text += `\n${text}`;
  }
  return tags;
}
