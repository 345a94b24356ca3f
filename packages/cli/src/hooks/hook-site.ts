import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import { findPackageManager, type PackageManager } from "../project/package-manager.ts";
import type { Environment } from "../project/git.ts";
import type { HookName, HookSite } from "./hook-manager.ts";
import { hooksPlace } from "./hooks-place.ts";

/** Package managers that link programs there take long to start one themselves. */
const PROGRAM_IN_BIN = "node_modules/.bin/confide";

function hasLinkedProgram(folder: string): boolean {
  return existsSync(join(folder, PROGRAM_IN_BIN));
}

/** A worktree begins without packages, and the shell would only say that it finds no program. */
function absentProgram(within: string, { name }: PackageManager): string {
  const below = within.replaceAll(/["$`\\]/g, String.raw`\$&`);
  const [at, program] =
    below === "" ? ["$PWD", PROGRAM_IN_BIN] : [`$PWD/${below}`, `${below}/${PROGRAM_IN_BIN}`];
  const message = `confide: ${at} has no ${PROGRAM_IN_BIN} to look for secrets with: run ${name} install there, as in each worktree`;
  return `[ -e "${program}" ] || { echo "${message}" >&2; exit 1; }`;
}

/**
 * The repository of a folder, and what its hooks run.
 *
 * @throws CouldNotLook outside of a repository.
 */
export async function hookSite(folder: string, env: Environment): Promise<HookSite> {
  const [place, manager] = await Promise.all([hooksPlace(folder, env), findPackageManager(folder)]);
  if (place === undefined)
    throw new CouldNotLook({
      code: "no-repository",
      message: "There is no git repository here",
      fix: "git init makes one",
    });
  const within = relative(place.root, folder);
  const isLinked = hasLinkedProgram(folder);
  const command = (parameters: readonly string[]) => {
    const started = isLinked
      ? [PROGRAM_IN_BIN, ...parameters].join(" ")
      : // npx would fetch a program of that name where the project has none.
        manager.execute("confide", parameters).replace(/^npx /, "npx --no ");
    return within === "" ? started : `(cd ${JSON.stringify(within)} && ${started})`;
  };
  const commands: Readonly<Record<HookName, string>> = {
    "pre-commit": command(["scan", "--staged"]),
    "pre-push": command(["scan", "--history"]),
  };
  const guard = isLinked ? [absentProgram(within, manager)] : [];
  const scripts: Readonly<Record<HookName, readonly string[]>> = {
    "pre-commit": [...guard, `${commands["pre-commit"]} || exit $?`],
    "pre-push": [...guard, `${commands["pre-push"]} || exit $?`],
  };
  return { place, commands, scripts, execute: (program, parameters) => manager.execute(program, parameters) };
}
