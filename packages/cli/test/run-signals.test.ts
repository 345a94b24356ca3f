// Signals, in a terminal and without one: what a program is told, and how often.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type IPty, spawn as spawnInTerminal } from "@lydell/node-pty";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { StartedProgram } from "./kit/start-program.ts";

/** Says which signals it gets, and its child too; ends on TERM with 3, or where `leave` is typed. */
const TELLING = `
  const who = process.argv[1];
  for (const name of ["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGWINCH"])
    process.on(name, () => setImmediate(() => console.log(who + " " + name + " " + (process.stdout.columns ?? ""))));
  process.on("SIGTERM", () => { console.log(who + " SIGTERM"); setTimeout(() => process.exit(3), 100); });
  process.stdin.on("data", (text) => String(text).includes("leave") && process.exit(4));
  // TERM may reach the parent alone; nobody is left behind.
  setInterval(() => who === "child" && process.ppid !== Number(process.env.PARENT) && process.exit(), 100);
  if (who === "parent") {
    const { spawn } = await import("node:child_process");
    const child = spawn(process.execPath, ["--input-type=module", "-e", process.env.TELLING, "child"], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, PARENT: process.pid } });
    child.on("spawn", () => setTimeout(() => console.log("ready, by a terminal: " + process.stdout.isTTY), 500));
  }`;

const program = ["--", process.execPath, "--input-type=module", "-e", TELLING, "parent"];

let project: Project;
beforeAll(() => {
  project = new Project({
    "confide.config.ts": definitionFile('password: secret(z.string().default("canary-password"))'),
  });
});
afterAll(() => {
  project[Symbol.dispose]();
});

function timesOf(text: string, line: string): number {
  return text.split(line).length - 1;
}

test("without a terminal each signal reaches the program's whole group once", async () => {
  using confide = new StartedProgram(["run", ...program], { cwd: project.folder, env: { TELLING } });
  await confide.until("ready, by a terminal: undefined");
  const signals = ["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGWINCH"] as const;
  for (const signal of signals) {
    confide.child.kill(signal);
    await confide.until(`parent ${signal}`);
    await confide.until(`child ${signal}`);
  }
  confide.child.kill("SIGTERM");
  expect(await confide.ended()).toBe(3);
  for (const signal of [...signals, "SIGTERM"])
    for (const who of ["parent", "child"]) expect(timesOf(confide.stdout, `${who} ${signal}`)).toBe(1);
});

/** The real program in a terminal, while it runs. */
class InTerminal implements Disposable {
  screen = "";
  readonly terminal: IPty;
  readonly ended: Promise<number>;

  constructor(argv: readonly string[]) {
    const bin = resolve(import.meta.dirname, "../src/bin.ts");
    const { PATH = "", HOME = "" } = process.env;
    this.terminal = spawnInTerminal(process.execPath, [bin, ...argv], {
      cols: 80,
      rows: 40,
      cwd: project.folder,
      env: { PATH, HOME, TERM: "xterm", TELLING },
    });
    this.terminal.onData((data) => (this.screen += data));
    const { promise, resolve: finish } = Promise.withResolvers<number>();
    this.terminal.onExit(({ exitCode }) => finish(exitCode));
    this.ended = promise;
  }

  async until(expected: string): Promise<void> {
    for (let waited = 0; !this.screen.includes(expected); waited += 10) {
      if (waited > 20_000) throw new Error(`the screen has ${this.screen}`);
      await sleep(10);
    }
  }

  [Symbol.dispose](): void {
    this.terminal.kill("SIGKILL");
  }
}

describe.each([
  ["in a terminal", []],
  ["in a pseudo-terminal of its own", ["--redact"]],
])("%s", (_, options) => {
  test("Ctrl-C, a resize and TERM reach the program once, which sees a terminal", async () => {
    using confide = new InTerminal(["run", ...options, ...program]);
    await confide.until("ready, by a terminal: true");
    confide.terminal.write("\u0003");
    await confide.until("parent SIGINT");
    await confide.until("child SIGINT");
    confide.terminal.resize(100, 30);
    await confide.until("parent SIGWINCH 100");
    process.kill(confide.terminal.pid, "SIGTERM");
    expect(await confide.ended).toBe(3);
    for (const line of ["parent SIGINT", "child SIGINT", "parent SIGWINCH", "parent SIGTERM"])
      expect(timesOf(confide.screen, line)).toBe(1);
  });

  test("what is typed is the program's, and its exit code is confide's", async () => {
    using confide = new InTerminal(["run", ...options, ...program]);
    await confide.until("ready");
    confide.terminal.write("leave\r");
    expect(await confide.ended).toBe(4);
  });
});

describe("what a terminal shows", () => {
  const script = ["--", "sh", "-c", 'test -t 1 && echo "$PASSWORD" | cut -c1-3; echo "<$PASSWORD>"'];

  test("is the program's own", async () => {
    using confide = new InTerminal(["run", ...script]);
    expect(await confide.ended).toBe(0);
    expect(confide.screen).toBe("can\r\n<canary-password>\r\n");
  });

  test("is redacted with --redact, and the program still sees a terminal", async () => {
    using confide = new InTerminal(["run", "--redact", ...script]);
    expect(await confide.ended).toBe(0);
    expect(confide.screen).toBe("can\r\n<[secret password]>\r\n");
  });

  test("is redacted for a coding agent", async () => {
    using confide = new InTerminal(["run", "--agent", ...script]);
    expect(await confide.ended).toBe(0);
    expect(confide.screen).toContain("<[secret password]>");
  });
});

test("a terminal that is closed ends the program", async () => {
  using confide = new InTerminal(["run", "--", "sh", "-c", 'echo "started $$"; exec sleep 60']);
  await confide.until("started");
  const pid = Number(/started (\d+)/.exec(confide.screen)?.[1]);
  confide.terminal.kill("SIGHUP");
  await confide.ended;
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("whoever stops reading ends the program as usual", async () => {
  using confide = new StartedProgram(["run", "--", "yes"], { cwd: project.folder });
  confide.child.stdout?.once("data", () => confide.child.stdout?.destroy());
  expect(await confide.ended()).toBe(141);
  expect(confide.stderr).toBe("");
});

const unshare = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
const canUnshare = spawnSync("unshare", [...unshare.slice(1), "true"]).status === 0;

describe.skipIf(!canUnshare)("as process 1 of a container", () => {
  test("it leaves no process behind that has ended, and hands on stdin and the exit code", async () => {
    const script =
      'sh -c "sleep 0.2 &"; sleep 1.5; ps -eo stat= | grep -c Z; read line; echo "read $line"; exit 7';
    using confide = new StartedProgram(["run", "--", "sh", "-c", script], {
      cwd: project.folder,
      within: unshare,
    });
    confide.type("typed\n");
    expect([await confide.ended(), confide.stderr]).toEqual([7, ""]);
    expect(confide.stdout).toBe("0\nread typed\n");
  });

  test("TERM, INT and HUP reach the program once", async () => {
    const code = `
      const next = { SIGINT: "SIGHUP", SIGHUP: "SIGTERM" };
      const told = [];
      for (const name of ["SIGINT", "SIGHUP", "SIGTERM"])
        process.on(name, () => {
          told.push(name);
          setTimeout(() => (next[name] ? process.kill(1, next[name]) : (console.log(String(told)), process.exit(3))), 300);
        });
      setInterval(() => {}, 1000);
      process.kill(1, "SIGINT");`;
    const argv = ["run", "--", process.execPath, "-e", code];
    using confide = new StartedProgram(argv, { cwd: project.folder, within: unshare });
    expect([await confide.ended(), confide.stdout]).toEqual([3, "SIGINT,SIGHUP,SIGTERM\n"]);
  });
});
