import type { Input, Output, Terminal } from "./terminal.ts";

/** The terminal of this process. */
export function processTerminal(process: NodeJS.Process): Terminal {
  const { argv, env, stdout, stderr } = process;
  const writes = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  return {
    argv: argv.slice(2),
    env,
    cwd: process.cwd(),
    stdin: inputOf(() => process.stdin),
    stdout: outputOf(stdout, writes.stdout),
    stderr: outputOf(stderr, writes.stderr),
    async detectAgent() {
      const { determineAgent } = await import("@vercel/detect-agent");
      return (await determineAgent()).isAgent;
    },
    async importModule(url) {
      return (await import(url)) as unknown;
    },
    async host() {
      const { thisProcess } = await import("./this-process.ts");
      return thisProcess(process, writes);
    },
    enterFolder(folder) {
      process.chdir(folder);
    },
  };
}

/**
 * stdout is the command's own: what a definition or a source prints goes to stderr, so that `--json` stays JSON. Whoever
 * reads a pipe may stop reading; that is no failure.
 */
export function claimStdout(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") process.exitCode = 2;
    });
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

function outputOf(stream: NodeJS.WriteStream, write: (text: string) => unknown): Output {
  return {
    isTTY: stream.isTTY ?? false,
    get columns() {
      return stream.columns as number | undefined;
    },
    write(text) {
      write(text);
    },
  };
}

/** On use: to look at stdin opens it. */
function inputOf(stream: () => NodeJS.ReadStream): Input {
  return {
    get isTTY() {
      return stream().isTTY ?? false;
    },
    async readLine() {
      const { createInterface } = await import("node:readline");
      const lines = createInterface({ input: stream() });
      try {
        for await (const line of lines) return line;
        return undefined;
      } finally {
        lines.close();
      }
    },
  };
}
