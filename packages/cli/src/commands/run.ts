import { disclose } from "../audit/disclose.ts";
import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { childEnv } from "../program/child-env.ts";
import { credentialNames } from "../program/credentials.ts";
import { isPackageProgram, programRefusal } from "../program/program-refusal.ts";
import { runProgram } from "../program/run-program.ts";
import { type InvalidSettings, watchSettings } from "../program/watch-settings.ts";
import { type ChosenVariables, chooseVariables } from "../settings/variables.ts";

interface RunData {
  /** Of a program that was started nothing is printed but what it prints. */
  readonly started: boolean;
}

export const runCommand = defineCommand<RunData>({
  data: (z) => z.strictObject({ started: z.boolean() }),
  async run(context) {
    const host = await context.terminal.host();
    host.goUnderReaper();
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const choose = async () => chooseVariables(definition, core, choiceIn(context));
    const settings = await choose();
    const { problems, warnings, report } = settings;
    if (problems.length > 0)
      return { data: { started: false }, problems, warnings, ...(report !== undefined && { report }) };
    const { options, terminal, args } = context;
    const envOf = envMaker(loaded, context);
    const env = await envOf(settings);
    const [name = "", ...parameters] = args;
    const refusal = programRefusal(name, env["PATH"], terminal.cwd);
    if (refusal !== undefined) return notStarted(refusal, warnings, isPackageProgram(name, terminal.cwd));
    if (warnings.length > 0) await tell(context, { warnings });
    const watch = options.flag("watch")
      ? await watchSettings(definition, core, {
          choose,
          first: settings,
          onInvalid: (invalid) => void tell(context, { ...invalid, warnings: [OLD_GOES_ON] }),
        })
      : undefined;
    const ended = await runProgram({
      host,
      program: { name, args: parameters, cwd: terminal.cwd },
      settings,
      env,
      envOf,
      redact: options.flag("redact") || context.reader === "agent",
      onWarning: (message) => void tell(context, { warnings: [{ code: "redaction", message }] }),
      watch,
    }).catch(couldNotStart);
    return { data: { started: true }, ended };
  },
  print: () => "",
});

const OLD_GOES_ON: Finding = {
  code: "invalid-change",
  message: "The new configuration is invalid: the program goes on with the one before",
};

function choiceIn({ options }: Context) {
  return { only: options.texts("only"), prefix: options.text("prefix") ?? "" };
}

function envMaker(loaded: LoadedDefinition, context: Context) {
  const { terminal, options } = context;
  const credentials = credentialNames(loaded.definition, Object.keys(terminal.env));
  return async ({ variables, withheld }: ChosenVariables) => {
    const { result, warnings } = await disclose(variables, loaded, { purpose: "confide run" });
    if (warnings.length > 0) await tell(context, { warnings });
    return childEnv(terminal.env, {
      variables: variables.map(({ name }, index) => [name, result[index] ?? ""]),
      without: [...credentials, ...withheld],
      pass: options.texts("pass"),
    });
  };
}

/** In the words of a shell. The name is left out: a value may have been typed in its place. */
function notStarted(exitCode: 126 | 127, warnings: readonly Finding[], isHere: boolean): Result<RunData> {
  const fix = isHere
    ? "a package of the project has it: confide run -- npx with its name behind it"
    : "correct its name, or PATH; what only a shell knows needs one: confide run -- sh -c '…'";
  const problem =
    exitCode === 127
      ? { code: "program-not-found", message: "There is no such program", fix }
      : { code: "program-not-executable", message: "The program may not be run", fix: "chmod +x it" };
  return { data: { started: false }, problems: [problem], warnings, exitCode };
}

/** What a person reads while the program runs goes to stderr. */
async function tell(
  { terminal }: Context,
  told: Partial<InvalidSettings & { warnings: readonly Finding[] }>,
): Promise<void> {
  // On use: most programs are started without a word.
  const { writeForPerson } = await import("../readers/person.ts");
  const { problems = [], warnings = [], report } = told;
  const envelope = {
    version: 1,
    command: "run",
    exitCode: 1,
    problems,
    warnings,
    next: [],
    data: null,
  } as const;
  writeForPerson(envelope, { text: "", report, ownsStdout: true }, terminal);
}

function couldNotStart(error: NodeJS.ErrnoException): never {
  if (error instanceof CouldNotLook) throw error;
  throw new CouldNotLook({
    code: "program-not-started",
    message: `The program could not be started (${error.code ?? error.name})`,
    ...(error.code === "E2BIG" && { fix: "its environment is too large: choose settings with --only" }),
  });
}
