import { exitCodeOf } from "./ending.ts";
import type { ProcessHost } from "../process-host.ts";
import type { ProgramStart, RunningProgram } from "./running-program.ts";

/** What starts programs in pseudo-terminals. */
export type Pty = Pick<typeof import("@lydell/node-pty"), "spawn">;

/**
 * Starts a program in a pseudo-terminal between it and confide's own: it sees a terminal, and what it writes is redacted.
 * Confide's own terminal hands every key on, Ctrl-C too, which the program's terminal makes a signal of.
 */
export function startInTerminal(
  { name, args, cwd, env, redaction }: ProgramStart,
  pty: Pty,
  host: ProcessHost,
): RunningProgram {
  const { stdout } = host.outputs;
  const { columns: cols, rows } = stdout.size();
  const child = pty.spawn(name, [...args], { name: env["TERM"] ?? "xterm", cols, rows, cwd, env });
  const input = host.input();
  const type = (keys: string) => child.write(keys);
  input.setEncoding("utf8");
  const makeUsual = host.makeTerminalRaw();
  input.on("data", type);
  const offResize = stdout.onResize(() => {
    const size = stdout.size();
    child.resize(size.columns, size.rows);
  });
  const restore = () => {
    input.off("data", type);
    makeUsual();
    input.pause();
    offResize();
  };
  const offExit = host.onExit(restore);
  const through = redaction?.();
  child.onData((text) => {
    child.pause();
    written = passOn(text, written);
  });
  let written = Promise.resolve();
  const passOn = async (text: string, before: Promise<void>) => {
    await before;
    await stdout.write(through?.push(text) ?? text).catch(() => child.kill("SIGHUP"));
    child.resume();
  };
  const { promise, resolve } = Promise.withResolvers<number>();
  child.onExit(({ exitCode, signal }) => resolve(exitCodeOf(exitCode, signal)));
  return {
    ended: promise.then(async (code) => {
      await written;
      await stdout.write(through?.end() ?? "").catch(() => undefined);
      offExit();
      restore();
      return code;
    }),
    signal: (signal) => host.kill(-child.pid, signal),
  };
}
