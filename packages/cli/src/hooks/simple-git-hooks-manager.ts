import { existsSync } from "node:fs";
import { join } from "node:path";

import { applyEdits, modify, parse } from "jsonc-parser";

import { textOrNone } from "../files/read-text.ts";
import { readManifest } from "../project/manifest.ts";
import { gitRuns, HOOK_NAMES, type HookManager, runsConfide } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";

const SIMPLE_GIT_HOOKS = "simple-git-hooks";

/** A property of the package.json, or a file of its own. */
export const simpleGitHooksManager: HookManager = {
  name: SIMPLE_GIT_HOOKS,
  isUsed: ({ root }) =>
    existsSync(join(root, ".simple-git-hooks.json")) ||
    readManifest(root).dependencies.has(SIMPLE_GIT_HOOKS) ||
    SIMPLE_GIT_HOOKS in (parse(textOrNone(join(root, "package.json")) ?? "{}") as object),
  install({ place, commands }) {
    const { path, text, at } = hooksFile(place);
    const hooks = hooksOf(text, at);
    const edited = HOOK_NAMES.reduce((all, name) => {
      const before = hooks[name];
      if (runsConfide(before)) return all;
      return withHookProperty(
        all,
        [...at, name],
        before === undefined ? commands[name] : `${before} && ${commands[name]}`,
      );
    }, text);
    return [{ path, text: edited }];
  },
  uninstall({ place, commands }) {
    const { path, text, at } = hooksFile(place);
    const hooks = hooksOf(text, at);
    const edited = HOOK_NAMES.reduce((all, name) => {
      const before = hooks[name];
      if (!runsConfide(before)) return all;
      const rest = before?.replace(` && ${commands[name]}`, "").replace(commands[name], "");
      return withHookProperty(all, [...at, name], rest === "" ? undefined : rest);
    }, text);
    return [{ path, text: edited }];
  },
  running: ({ place }) => HOOK_NAMES.filter((name) => gitRuns(join(place.folder, name), /\bconfide scan\b/)),
  activate: ({ execute }) => [
    { command: execute(SIMPLE_GIT_HOOKS, []), why: "writes git's hooks from package.json" },
  ],
};

function hooksFile({ root }: HooksPlace): { path: string; text: string; at: readonly string[] } {
  const own = join(root, ".simple-git-hooks.json");
  const text = textOrNone(own);
  if (text !== undefined) return { path: own, text, at: [] };
  const path = join(root, "package.json");
  return { path, text: textOrNone(path) ?? "{}\n", at: [SIMPLE_GIT_HOOKS] };
}

function hooksOf(text: string, at: readonly string[]): Readonly<Record<string, string | undefined>> {
  const found = parse(text) as Readonly<Record<string, unknown>>;
  return (at.length === 0 ? found : (found[SIMPLE_GIT_HOOKS] ?? {})) as Readonly<
    Record<string, string | undefined>
  >;
}

function withHookProperty(text: string, path: readonly string[], value: string | undefined): string {
  const tabSize = /^( {2,8})\S/m.exec(text)?.[1]?.length ?? 2;
  const formattingOptions = { insertSpaces: !/^\t/m.test(text), tabSize, eol: "\n" };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}
