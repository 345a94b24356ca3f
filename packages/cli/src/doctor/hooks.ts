import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import type { Finding } from "../finding.ts";
import { type HooksPlace, hooksPlace } from "../hooks/hooks-place.ts";
import type { Environment } from "../project/git.ts";
import type { CheckUp } from "./check-up.ts";

/** Whether the hooks that a repository has are hooks that git runs. */
export async function checkHooks(folder: string, env: Environment): Promise<CheckUp> {
  const hooks = await hooksPlace(folder, env);
  if (hooks === undefined)
    return { looks: [{ area: "hooks", name: "git hooks", found: "no git repository" }] };
  const names = hooksIn(hooks.folder);
  const where = relative(hooks.root, hooks.folder) || hooks.folder;
  const found = names.length === 0 ? `none in ${where}` : `${names.join(", ")} in ${where}`;
  return {
    looks: [{ area: "hooks", name: "git hooks", found }],
    problems: [...elsewhere(hooks), ...unused(hooks, names), ...notExecutable(hooks, names)],
  };
}

function hooksIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const known =
    /^(?:applypatch-msg|pre-applypatch|post-applypatch|pre-commit|pre-merge-commit|prepare-commit-msg|commit-msg|post-commit|pre-rebase|post-checkout|post-merge|pre-push|post-rewrite)$/;
  return readdirSync(folder).filter((name) => known.test(name));
}

function elsewhere({ root, folder, usual, configured }: HooksPlace): readonly Finding[] {
  if (configured === undefined) return [];
  const left = folder === usual ? [] : hooksIn(usual);
  const path = relative(root, folder) || folder;
  return [
    ...(existsSync(folder)
      ? []
      : [
          {
            code: "hooks-absent",
            message: `core.hooksPath is ${path}, which isn't there: no hook runs`,
            fix: "install the hooks anew, or: git config --unset core.hooksPath",
          },
        ]),
    ...(left.length === 0
      ? []
      : [
          {
            code: "hooks-elsewhere",
            message: `core.hooksPath is ${path}, so that ${left.join(", ")} in ${relative(root, usual)} won't run`,
            fix: "move them there, or: git config --unset core.hooksPath",
          },
        ]),
  ];
}

/** What a tool has configured and git doesn't know of. */
function unused({ root, folder }: HooksPlace, names: readonly string[]): readonly Finding[] {
  const text = names.map((name) => textOrNone(join(folder, name)) ?? "").join("\n");
  const path = relative(root, folder).replaceAll("\\", "/");
  return TOOLS.flatMap(({ tool, files, runs, folders, fix }) => {
    const file = files.find((each) => existsSync(join(root, each)));
    if (file === undefined || runs?.test(text) === true || folders?.includes(path) === true) return [];
    return [
      { code: "hooks-unused", message: `${file} is there, and git runs no hook of ${tool}`, file, fix },
    ];
  });
}

interface HookTool {
  readonly tool: string;
  readonly files: readonly string[];
  /** What its hook has in it. */
  readonly runs?: RegExp;
  /** Or the folder that it makes `core.hooksPath`. */
  readonly folders?: readonly string[];
  readonly fix: string;
}

const TOOLS: readonly HookTool[] = [
  {
    tool: "pre-commit",
    files: [".pre-commit-config.yaml", ".pre-commit-config.yml"],
    runs: /pre[-_]commit|prek/,
    fix: "pre-commit install",
  },
  {
    tool: "lefthook",
    files: ["lefthook.yml", "lefthook.yaml", ".lefthook.yml"],
    runs: /lefthook/,
    fix: "lefthook install",
  },
  { tool: "husky", files: [".husky"], runs: /husky/, folders: [".husky", ".husky/_"], fix: "npx husky" },
  {
    tool: ".githooks",
    files: [".githooks"],
    folders: [".githooks"],
    fix: "git config core.hooksPath .githooks",
  },
];

function notExecutable({ root, folder }: HooksPlace, names: readonly string[]): readonly Finding[] {
  return names
    .filter((name) => !isExecutable(join(folder, name)))
    .map((name) => {
      const file = relative(root, join(folder, name));
      return {
        code: "hook-not-executable",
        message: `${file} is not executable, so that git leaves it out`,
        file,
        fix: `chmod +x ${file}`,
      };
    });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
