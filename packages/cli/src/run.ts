import { resolve } from "node:path";

import type { Context, Result } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { CouldNotLook } from "./could-not-look.ts";
import type { LoadedDefinition } from "./definition/load-definition.ts";
import type { Envelope } from "./envelope.ts";
import type { CommandSpec, Parsed } from "./parse/command-spec.ts";
import { isGroup, parse, specOf } from "./parse/parse.ts";
import type { ProblemReport } from "./settings/problem-report.ts";
import type { ReaderName, Terminal } from "./terminal.ts";
import type { Page } from "./text/page.ts";
import { unexpected } from "./unexpected.ts";

export type ExitCode = Envelope["exitCode"];

interface RunOptions {
  readonly version: () => Promise<string>;
  readonly commands?: readonly CommandSpec[];
}

/** The whole program but the process: reads the command line, runs the command, prints for its reader. It never throws. */
export async function run(
  terminal: Terminal,
  { version, commands = COMMANDS }: RunOptions,
): Promise<ExitCode> {
  const [first] = terminal.argv;
  if (first === undefined || first === "--help" || first === "-h" || first === "help")
    return printHelp(terminal, commands, first);
  if (asksForGroup(terminal.argv, commands)) return printHelp(terminal, commands, terminal.argv[1]);
  if (first === "__complete") return printCompletion(terminal, commands);
  if (first === "--version" || first === "-v") return printLine(terminal, await version());
  try {
    const parsed = await parse(terminal.argv, commands);
    if (parsed.options.flag("help")) return await printHelp(terminal, [parsed.spec], parsed.spec.name);
    return await runParsed(parsed, terminal);
  } catch (error) {
    return writeFailure(error, terminal, commands);
  }
}

async function runParsed(parsed: Parsed, terminal: Terminal): Promise<ExitCode> {
  const { chooseReader } = await import("./readers/choose.ts");
  const { reader, asFile } = await chooseReader(parsed, terminal);
  const { name, ownsStdout, endsInSteps } = parsed.spec;
  const context = contextOf(parsed, terminal, reader);
  try {
    const command = await parsed.spec.load();
    const result = await command.run(context);
    if (result.ended !== undefined) return result.ended;
    const { envelopeOf } = await import("./make-envelope.ts");
    const envelope = envelopeOf(name, result);
    if (result.answer !== undefined && reader === "person") {
      const { writeAnswer } = await import("./readers/protocol.ts");
      return writeAnswer(result.answer, envelope, terminal);
    }
    const text = (page: Page) => command.print(result.data, page);
    const report = result.unseen?.length ? undefined : result.report;
    const to = { reader: asFile ? "person" : reader, ownsStdout, endsInSteps } as const;
    await writeResult(envelope, { ...to, text, report }, terminal);
    return envelope.exitCode;
  } catch (error) {
    const invalid = await problemsInDefinition(error, context);
    const { envelopeOf, failureEnvelope } = await import("./make-envelope.ts");
    const envelope = invalid ? envelopeOf(name, invalid) : failureEnvelope(name, await asCouldNotLook(error));
    // What came to nothing has no output: why is for stderr, in whatever words.
    const written = { reader, report: invalid?.report, ownsStdout: invalid ? ownsStdout : true } as const;
    await writeResult(envelope, written, terminal);
    return envelope.exitCode;
  }
}

/** A schema or a source that can't be in a definition is reported by every command as `check` does. */
async function problemsInDefinition(error: unknown, context: Context): Promise<Result<null> | undefined> {
  if (!(error instanceof Error) || error.name !== "ConfigError") return undefined;
  const { core } = await context.definition();
  if (!(error instanceof core.ConfigError)) return undefined;
  const { findingOf } = await import("./finding.ts");
  const { reportOf } = await import("./settings/problem-report.ts");
  const problems = error.problems.map((each) => findingOf(each, core.pathName));
  return { data: null, problems, report: reportOf(error, core) };
}

/** Of a command line that fits no command, and of what fails outside of any; the line may still say who reads. */
export async function writeFailure(
  error: unknown,
  terminal: Terminal,
  commands: readonly CommandSpec[] = COMMANDS,
): Promise<ExitCode> {
  const isProgram = terminal.argv.includes("--json");
  const isAgent = terminal.argv.includes("--agent") || (await terminal.detectAgent());
  const name = specOf(terminal.argv, commands)?.name ?? "";
  const reader = isProgram ? "program" : isAgent ? "agent" : "person";
  const { failureEnvelope } = await import("./make-envelope.ts");
  await writeResult(failureEnvelope(name, await asCouldNotLook(error)), { reader }, terminal);
  return 2;
}

async function asCouldNotLook(error: unknown): Promise<CouldNotLook> {
  return error instanceof CouldNotLook ? error : unexpected(error);
}

function contextOf({ options, args }: Parsed, terminal: Terminal, reader: ReaderName): Context {
  let loaded: Promise<LoadedDefinition> | undefined;
  return {
    terminal,
    reader,
    options,
    args,
    async definition() {
      const { loadDefinition } = await import("./definition/load-definition.ts");
      loaded ??= loadDefinition(options.text("config"), terminal);
      return loaded;
    },
    resolve: (path) => resolve(terminal.cwd, path),
    async confirm(question) {
      const { confirm } = await import("./files/confirm.ts");
      return confirm(question, { terminal, reader, yes: options.flag("yes") });
    },
    async propose(file) {
      const { propose } = await import("./files/propose.ts");
      return propose(file, { terminal, reader, yes: options.flag("yes") });
    },
    async proposeAll(files, dry = false) {
      const { proposeAll } = await import("./files/propose.ts");
      return proposeAll(files, { terminal, reader, yes: options.flag("yes"), dry });
    },
  };
}

interface ToWrite {
  readonly reader: ReaderName;
  /** What the command prints; left out where it came to nothing. */
  readonly text?: (page: Page) => string;
  readonly report?: ProblemReport | undefined;
  readonly ownsStdout?: true | undefined;
  readonly endsInSteps?: true | undefined;
}

async function writeResult(
  envelope: Envelope,
  { reader, text, report, ownsStdout, endsInSteps }: ToWrite,
  terminal: Terminal,
) {
  if (reader === "program") {
    const { writeForProgram } = await import("./readers/program.ts");
    return writeForProgram(envelope, terminal);
  }
  if (reader === "agent") {
    const { writeForAgent } = await import("./readers/agent.ts");
    return writeForAgent(envelope, terminal);
  }
  const { writeForPerson } = await import("./readers/person.ts");
  const { pageFor } = await import("./text/page.ts");
  const printed = text?.(pageFor(terminal.stdout, terminal.env));
  return writeForPerson(envelope, { text: printed, report, ownsStdout, endsInSteps }, terminal);
}

/** `confide secret`, `confide secret --help`: the first word of several commands, and no command itself. */
function asksForGroup(
  [first = "", second, ...others]: readonly string[],
  commands: readonly CommandSpec[],
): boolean {
  const asksForHelp = second === undefined || ["--help", "-h", "help"].includes(second);
  return asksForHelp && others.length === 0 && isGroup(first, commands);
}

/** Without a command nothing was looked at, so that a script whose variable is empty doesn't pass. */
async function printHelp(
  terminal: Terminal,
  commands: readonly CommandSpec[],
  asked: string | undefined,
): Promise<ExitCode> {
  const { commandHelp, groupHelp, helpText } = await import("./parse/help.ts");
  const words = terminal.argv[0] === "help" ? terminal.argv.slice(1) : terminal.argv;
  const [spec, [first = ""]] = [specOf(words, commands), words];
  const { isTTY, columns = 80 } = terminal.stdout;
  const width = isTTY ? columns : undefined;
  const shown = isGroup(first, commands) ? groupHelp(first, commands, width) : helpText(commands, width);
  terminal.stdout.write(spec === undefined ? shown : commandHelp(spec, width));
  return asked === undefined ? 2 : 0;
}

function printLine(terminal: Terminal, text: string): ExitCode {
  terminal.stdout.write(`${text}\n`);
  return 0;
}

/** For shells, and nobody else: an answer is never an error. */
async function printCompletion(terminal: Terminal, commands: readonly CommandSpec[]): Promise<ExitCode> {
  const { answerCompletion } = await import("./completion/answer.ts");
  await answerCompletion(terminal, commands);
  return 0;
}
