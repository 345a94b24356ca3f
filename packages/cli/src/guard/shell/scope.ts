import { resolve } from "node:path";

import type { Script } from "unbash";

import type { ProjectSecrets } from "../project-secrets.ts";
import { literal, type WordCandidate } from "./candidate.ts";

/** What the words of a script are made from. */
export interface Scope {
  cwd: string;
  readonly variables: Map<string, readonly WordCandidate[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of the environment that hold a secret: what a variable is whose name isn't known. */
  readonly secretValues: readonly WordCandidate[];
  /** The secret files whose names the commands of a substitution may print. */
  readonly listedBy: (script: Script) => readonly WordCandidate[];
  /** `shopt -s dotglob` */
  readonly isDotted: boolean;
  /** An earlier command of the script may make files: what isn't there now may be there then. */
  makesFiles: boolean;
  /** What the script has written into files so far, by their paths. */
  readonly written: Map<string, string>;
}

export function scopeFor(script: string, { env, variables }: ProjectSecrets, cwd: string): Scope {
  return {
    cwd,
    variables: new Map(),
    env,
    secretValues: [...variables].map((name) => literal(env[name] ?? "")),
    isDotted: /\bdotglob\b/.test(script),
    makesFiles: false,
    written: new Map(),
    listedBy: () => [],
  };
}

/** `cd` */
export function enterFolder(scope: Scope, [to]: readonly WordCandidate[] = []): void {
  if (to === undefined || to.isOpen === true) return;
  scope.variables.set("OLDPWD", [literal(scope.cwd)]);
  scope.cwd = resolve(scope.cwd, to.text);
}
