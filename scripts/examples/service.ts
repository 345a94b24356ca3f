import { spawn } from "node:child_process";
import { once } from "node:events";

import type { Finished } from "../workspace.ts";

export interface ServiceOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 10_000;

/**
 * Runs a service until it prints what it has to, then asks it to end. SIGTERM goes to the whole group, as a terminal's Ctrl-C does:
 * npm doesn't pass it on through every shell.
 */
export async function runService(
  [program = "", ...parameters]: readonly string[],
  options: ServiceOptions,
  prints: RegExp,
): Promise<Finished> {
  const child = spawn(program, parameters, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, signal);
  };
  let output = "";
  const isReady = new Promise<boolean>((resolve) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (prints.test(output)) resolve(true);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    void closed.then(() => resolve(false));
    setTimeout(resolve, STARTS_WITHIN_MS, false).unref();
  });
  if (!(await isReady)) {
    kill("SIGKILL");
    return { code: 1, output };
  }
  kill("SIGTERM");
  const isKilled = setTimeout(kill, ENDS_WITHIN_MS, "SIGKILL");
  await closed;
  clearTimeout(isKilled);
  const code = child.signalCode === "SIGKILL" ? 1 : 0;
  return { code, output: code === 0 ? output : `${output}\nSIGTERM doesn't end it` };
}
