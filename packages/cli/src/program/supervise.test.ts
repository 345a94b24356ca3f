import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { HandedSignal } from "../process-host.ts";
import type { RunningProgram } from "./running-program.ts";
import { type StartProgram, supervise } from "./supervise.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A program that ends when a test says so, or of a signal that it doesn't ignore. */
class FakeProgram implements RunningProgram {
  readonly signals: NodeJS.Signals[] = [];
  readonly ended: Promise<number>;
  readonly end: (code: number) => void;
  readonly #ignored: readonly string[];

  constructor(ignored: readonly string[] = []) {
    const { promise, resolve } = Promise.withResolvers<number>();
    [this.ended, this.end, this.#ignored] = [promise, resolve, ignored];
  }

  readonly signal = (signal: NodeJS.Signals): void => {
    this.signals.push(signal);
    if (!this.#ignored.includes(signal)) this.end(128);
  };
}

function fakeHost() {
  const listeners = new Map<HandedSignal, () => void>();
  let exit: () => void = () => undefined;
  return {
    send: (signal: HandedSignal) => listeners.get(signal)?.(),
    exit: () => exit(),
    count: () => listeners.size,
    onSignal(signal: HandedSignal, listener: () => void) {
      listeners.set(signal, listener);
      return () => void listeners.delete(signal);
    },
    onExit(listener: () => void) {
      exit = listener;
      return () => void (exit = () => undefined);
    },
  };
}

const ALL = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGWINCH", "SIGUSR2", "SIGKILL"];

test("hands each signal on once, but for those that come by themselves, and ends with the program's code", async () => {
  const [host, program] = [fakeHost(), new FakeProgram(ALL)];
  const code = supervise(() => program, { host, byThemselves: ["SIGINT", "SIGWINCH"] });
  for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT", "SIGWINCH", "SIGUSR2"] as const) host.send(signal);
  expect(program.signals).toEqual(["SIGHUP", "SIGQUIT", "SIGUSR2"]);
  program.end(7);
  expect([await code, host.count()]).toEqual([7, 0]);
});

test("kills a program that a TERM doesn't end within 10 seconds, and not one that it ends", async () => {
  const [host, program] = [fakeHost(), new FakeProgram(["SIGTERM"])];
  const code = supervise(() => program, { host, byThemselves: [] });
  host.send("SIGTERM");
  await vi.advanceTimersByTimeAsync(9_999);
  host.send("SIGTERM");
  expect(program.signals).toEqual(["SIGTERM", "SIGTERM"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(program.signals.at(-1)).toBe("SIGKILL");
  expect(await code).toBe(128);
});

test("only a TERM sets that time: a program may go on after a Ctrl-C", async () => {
  const [host, program] = [fakeHost(), new FakeProgram(["SIGINT"])];
  void supervise(() => program, { host, byThemselves: [] });
  host.send("SIGINT");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(program.signals).toEqual(["SIGINT"]);
});

test("a program makes room for the next: TERM, after 10 seconds KILL, and only then the new one starts", async () => {
  const [host, first, second] = [fakeHost(), new FakeProgram(["SIGTERM"]), new FakeProgram()];
  const change = Promise.withResolvers<StartProgram>();
  const started: FakeProgram[] = [];
  const starting = (program: FakeProgram) => () => {
    started.push(program);
    return program;
  };
  const preparing = [change.promise];
  const nextStart = async () => {
    const start = await (preparing.shift() ?? Promise.withResolvers<StartProgram>().promise);
    return async () => start;
  };
  const code = supervise(starting(first), { host, byThemselves: [], nextStart });
  change.resolve(starting(second));
  await vi.advanceTimersByTimeAsync(9_999);
  expect([first.signals, started.length]).toEqual([["SIGTERM"], 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect([first.signals, started.length]).toEqual([["SIGTERM", "SIGKILL"], 2]);
  host.send("SIGHUP");
  expect(second.signals).toEqual(["SIGHUP"]);
  expect(await code).toBe(128);
});

test.each([
  ["a program makes room", false],
  ["the next one is prepared", true],
])("told to stop while %s, it starts no new one", async (_, isGone) => {
  const [host, first] = [fakeHost(), new FakeProgram(["SIGTERM"])];
  const preparation = Promise.withResolvers<StartProgram>();
  let [starts, preparations] = [0, 0];
  const nextStart = async () => async () => {
    preparations++;
    return preparation.promise;
  };
  const code = supervise(() => first, { host, byThemselves: [], nextStart });
  await vi.advanceTimersByTimeAsync(1);
  if (isGone) first.end(3);
  await vi.advanceTimersByTimeAsync(1);
  host.send("SIGTERM");
  first.end(3);
  preparation.resolve(() => {
    starts++;
    return new FakeProgram();
  });
  expect([await code, starts, preparations]).toEqual([3, 0, isGone ? 1 : 0]);
});

test("whatever ends confide ends the program", () => {
  const [host, program] = [fakeHost(), new FakeProgram()];
  void supervise(() => program, { host, byThemselves: [] });
  host.exit();
  expect(program.signals).toEqual(["SIGTERM"]);
});
