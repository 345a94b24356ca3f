import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

import type { OutputName, ProcessHost } from "../process-host.ts";
import { exitCodeOf } from "./ending.ts";
import { flow } from "./flow.ts";
import { closePipes, realPipes } from "./real-pipes.ts";
import type { ProgramStart, RunningProgram } from "./running-program.ts";

/** Starts a program. An output that isn't redacted is handed over as it is: the program has the terminal itself. */
export function startPiped(
  { name, args, cwd, env, hasOwnGroup, redaction }: ProgramStart,
  redacted: readonly OutputName[],
  host: ProcessHost,
): RunningProgram {
  const pipes = realPipes(redacted.length);
  const how = (output: OutputName) => {
    const place = redacted.indexOf(output);
    return place === -1 ? "inherit" : (pipes?.[place]?.writeFd ?? "pipe");
  };
  const child = spawn(name, args, {
    cwd,
    env: { ...env },
    detached: hasOwnGroup,
    stdio: ["inherit", how("stdout"), how("stderr")],
  });
  if (pipes) closePipes(pipes);
  const { pid } = child;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject);
  child.on("exit", (code, signal) => resolve(exitCodeOf(code, signal)));
  const flows = redacted.flatMap((output, place) => {
    const from: Readable | null | undefined = pipes?.[place]?.reader ?? child[output];
    return from && redaction ? [flow(from, redaction(), host.outputs[output])] : [];
  });
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
