import { gitManager } from "./git-manager.ts";
import type { HookManager } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";
import { huskyManager } from "./husky-manager.ts";
import { lefthookManager } from "./lefthook-manager.ts";
import { preCommitManager } from "./pre-commit-manager.ts";
import { simpleGitHooksManager } from "./simple-git-hooks-manager.ts";

/** The first that a repository uses counts. */
export const HOOK_MANAGERS: readonly HookManager[] = [
  preCommitManager,
  huskyManager,
  lefthookManager,
  simpleGitHooksManager,
  gitManager,
];

export function managerOf(place: HooksPlace): HookManager {
  return HOOK_MANAGERS.find((manager) => manager.isUsed(place)) ?? gitManager;
}
