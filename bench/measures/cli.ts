import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type App, type Place, program } from "../app.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

/** The command line as it is published, in a project of 50 settings. */
export async function cli(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  linkDependencies(app);
  await program(place, "confide.config", DEFINITION);
  const commands = commandsIn(app, place);
  const names = Object.keys(commands) as (keyof typeof commands)[];
  const timed = (name: keyof typeof commands) => wallMs(commands[name], place, INPUTS[name]);
  for (const name of names) timed(name); // the file cache's first time
  const times = await takeTurns(names, rounds, timed);
  const of = (name: keyof typeof commands) => times.get(name) ?? [];
  const over = (name: keyof typeof commands, base: keyof typeof commands) =>
    median(of(name).map((ms, index) => ms - (of(base)[index] ?? NaN)));
  const checks = ratio(of("check"), of("varlock-load"));
  return [
    {
      measure: "confide check × varlock load, the same 50 settings",
      goal: "≤ 0.60",
      result: `${checks.toFixed(2)} (${median(of("check")).toFixed(0)} ms)`,
      holds: checks <= 0.6,
      peers: `varlock load ${median(of("varlock-load")).toFixed(0)} ms, bare node ${median(of("bare")).toFixed(0)} ms`,
    },
    overRow("confide --help, over bare node", 15, over("help", "bare"), []),
    overRow("confide run -- node app, over node app", 60, over("run", "app"), [
      `varlock run ${over("varlock-run", "app").toFixed(0)} ms`,
    ]),
    overRow("confide guard after a tool ran, over bare node", 60, over("guard", "bare"), [
      `before a shell command ${over("guard-shell", "bare").toFixed(0)} ms`,
    ]),
    await throughputRow(app, place),
  ];
}

function overRow(measure: string, goalMs: number, overMs: number, peers: readonly string[]): Row {
  return {
    measure,
    goal: `≤ ${goalMs} ms`,
    result: `${overMs.toFixed(1)} ms`,
    holds: overMs <= goalMs,
    ...(peers.length > 0 && { peers: peers.join(", ") }),
  };
}

/** What confide's command line finds beside it: its own dependencies, which no other measure needs. */
export function linkDependencies({ folder }: App): void {
  const from = join(import.meta.dirname, "../../packages/cli/node_modules");
  for (const name of ["@vercel/detect-agent", "dotenv", "jiti", "string-width", "unbash"]) {
    const to = join(folder, "store", "node_modules", name);
    mkdirSync(dirname(to), { recursive: true });
    if (!existsSync(to)) symlinkSync(join(from, name), to);
  }
}

const DEFINITION = `
  import { defineConfig, dotenv, env } from "@confide/core";
  import { confideSchema } from "./programs/confide-schema.ts";
  export default defineConfig({ schema: confideSchema(), sources: [env(), dotenv()] });
`;

type Command = readonly string[];

function commandsIn(app: App, place: Place) {
  const file = (name: string, code: string) => {
    writeFileSync(join(place.folder, name), code);
    return name;
  };
  const [bare, hello] = [file("bare.mjs", ""), file("hello.mjs", 'console.log("hello");\n')];
  const node = process.execPath;
  return {
    bare: [bare],
    app: [hello],
    help: [confideIn(app), "--help"],
    check: [confideIn(app), "check"],
    run: [confideIn(app), "run", "--", node, hello],
    guard: [confideIn(app), "guard", "claude-code"],
    "guard-shell": [confideIn(app), "guard", "claude-code"],
    "varlock-load": [varlockIn(app), "load"],
    "varlock-run": [varlockIn(app), "run", "--", node, hello],
  } satisfies Readonly<Record<string, Command>>;
}

/** What an agent's hook is given. */
const INPUTS: Readonly<Record<string, string>> = {
  guard: JSON.stringify({
    hook_event_name: "PostToolUse",
    tool_name: "Bash",
    tool_input: { command: "npm test" },
    tool_response: { stdout: "All 212 tests passed\n".repeat(50), stderr: "", interrupted: false },
  }),
  "guard-shell": JSON.stringify({
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command: "cat hello.mjs | head -5 && npm test" },
  }),
};

export function confideIn({ folder }: App): string {
  return join(folder, "store", "node_modules", "@confide", "cli", "dist", "bin.js");
}

function varlockIn({ folder }: App): string {
  return join(folder, "node_modules", "varlock", "bin", "cli.js");
}

export function environment({ inputs }: Place): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, ...inputs.env, VARLOCK_TELEMETRY_DISABLED: "true" };
}

function wallMs(command: Command, place: Place, input = ""): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...command], {
    cwd: place.folder,
    env: environment(place),
    encoding: "utf8",
    input,
  });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}\n${stderr}`);
  return ms;
}

const FLOOD_MB = 512;
/** Lines as pino writes them, one in a thousand with a secret. */
const FLOOD = `
  import { writeSync } from "node:fs";
  const secret = Object.entries(process.env).find(([name]) => name === process.argv[2])?.[1] ?? "";
  const line = (msg) => JSON.stringify({ level: 30, time: 1764000000000, pid: 4711, hostname: "web-1", reqId: "req-42", msg, responseTime: 12.5 }) + "\\n";
  const block = Buffer.from((line("request completed").repeat(999) + line("signed in with " + secret)).repeat(4));
  for (let written = 0; written < ${FLOOD_MB}e6; written += block.length)
    for (let at = 0; at < block.length; ) at += writeSync(1, block, at, Math.min(65536, block.length - at));
`;

/** From the first byte to the last, as whoever reads the pipe sees them. */
async function throughputRow(app: App, place: Place): Promise<Row> {
  writeFileSync(join(place.folder, "flood.mjs"), FLOOD);
  const secret = place.settings.find(({ kind }) => kind === "secret")?.env ?? "";
  const flood = [process.execPath, "flood.mjs", secret];
  const names = ["confide", "varlock"] as const;
  const commands = {
    confide: [confideIn(app), "run", "--", ...flood],
    varlock: [varlockIn(app), "run", "--", ...flood],
  };
  const speeds = await takeTurns(names, 3, async (name) => megabytesPerSecond(commands[name], place));
  const of = (name: (typeof names)[number]) => median(speeds.get(name) ?? []);
  return {
    measure: `redacted output through confide run, ${FLOOD_MB} MB of log text`,
    goal: "≥ 250 MB/s",
    result: `${of("confide").toFixed(0)} MB/s`,
    holds: of("confide") >= 250,
    peers: `varlock run ${of("varlock").toFixed(0)} MB/s`,
  };
}

async function megabytesPerSecond(command: Command, place: Place): Promise<number> {
  const child = spawn(process.execPath, [...command], {
    cwd: place.folder,
    env: environment(place),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [bytes, firstAt] = [0, 0];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    firstAt ||= performance.now();
    bytes += chunk.length;
  }
  return bytes / 1e6 / ((performance.now() - firstAt) / 1_000);
}
