import { CouldNotLook } from "./could-not-look.ts";
import { ExitCall } from "./exit-call.ts";
import type { HiddenInput, Input, Output, Terminal } from "./terminal.ts";

/** The terminal of this process. */
export function processTerminal(process: NodeJS.Process): Terminal {
  const { argv, env, stdout, stderr } = process;
  const cwd = workingFolder(process);
  const writes = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  return {
    argv: argv.slice(2),
    env,
    get cwd() {
      return cwd ?? noWorkingFolder();
    },
    stdin: inputOf(() => process.stdin, process.stderr),
    stdout: outputOf(stdout, writes.stdout),
    stderr: outputOf(stderr, writes.stderr),
    async detectAgent() {
      const { determineAgent } = await import("@vercel/detect-agent");
      return (await determineAgent()).isAgent;
    },
    async importModule(url) {
      return withoutTypelessWarning(process, async () => (await import(url)) as unknown);
    },
    importMs: 30_000,
    async host() {
      const { thisProcess } = await import("./this-process.ts");
      return thisProcess(process, writes);
    },
    enterFolder(folder) {
      process.chdir(folder);
    },
  };
}

/** `undefined` where somebody has deleted it: only what needs it fails then, and says so. */
function workingFolder(process: NodeJS.Process): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function noWorkingFolder(): never {
  throw new CouldNotLook({
    code: "no-working-folder",
    message: "The working folder isn't there any more",
    fix: "change into one that is: cd",
  });
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

/**
 * Nothing but this program ends it: a call from a definition or a source is an error with its place, which is reported as any
 * other, in whatever form the reader asked for.
 *
 * @returns What ends it.
 */
export function claimExit(process: NodeJS.Process): (code: number) => never {
  const exit = process.exit.bind(process);
  const refuse = (): never => {
    throw new ExitCall(refuse);
  };
  process.exit = refuse;
  return exit;
}

/**
 * Node warns of a definition that is an ES module in a package that doesn't say so, or that is CommonJS: it works, and is meant
 * to. One of the two is emitted as an event at once.
 */
async function withoutTypelessWarning<T>(process: NodeJS.Process, work: () => Promise<T>): Promise<T> {
  // oxlint-disable-next-line typescript/unbound-method -- they are called on the process below
  const { emitWarning, emit } = process;
  process.emitWarning = (...given: readonly unknown[]) => {
    if (!given.some((each) => warningCode(each) === TYPELESS)) Reflect.apply(emitWarning, process, given);
  };
  const emitOthers = (...given: readonly unknown[]): unknown =>
    (given[0] === "warning" && given.some(isOfCommonJs)) || Reflect.apply(emit, process, given);
  process.emit = emitOthers as typeof emit;
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
    process.emit = emit;
  }
}

function isOfCommonJs(warning: unknown): boolean {
  return warning instanceof Error && warning.message.startsWith("Failed to load the ES module: ");
}

const TYPELESS = "MODULE_TYPELESS_PACKAGE_JSON";

function warningCode(given: unknown): unknown {
  return typeof given === "object" && given !== null && "code" in given ? given.code : given;
}

function outputOf(stream: NodeJS.WriteStream, write: Output["write"]): Output {
  return {
    isTTY: stream.isTTY ?? false,
    get columns() {
      return stream.columns as number | undefined;
    },
    write(content) {
      write(content);
    },
  };
}

/** On use: to look at stdin opens it. */
function inputOf(stream: () => NodeJS.ReadStream, screen: NodeJS.WriteStream): Input {
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
    readHidden: async (prompt) => readHidden(prompt, stream(), screen),
    async readAll() {
      const chunks: Buffer[] = [];
      for await (const chunk of stream()) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

/** How long what follows a line must be quiet: the rest of a paste would go to the shell, which keeps it in its history. */
const QUIET_MS = 200;

async function readHidden(
  prompt: string,
  stream: NodeJS.ReadStream,
  screen: NodeJS.WriteStream,
): Promise<HiddenInput> {
  const { BRACKETS_OFF, BRACKETS_ON, HiddenLine } = await import("./hidden-line.ts");
  const { StringDecoder } = await import("node:string_decoder");
  const { promise, resolve } = Promise.withResolvers<HiddenInput>();
  const [line, decoder] = [new HiddenLine(), new StringDecoder("utf8")];
  let quiet: NodeJS.Timeout | undefined;
  const take = (chunk: Buffer) => {
    if (quiet !== undefined) return void quiet.refresh();
    const state = line.feed(decoder.write(chunk));
    if (state === "several") quiet = setTimeout(resolve, QUIET_MS, { failure: state });
    else if (state !== "open") resolve(state === "done" ? { text: line.text } : { failure: state });
  };
  stream.setRawMode(true);
  screen.write(BRACKETS_ON + prompt);
  stream.on("data", take);
  stream.on("end", () => resolve({ failure: "cancelled" }));
  stream.resume();
  try {
    return await promise;
  } finally {
    stream.off("data", take);
    stream.pause();
    stream.setRawMode(false);
    screen.write(`${BRACKETS_OFF}\n`);
  }
}
