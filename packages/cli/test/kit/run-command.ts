import { createRequire } from "node:module";

import { type ExitCode, run } from "../../src/run.ts";
import type { CommandSpec } from "../../src/parse/command-spec.ts";
import type { OutputName, ProcessHost } from "../../src/process-host.ts";
import type { HiddenInput, Output, Terminal } from "../../src/terminal.ts";

export interface RunCommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person types. */
  readonly lines?: readonly string[];
  /** What a person types without an echo. */
  readonly hidden?: readonly HiddenInput[];
  /** What is in the pipe. */
  readonly input?: string | Uint8Array;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly agent?: boolean;
  readonly commands?: readonly CommandSpec[];
  /** Whether a command may start programs. Their stdin is the test's. */
  readonly startsPrograms?: boolean;
  readonly importMs?: number;
}

export interface CommandOutput {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

const importModule = createRequire(import.meta.url)("./native-import.cjs") as Terminal["importModule"];

/** Runs a command in this process, which has the given environment and folder meanwhile, as a definition looks at them. */
export async function runCommand(
  argv: readonly string[],
  options: RunCommandOptions,
): Promise<CommandOutput> {
  const {
    cwd,
    env = {},
    lines = [],
    hidden = [],
    input = "",
    isTTY = false,
    columns,
    agent = false,
    commands,
    startsPrograms = false,
    importMs = 30_000,
  } = options;
  const [stdout, stderr] = [new Captured(isTTY, columns), new Captured(isTTY, columns)];
  const [waiting, unseen] = [[...lines], [...hidden]];
  const [folder, environment] = [process.cwd(), process.env];
  process.chdir(cwd);
  process.env = { ...env };
  try {
    const exitCode = await run(
      {
        argv,
        env,
        cwd,
        stdout,
        stderr,
        stdin: {
          isTTY,
          readLine: async () => waiting.shift(),
          async readHidden(prompt) {
            stderr.write(prompt);
            return unseen.shift() ?? { failure: "cancelled" };
          },
          readAll: async () => Buffer.from(input),
        },
        detectAgent: async () => agent,
        importModule,
        importMs,
        host: async () => programHost({ stdout, stderr }, startsPrograms),
        enterFolder: (entered) => process.chdir(entered),
      },
      { version: async () => "1.2.3", ...(commands && { commands }) },
    );
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.env = environment;
    process.chdir(folder);
  }
}

class Captured implements Output {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(isTTY: boolean, columns: number | undefined) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(content: string | Uint8Array): void {
    this.text += typeof content === "string" ? content : Buffer.from(content).toString("latin1");
  }
}

function programHost(outputs: Readonly<Record<OutputName, Captured>>, startsPrograms: boolean): ProcessHost {
  if (!startsPrograms) throw new Error("this test starts no program");
  return {
    pid: process.pid,
    goUnderReaper: () => undefined,
    outputs: { stdout: hostOutputOf(outputs.stdout), stderr: hostOutputOf(outputs.stderr) },
    hasTerminalInput: false,
    input: () => process.stdin,
    makeTerminalRaw: () => () => undefined,
    onSignal: () => () => undefined,
    kill: (pid, signal) => void process.kill(pid, signal),
    onExit: () => () => undefined,
  };
}

function hostOutputOf(output: Captured): ProcessHost["outputs"]["stdout"] {
  return {
    isTTY: output.isTTY,
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => () => undefined,
    write: async (chunk) => output.write(Buffer.from(chunk as string).toString()),
  };
}
