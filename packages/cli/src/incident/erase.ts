import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import type { Secret } from "@confide/core";
import { encodedForms } from "@confide/redact";

import { CouldNotLook } from "../could-not-look.ts";
import type { Environment } from "../project/git.ts";
import { counted } from "../text/counted.ts";

/** How a copy of a repository is freed of a value. The value is in no file and no command. */
export interface Erasure {
  readonly copy: string;
  /** What a person types for it, also once the value is replaced: then only standard input has the one that leaked. */
  readonly commands: readonly string[];
}

/** Each callback is a function of its own; the forms come by standard input, and are kept where all three find them. */
const LOOP = `import base64, json, sys
if not hasattr(sys, "confide_forms"):
  sys.confide_forms = [base64.b64decode(form) for form in json.load(sys.stdin)]
def erased(data):
  for form in sys.confide_forms: data = data.replace(form, b"***REMOVED***")
  return data
`;
const CALLBACKS = {
  "--blob-callback": `${LOOP}blob.data = erased(blob.data)`,
  "--message-callback": `${LOOP}return erased(message)`,
  "--filename-callback": `${LOOP}return erased(filename) if filename else filename`,
} as const;

export function erasureOf(root: string, setting: string): Erasure {
  const copy = join(dirname(root), `${basename(root)}-erased.git`);
  return {
    copy,
    commands: [
      `confide incident ${quotedPath(setting)} --erase --stdin --yes`,
      `git -C ${quotedPath(copy)} push --force --all URL`,
      `git -C ${quotedPath(copy)} push --force --tags URL`,
    ],
  };
}

/** Why no copy can be made and freed of a value, if that is so: without git-filter-repo, and where the copy is there already. */
export function erasureBlocker(root: string, { copy }: Erasure, env: Environment): CouldNotLook | undefined {
  if (existsSync(copy))
    return new CouldNotLook({
      code: "copy-exists",
      message: `${copy} is there already`,
      file: copy,
      fix: "look at it and delete it, as it may hold the value",
    });
  return isGitDone(["filter-repo", "--version"], { cwd: root, env }) ? undefined : new CouldNotLook(MISSING);
}

/**
 * Makes the copy, and takes the value out of it in every form that encoders give it: contents, messages and names of files. The
 * repository itself isn't touched.
 */
export function eraseFromCopy(
  root: string,
  { copy }: Erasure,
  secret: Secret<unknown>,
  env: Environment,
): void {
  try {
    mustGit(["clone", "--mirror", "--no-local", "--quiet", root, copy], { cwd: root, env });
    const parameters = Object.entries(CALLBACKS).flatMap(([option, code]) => [option, code]);
    const input = JSON.stringify(encodedForms(secret).map((form) => Buffer.from(form).toString("base64")));
    mustGit(["filter-repo", "--force", "--quiet", ...parameters], { cwd: copy, env, input });
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @throws CouldNotLook where the copy still has the value, or could not be read whole.
 */
export async function searchCopy(copy: string, secret: Secret<unknown>, env: Environment): Promise<void> {
  const { scanner } = await import("@confide/scan");
  const { findings, unread } = await scanner([secret], { env }).history(copy, {
    unreachable: true,
  });
  if (findings.length === 0 && unread.length === 0) return;
  throw new CouldNotLook({
    code: "not-erased",
    message: `The copy still has it in ${counted(findings.length, "place")}: don't push it`,
    file: copy,
    fix: "erase these by hand: confide incident with --plan shows where they are, in the repository as it is",
  });
}

const MISSING = {
  code: "no-filter-repo",
  message: "git filter-repo isn't there, which takes values out of a history",
  fix: "pip install git-filter-repo",
} as const;

interface GitCall {
  readonly cwd: string;
  readonly env: Environment;
  readonly input?: string;
}

function mustGit(parameters: readonly string[], call: GitCall): void {
  if (!isGitDone(parameters, call))
    throw new CouldNotLook({ code: "git-failed", message: `git ${parameters[0] ?? ""} failed` });
}

/** git's own words may quote what is in a commit: they are dropped. */
function isGitDone(parameters: readonly string[], { cwd, env, input = "" }: GitCall): boolean {
  const { status } = spawnSync("git", [...parameters], {
    cwd,
    env: { ...env },
    input,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return status === 0;
}

function quotedPath(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
