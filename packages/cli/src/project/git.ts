import { execFile } from "node:child_process";

/** The host of the remote `origin`, and nothing else of its URL: a token may be in it. */
export async function findGitHost(folder: string, env: Environment): Promise<string | undefined> {
  const url = await says("git", folder, env, ["config", "--get", "remote.origin.url"]);
  return /^(?:\w+:\/\/)?(?:[^@/]*@)?([\w.-]+)[:/]/.exec(url ?? "")?.[1];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const TOO_LONG_MS = 10_000;

/** What a program prints, without its line end; `undefined` where it isn't there, or fails. */
export async function says(
  program: string,
  folder: string,
  env: Environment,
  parameters: readonly string[],
): Promise<string | undefined> {
  try {
    const options = { cwd: folder, env: { ...env }, timeout: TOO_LONG_MS };
    const { promisify } = process.getBuiltinModule("node:util");
    const { stdout } = await promisify(execFile)(program, [...parameters], options);
    return stdout.trim();
  } catch {
    return undefined;
  }
}
