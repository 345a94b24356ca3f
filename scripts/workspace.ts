import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** One published package of the workspace: a folder of packages/. */
export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What these scripts read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  /** What is "./dist/none.js" there is an empty module. */
  readonly imports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly code: number;
  /** What was written to stdout and stderr, in the order in which it came. */
  readonly output: string;
}

export const root: string = dirname(import.meta.dirname);

/** Where scripts leave what can be made again; ignored by git. */
export const cache: string = join(root, ".cache");

export function publishedPackages(): readonly Package[] {
  return globSync("packages/*/package.json", { cwd: root })
    .sort()
    .map((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
      return { name: manifest.name, folder: join(root, dirname(path)), manifest };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Shows the output as it comes, in place of bringing it back. */
  readonly show?: boolean;
  /** `false` for a program that may not find the workspace's own tools. */
  readonly tools?: boolean;
}

/** Runs a program to its end, with the workspace's tools first on PATH. A failure is an answer here, not an exception. */
export async function run(
  command: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { cwd = root, env = process.env, timeoutMs, show = false, tools = true } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Finished>();
  const child = spawn(command, parameters, {
    cwd,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    env: tools ? { ...env, PATH: withTools(env.PATH) } : env,
    stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("error", reject);
  child.on("close", (code) => {
    resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") });
  });
  return promise;
}

/** The same for a program that has to succeed. */
export async function mustRun(
  command: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, parameters, options);
  if (code !== 0) throw new Error(`${command} ${parameters.join(" ")} ended with ${code}\n${output}`);
  return output;
}

function withTools(path = ""): string {
  return [join(root, "node_modules", ".bin"), path].join(delimiter);
}
