import { join, resolve } from "node:path";

import { type Environment, says } from "../project/git.ts";

/** Where a repository's hooks are. */
export interface HooksPlace {
  readonly root: string;
  /** Where git looks for hooks. */
  readonly folder: string;
  /** Where it looks without `core.hooksPath`. */
  readonly usual: string;
  /** `core.hooksPath` */
  readonly configured: string | undefined;
}

/** `undefined` outside of a repository. A worktree has the hooks of its repository. */
export async function hooksPlace(folder: string, env: Environment): Promise<HooksPlace | undefined> {
  const ask = async (...parameters: readonly string[]) => says("git", folder, env, parameters);
  const [root, common, configured] = await Promise.all([
    ask("rev-parse", "--show-toplevel"),
    ask("rev-parse", "--path-format=absolute", "--git-common-dir"),
    ask("config", "--type=path", "--get", "core.hooksPath"),
  ]);
  if (root === undefined || common === undefined) return undefined;
  const usual = join(common, "hooks");
  return { root, usual, configured, folder: configured === undefined ? usual : resolve(root, configured) };
}
