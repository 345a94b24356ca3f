import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Block } from "./blocks.ts";

/** A block that was laid out as a file, together with all that its page's other blocks contribute. */
export interface Laid {
  readonly block: Block;
  readonly folder: string;
  /** Relative to the folder. */
  readonly file: string;
}

export interface Page {
  readonly blocks: readonly Block[];
  readonly laid: readonly Laid[];
}

/**
 * Lays the blocks of one page out as a little project. Where a page gives a file a second time, a second project begins
 * with a copy of the first: each block sees the files as its reader does at that point.
 */
export function layOut(blocks: readonly Block[], pageFolder: string): readonly Laid[] {
  const laid: Laid[] = [];
  let files = new Map<string, string>();
  let stage = 1;
  for (const block of blocks.filter(({ language, file }) => isCode(language) || file !== undefined)) {
    const before = block.continues
      ? laid.findLast((earlier) => earlier.block.language === block.language)
      : undefined;
    const file = nameOf(block);
    if (files.has(file)) {
      files = new Map(files);
      stage += 1;
    }
    const folder = join(pageFolder, String(stage));
    files.set(file, textOf(block, before === undefined ? "" : (files.get(before.file) ?? "")));
    for (const [name, text] of files) write(join(folder, name), text);
    laid.push({ block, folder, file });
  }
  return laid;
}

export function isCode(language: string): boolean {
  return language === "ts" || language === "js" || language === "sh";
}

function nameOf({ file, line, language, code }: Block): string {
  const kind = /from "vitest"/.test(code) ? "test." : "";
  return file ?? `block-${line}.${kind}${language}`;
}

/** Code keeps its line numbers, so that whatever complains about it names the line of the page. */
function textOf({ language, code, line }: Block, before: string): string {
  if (language !== "ts" && language !== "js") return code;
  const linesBefore = before.split("\n").length - 1;
  return before + "\n".repeat(line - linesBefore) + code;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
