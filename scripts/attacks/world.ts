import diagnostics from "node:diagnostics_channel";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { auditFile } from "../../packages/core/src/index.ts";

/** What a program leaves behind besides what it returns, while it runs an attack. */
export interface World {
  readonly folder: string;
  /** The texts of what was seen so far, by where. */
  readonly seen: () => Readonly<Record<string, string>>;
}

const channels = ["load", "read", "reveal", "refresh", "rotate", "policy", "warning"];
const outputs = [process.stdout, process.stderr];
const calls = ["log", "info", "warn", "error", "debug", "trace"] as const;

/** Hears events, warnings and output, and keeps an audit file and a folder, until the attack is over. */
export async function inWorld<T>(attack: (world: World) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "confide-attack-"));
  const [events, warnings, written]: [unknown[], unknown[], unknown[]] = [[], [], []];
  const undo = [...hearAll(events), hearWarnings(warnings), ...patchOutputs(written), letUncaughtPass()];
  const audit = auditFile(join(folder, "audit.log"), { onProblem: (problem) => void warnings.push(problem) });
  const seen = () => ({
    "an event": print(events),
    "a warning": print(warnings),
    "the output": print(written),
    "a file": filesIn(folder),
  });
  try {
    return await attack({ folder, seen });
  } finally {
    await audit.close();
    await new Promise(setImmediate); // what callbacks have thrown comes after them
    for (const each of undo) each();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(things: readonly unknown[]): string {
  return things
    .map((each) => (typeof each === "string" ? each : inspect(each, { depth: Infinity, showHidden: true })))
    .join("\n");
}

function hearAll(events: unknown[]): (() => void)[] {
  const hear = (event: unknown) => void events.push(event);
  return channels.map((channel) => {
    diagnostics.subscribe(`confide:${channel}`, hear);
    return () => void diagnostics.unsubscribe(`confide:${channel}`, hear);
  });
}

function hearWarnings(warnings: unknown[]): () => void {
  const hear = (warning: unknown) => void warnings.push(warning);
  process.on("warning", hear);
  return () => void process.off("warning", hear);
}

/** What a program's own callback throws is its own uncaught error, thrown again as it is: nobody else hears of it. */
function letUncaughtPass(): () => void {
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", pass);
  return () => {
    process.off("uncaughtException", pass);
    for (const each of before) process.on("uncaughtException", each);
  };
}

function pass(): void {}

function patchOutputs(written: unknown[]): (() => void)[] {
  const keep = (...all: unknown[]) => Boolean(written.push(...all));
  return [
    ...outputs.map((output) => patch(output, "write", (piece: unknown) => keep(String(piece)))),
    ...calls.map((name) => patch(console, name, keep)),
  ];
}

function patch<T extends object>(target: T, name: keyof T, by: unknown): () => void {
  const { [name]: before } = target;
  target[name] = by as T[keyof T];
  return () => void (target[name] = before);
}

/** The audit file among them, and whatever a failure has left. What an attack puts there itself is named `input-…`. */
function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("input-"))
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "latin1")}`)
    .join("\n");
}
