import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const bin = resolve(import.meta.dirname, "../../src/bin.ts");

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands before Node on the command line: `["unshare", "--pid"]`. */
  readonly within?: readonly string[];
}

/** The real program while it runs, by pipes. */
export class StartedProgram implements Disposable {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #closed: Promise<number>;

  constructor(argv: readonly string[], { cwd, env = {}, within = [] }: StartOptions) {
    const { PATH = "", HOME = "" } = process.env;
    const [program = "", ...parameters] = [...within, process.execPath, bin, ...argv];
    // Without the terminal in which the tests may run.
    this.child = spawn(program, parameters, { cwd, env: { PATH, HOME, ...env }, detached: true });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    const { promise, resolve: finish } = Promise.withResolvers<number>();
    this.child.on("close", (code) => finish(code ?? -1));
    this.#closed = promise;
  }

  type(text: string): void {
    this.child.stdin?.end(text);
  }

  /** Waits until stdout has what is expected. */
  async until(expected: string | RegExp): Promise<void> {
    const isThere = () =>
      typeof expected === "string" ? this.stdout.includes(expected) : expected.test(this.stdout);
    for (let waited = 0; !isThere(); waited += 10) {
      if (waited > 20_000 || this.child.exitCode !== null)
        throw new Error(`it printed ${this.stdout}${this.stderr}`);
      await sleep(10);
    }
  }

  async ended(): Promise<number> {
    return this.#closed;
  }

  [Symbol.dispose](): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
  }
}
