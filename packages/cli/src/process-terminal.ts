import type { Input, Output, Terminal } from "./terminal.ts";

/** The terminal of this process. */
export function processTerminal(process: NodeJS.Process): Terminal {
  const { argv, env } = process;
  return {
    argv: argv.slice(2),
    env,
    cwd: process.cwd(),
    stdin: inputOf(() => process.stdin),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    async detectAgent() {
      const { determineAgent } = await import("@vercel/detect-agent");
      return (await determineAgent()).isAgent;
    },
    async importModule(url) {
      return withoutTypelessWarning(process, async () => (await import(url)) as unknown);
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

/** Node warns of a definition that is an ES module in a package that doesn't say so: it works, and is meant to. */
async function withoutTypelessWarning<T>(process: NodeJS.Process, work: () => Promise<T>): Promise<T> {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the process below
  const { emitWarning } = process;
  process.emitWarning = (...given: readonly unknown[]) => {
    if (!given.some((each) => warningCode(each) === TYPELESS)) Reflect.apply(emitWarning, process, given);
  };
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

const TYPELESS = "MODULE_TYPELESS_PACKAGE_JSON";

function warningCode(given: unknown): unknown {
  return typeof given === "object" && given !== null && "code" in given ? given.code : given;
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const write = stream.write.bind(stream);
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
