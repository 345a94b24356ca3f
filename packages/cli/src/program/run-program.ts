import type { ProcessHost } from "../process-host.ts";
import type { ChosenVariables } from "../settings/variables.ts";
import { foregroundOf } from "./foreground.ts";
import { comingByThemselves, type ProgramGroup } from "./hand-signals.ts";
import { redactingOf } from "./redacting.ts";
import type { ProgramStart, RunningProgram } from "./running-program.ts";
import { type Pty, startInTerminal } from "./start-in-terminal.ts";
import { startPiped } from "./start-piped.ts";
import { supervise } from "./supervise.ts";
import type { SettingsWatch } from "./watch-settings.ts";

interface RunProgramOptions {
  readonly host: ProcessHost;
  readonly program: Pick<ProgramStart, "name" | "args" | "cwd">;
  readonly settings: ChosenVariables;
  readonly env: Readonly<Record<string, string>>;
  /** The program's environment: its values are disclosed now. */
  readonly envOf: (settings: ChosenVariables) => Promise<Readonly<Record<string, string>>>;
  /** Also what a terminal shows. */
  readonly redact: boolean;
  /** What makes redaction less than it looks. */
  readonly onWarning: (message: string) => void;
  readonly watch?: SettingsWatch | undefined;
}

/** Runs a program until it ends. @returns Its exit code. */
export async function runProgram(options: RunProgramOptions): Promise<number> {
  const { host, program, settings, env, envOf, redact, onWarning, watch } = options;
  const { stdout, stderr } = host.outputs;
  // Without a secret there is nothing to take out, unless a later configuration has one.
  const hasSecrets = settings.secrets.length > 0 || watch !== undefined;
  const redacted = (["stdout", "stderr"] as const).filter(
    (output) => hasSecrets && (redact || !host.outputs[output].isTTY),
  );
  const redacting = hasSecrets ? await redactingOf(settings.secrets, onWarning) : undefined;
  const isAllTerminal = host.hasTerminalInput && stdout.isTTY && stderr.isTTY;
  const pty = redact && hasSecrets && isAllTerminal ? await ptyIfThere(onWarning) : undefined;
  const foreground = foregroundOf(host);
  const group: ProgramGroup = pty ? "terminal" : foreground.isForeground ? "shared" : "own";
  const start = (given: ProgramStart["env"]): RunningProgram => {
    const started: ProgramStart = {
      ...program,
      env: given,
      hasOwnGroup: group === "own",
      redaction: redacting?.redaction,
    };
    return pty ? startInTerminal(started, pty, host) : startPiped(started, redacted, host);
  };
  return supervise(() => start(env), {
    host,
    byThemselves: comingByThemselves(group, foreground),
    nextStart:
      watch &&
      (async () => {
        const next = await watch.changed();
        redacting?.add(next.secrets);
        return async () => {
          const nextEnv = await envOf(next);
          return () => start(nextEnv);
        };
      }),
  });
}

async function ptyIfThere(onWarning: (message: string) => void): Promise<Pty | undefined> {
  try {
    return await import("@lydell/node-pty");
  } catch {
    onWarning(
      "the program's output goes through pipes, so that it sees no terminal: a pseudo-terminal needs the package @lydell/node-pty",
    );
    return undefined;
  }
}
