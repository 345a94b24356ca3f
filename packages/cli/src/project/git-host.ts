import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The host of the remote `origin`, and nothing else of its URL: a token may be in it. */
export async function findGitHost(folder: string): Promise<string | undefined> {
  const url = await gitSays(folder, ["config", "--get", "remote.origin.url"]);
  return /^(?:\w+:\/\/)?(?:[^@/]*@)?([\w.-]+)[:/]/.exec(url ?? "")?.[1];
}

/** The answer of git without its line end; `undefined` where git isn't there, or has none. */
export async function gitSays(folder: string, parameters: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", [...parameters], { cwd: folder });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
