import { accessSync, constants } from "node:fs";

/** What a process needs to make room for another program in its place. */
export interface ReplaceableProcess {
  readonly pid: number;
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  execve?: ((file: string, args: readonly string[], env: NodeJS.ProcessEnv) => unknown) | undefined;
  emitWarning(this: void, ...args: never[]): void;
}

const SHELL = "/bin/sh";

/**
 * A shell that starts confide anew, hands signals on to it, and ends with its exit code. Meanwhile it waits for whatever
 * process is left behind, as process 1 has to.
 */
const REAPER = [
  'for signal in TERM INT HUP QUIT USR2 WINCH; do trap "kill -$signal \\$confide 2>/dev/null" $signal; done',
  // Behind a &, a shell's own stdin is /dev/null.
  'exec 3<&0; "$@" <&3 3<&- & confide=$!; exec 3<&-',
  "while :; do wait $confide; code=$?; kill -0 $confide 2>/dev/null || exit $code; done",
].join("\n");

/**
 * As process 1 of a container, confide lets a shell take its place and starts again below it: processes that others leave
 * behind become children of process 1, and Node can't wait for children that it didn't start. It doesn't return then.
 *
 * It returns where this isn't process 1, or there is no shell, or Node has no `process.execve` (before 22.15).
 */
export function goUnderReaper(process: ReplaceableProcess): void {
  const { pid, execPath, execArgv, argv, env, execve } = process;
  if (pid !== 1 || execve === undefined || !canBeRun(SHELL)) return;
  // It would say that it is experimental, to a process that goes on as another one.
  process.emitWarning = () => undefined;
  execve.call(process, SHELL, [SHELL, "-c", REAPER, "confide", execPath, ...execArgv, ...argv.slice(1)], env);
}

function canBeRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
