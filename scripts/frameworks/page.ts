import { readFileSync } from "node:fs";
import { join } from "node:path";

import { blocksOf } from "../docs/blocks.ts";
import { root } from "../workspace.ts";

/** A page of docs/frameworks/, whose reader writes its blocks into the files that they name. */
export class FrameworkPage {
  readonly #name: string;

  constructor(name: string) {
    this.#name = join("docs", "frameworks", `${name}.md`);
  }

  files(...paths: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(paths.map((path) => [path, this.file(path)]));
  }

  file(path: string): string {
    const { blocks } = blocksOf(this.#name, readFileSync(join(root, this.#name), "utf8"));
    const found = blocks.find(({ file }) => file === path);
    if (found === undefined) throw new Error(`${this.#name} has no block for ${path}`);
    return found.code;
  }

  /** The page shows only what a file of JSON gets in addition. */
  additionTo(path: string): (made: string) => string {
    return (made) => JSON.stringify(merged(JSON.parse(made), JSON.parse(this.file(path))), undefined, 2);
  }
}

function merged(made: unknown, addition: unknown): unknown {
  if (!isObject(made) || !isObject(addition)) return addition;
  const changed = Object.entries(addition).map(([name, value]) => [name, merged(made[name], value)] as const);
  return { ...made, ...Object.fromEntries(changed) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
