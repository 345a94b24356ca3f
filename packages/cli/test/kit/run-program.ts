import { spawn as spawnPiped } from "node:child_process";
import { resolve } from "node:path";

import { spawn as spawnInTerminal } from "@lydell/node-pty";

const bin = resolve(import.meta.dirname, "../../src/bin.ts");

export interface RunProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Under another Node, or with options for it. */
  readonly node?: readonly string[];
  /** As a user whom a file's mode keeps out; the superuser's tests have none else. */
  readonly isPlainUser?: boolean;
}

const NOBODY = 65_534;

/** The environment of a program that no coding agent started. */
function programEnv(env: RunProgramOptions["env"] = {}): Record<string, string> {
  const { PATH = "", HOME = "", SystemRoot = "" } = process.env;
  return { PATH, HOME, SystemRoot, ...env };
}

/** What is typed once the screen ends with a question. */
export interface TypedAnswer {
  readonly at: string;
  readonly types: string;
  /** Called before it is typed. */
  readonly before?: (pid: number) => void;
}

/**
 * The real program in a pseudo-terminal of 80 columns; `answer` is typed once it has asked for a yes, `answers` where each
 * asks.
 */
export async function runInTerminal(
  argv: readonly string[],
  {
    cwd,
    env,
    answer,
    answers = answer === undefined ? [] : [{ at: "[y/N] ", types: `${answer}\r` }],
  }: RunProgramOptions & { readonly answer?: string; readonly answers?: readonly TypedAnswer[] },
): Promise<{ exitCode: number; screen: string }> {
  const terminal = spawnInTerminal(process.execPath, [bin, ...argv], {
    cols: 80,
    rows: 40,
    cwd,
    env: { TERM: "xterm-256color", ...programEnv(env) },
  });
  let screen = "";
  const waiting = [...answers];
  terminal.onData((data) => {
    screen += data;
    const [next] = waiting;
    if (next === undefined || !screen.endsWith(next.at)) return;
    waiting.shift();
    next.before?.(terminal.pid);
    terminal.write(next.types);
  });
  const { promise, resolve: finish } = Promise.withResolvers<number>();
  terminal.onExit(({ exitCode }) => finish(exitCode));
  const exitCode = await promise;
  return { exitCode, screen: screen.replaceAll("\r\n", "\n") };
}

/** The real program by pipes; `closed` closes its stdout's reader at once, as `| head -0` does. */
export async function runByPipe(
  argv: readonly string[],
  {
    cwd,
    env,
    node = [process.execPath],
    isPlainUser = false,
    closed = false,
    input,
  }: RunProgramOptions & { readonly closed?: boolean; readonly input?: string | Uint8Array },
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [program = process.execPath, ...parameters] = node;
  const child = spawnPiped(program, [...parameters, bin, ...argv], {
    cwd,
    env: programEnv(env),
    ...(isPlainUser && process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  });
  const written = { stdout: "", stderr: "" };
  if (closed) child.stdout.destroy();
  child.stdout.on("data", (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (written.stderr += chunk.toString()));
  child.stdin.end(input);
  const { promise, resolve: finish, reject } = Promise.withResolvers<number>();
  child.on("error", reject);
  child.on("close", (code) => finish(code ?? -1));
  return { exitCode: await promise, ...written };
}
