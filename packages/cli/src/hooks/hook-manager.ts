import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import type { NextStep } from "../finding.ts";
import type { HooksPlace } from "./hooks-place.ts";

export const HOOK_NAMES = ["pre-commit", "pre-push"] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** A repository into which hooks are put. */
export interface HookSite {
  readonly place: HooksPlace;
  /** What each hook runs: `npx --no confide scan --staged`. */
  readonly commands: Readonly<Record<HookName, string>>;
  /** The same as lines of a shell's script, which ends where it can't look. */
  readonly scripts: Readonly<Record<HookName, readonly string[]>>;
  /** How a program of the project is started. */
  readonly execute: (program: string, parameters: readonly string[]) => string;
}

/** What runs hooks for a repository, or git itself. */
export interface HookManager {
  readonly name: string;
  isUsed(place: HooksPlace): boolean;
  /** Its files with confide in them. What is there stays. */
  install(site: HookSite): readonly ProposedFile[];
  uninstall(site: HookSite): readonly ProposedFile[];
  /** The hooks that git runs, and that run confide. */
  running(site: HookSite): readonly HookName[];
  /** What makes git run them, where confide can't. */
  activate(site: HookSite): readonly NextStep[];
}

/** How a hook that runs confide is known. */
export function runsConfide(text: string | undefined): boolean {
  return /\bconfide scan\b/.test(text ?? "");
}

/** Whether git's own hook of a name has a word in it. */
export function gitRuns(path: string, words: RegExp): boolean {
  return words.test(textOrNone(path) ?? "");
}
