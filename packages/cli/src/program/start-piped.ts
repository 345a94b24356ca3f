import { spawn } from "node:child_process";

import { exitCodeOf } from "./ending.ts";
import { type Flow, flow } from "./flow.ts";
import type { OutputName, ProcessHost } from "../process-host.ts";
import type { ProgramStart, RunningProgram } from "./running-program.ts";

/** Starts a program. An output that isn't redacted is handed over as it is: the program has the terminal itself. */
export function startPiped(
  { name, args, cwd, env, hasOwnGroup, redaction }: ProgramStart,
  redacted: Readonly<Record<OutputName, boolean>>,
  host: ProcessHost,
): RunningProgram {
  const child = spawn(name, args, {
    cwd,
    env: { ...env },
    detached: hasOwnGroup,
    stdio: ["inherit", redacted.stdout ? "pipe" : "inherit", redacted.stderr ? "pipe" : "inherit"],
  });
  const { pid, stdout, stderr } = child;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject);
  child.on("exit", (code, signal) => resolve(exitCodeOf(code, signal)));
  const flows: Flow[] = [];
  if (stdout && redaction) flows.push(flow(stdout, redaction(), host.outputs.stdout));
  if (stderr && redaction) flows.push(flow(stderr, redaction(), host.outputs.stderr));
  return {
    ended: promise.then(async (code) => {
      await Promise.all(flows.map(async ({ drain }) => drain()));
      return code;
    }),
    signal(signal) {
      if (pid !== undefined) host.kill(hasOwnGroup ? -pid : pid, signal);
    },
  };
}
