#!/usr/bin/env node
// Nothing is imported that `--help` doesn't need: it takes a few milliseconds over a bare Node.
import { keepCompiledCode } from "./compile-cache.ts";
import { claimExit, claimStdout, processTerminal } from "./process-terminal.ts";
import { run, writeFailure } from "./run.ts";

const { stdout, stderr } = process;
const writeLast = stdout.write.bind(stdout);
const terminal = processTerminal(process);
claimStdout(process);
const exitNow = claimExit(process);
// A definition's own code may fail long after it was imported. Node would print its message, which may quote a value.
process.on("uncaughtException", (error) => void giveUp(error));
let isDone = false;
// It may wait for what never comes: Node then ends by itself, with 0.
process.once("beforeExit", () => {
  if (!isDone) void waitsForNothing().then(giveUp);
});
// Whatever else ends the process, it isn't with 0.
process.on("exit", () => {
  if (isDone) return;
  process.exitCode = 2;
  stderr.write("confide: something of the definition ended the program\n");
});
if (isTooOld(process.versions.node)) tooOld();
else {
  keepCompiledCode(process);
  void run(terminal, { version }).then(end);
}

/** npm installs for an older Node too, and only warns. */
function isTooOld(given: string): boolean {
  const [major = 0, minor = 0] = given.split(".").map(Number);
  return major < 22 || (major === 22 && minor < 12);
}

function tooOld(): void {
  stderr.write(`confide needs Node 22.12 or newer, and this is ${process.versions.node}\n`);
  end(2);
}

async function waitsForNothing(): Promise<Error> {
  const { CouldNotLook } = await import("./could-not-look.ts");
  return new CouldNotLook({
    code: "waits-for-nothing",
    message: "The definition, or a source of it, waits for what never comes",
    fix: "look for an await that nothing ends",
  });
}

async function giveUp(error: unknown): Promise<void> {
  end(await writeFailure(error, terminal));
}

/**
 * What a source left open (a pool, a socket, a timer) must not keep the program; what is written goes out first, or fails to:
 * a stream reports that after its callback.
 */
function end(code: number): void {
  isDone = true;
  const exit = () => exitNow(process.exitCode === 2 ? 2 : code);
  writeLast("", () => stderr.write("", () => setImmediate(exit)));
}

async function version(): Promise<string> {
  const { readFileSync } = await import("node:fs");
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
