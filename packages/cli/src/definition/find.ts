import { basename, dirname, join } from "node:path";

import { existsSync, readFileSync } from "../node-fs.ts";
import { CouldNotLook } from "../could-not-look.ts";

const FILE_NAMES = ["ts", "mts", "js", "mjs", "cjs"].map((extension) => `confide.config.${extension}`);

/** A compiler that writes files wants all code in one folder. */
const PLACES = FILE_NAMES.flatMap((name) => [name, join("src", name)]);

/** Where a repository or a workspace begins: what is above is somebody else's. */
const ROOT_MARKS = [".git", "pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json"];

/**
 * The definition's file: `confide.config.ts` (`.mts`, `.js`, `.mjs`, `.cjs`) in the folder or its `src`, or the nearest ones
 * above that have one. The search ends with the folder that holds a repository or a workspace.
 *
 * @throws CouldNotLook if there is none, or two in one folder.
 */
export function findDefinition(cwd: string): string {
  const looked: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    looked.push(folder);
    const found = definitionFileIn(folder);
    if (found !== undefined) return found;
    if (isRoot(folder) || dirname(folder) === folder) throw noDefinition(looked);
  }
}

/**
 * The definition's file in a folder or its `src`.
 *
 * @throws CouldNotLook if there are two.
 */
export function definitionFileIn(folder: string): string | undefined {
  const found = PLACES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw twoDefinitions(folder, found);
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

/** Whose settings a definition has: where its relative paths start. */
export function definitionFolder(file: string): string {
  const folder = dirname(file);
  const isInSource = basename(folder) === "src" && FILE_NAMES.includes(basename(file));
  return isInSource ? dirname(folder) : folder;
}

function isRoot(folder: string): boolean {
  return ROOT_MARKS.some((mark) => existsSync(join(folder, mark))) || hasWorkspaces(folder);
}

/** npm's, yarn's and bun's workspaces are a property of a package.json. */
function hasWorkspaces(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof manifest === "object" && manifest !== null && "workspaces" in manifest;
  } catch {
    return false; // none, or one that is npm's to complain about
  }
}

function noDefinition(looked: readonly string[]): CouldNotLook {
  return new CouldNotLook({
    code: "no-definition",
    message: `There is no confide.config.ts (nor .mts, .js, .mjs, .cjs) in ${looked.join(", nor in ")}`,
    fix: "write one, or name it with --config FILE",
    next: [{ command: "confide init", why: "writes a confide.config.ts from what is there" }],
  });
}

function twoDefinitions(folder: string, found: readonly string[]): CouldNotLook {
  return new CouldNotLook({
    code: "two-definitions",
    message: `${folder} holds ${found.join(" and ")}`,
    fix: "remove one, or name the one that is meant with --config FILE",
  });
}
