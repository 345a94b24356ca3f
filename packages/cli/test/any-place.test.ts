// Each command where it can't write, has no home, stands in a folder of an odd name, and where nobody reads what it prints: a
// new command is covered without a new line.
import { chmodSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { COMMANDS } from "../src/commands.ts";
import type { CommandSpec } from "../src/parse/command-spec.ts";
import type { Project } from "./kit/project.ts";
import { runByPipe } from "./kit/run-program.ts";
import { storeProject } from "./kit/stores.ts";

let project: Project;
let before: readonly string[];
beforeAll(async () => {
  ({ project } = await storeProject({
    "prod/token": "canary-1",
    "prod/stripe": '{ "apiKey": "canary-2" }',
    "prod/old-key": "canary-3",
  }));
  project.write({
    "compose.yaml": "services:\n  app:\n    build: .\n",
    "policy.json": "{}\n",
    "new-key.txt": "canary-4\n",
    "confide.rotation.ts": `import { localStore } from "@confide/local";
import { defineRotations, randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
export default defineRotations({ "session-key": { store, name: "prod/token", issuer: randomKey() } });
`,
  });
  chmodSync(dirname(project.folder), 0o755);
  for (const name of entries(project.folder))
    chmodSync(project.path(name), name === "node_modules" ? 0o755 : 0o444);
  chmodSync(project.folder, 0o555);
  before = snapshot(project.folder);
});
afterAll(() => {
  chmodSync(project.folder, 0o755);
  project[Symbol.dispose]();
});

function entries(folder: string): readonly string[] {
  return readdirSync(folder).filter(
    (name) => !lstatSync(join(folder, name)).isSymbolicLink() && name !== ".git",
  );
}

function snapshot(folder: string): readonly string[] {
  return entries(folder).map((name) => `${name}: ${readFileSync(join(folder, name), "latin1")}`);
}

/** The example that does most: one that writes without a question, else the first. Of a shell's redirections only the program's part. */
function lineOf({ examples, name }: CommandSpec): readonly string[] {
  const commands = examples.map(({ command }) => command.replace(/ [<>] \S+$/, ""));
  const line = commands.find((each) => each.includes("--yes")) ?? commands[0] ?? `confide ${name}`;
  return line.split(" ").slice(1);
}

/** Ten programs start at once: on a busy machine that takes a while. */
const PATIENCE_MS = 300_000;

const inOddPlace = { HOME: "/nowhere/at all", XDG_CONFIG_HOME: "", TMPDIR: "/nowhere/at all" };

test.concurrent.each(COMMANDS)(
  "confide $name",
  async (spec) => {
    const options = { cwd: project.folder, env: inOddPlace, isPlainUser: true, input: "canary-5" };
    const [open, closed] = await Promise.all([
      runByPipe(lineOf(spec), options),
      runByPipe(lineOf(spec), { ...options, closed: true }),
    ]);
    const said = open.stdout + open.stderr;
    expect([0, 1, 2]).toContain(open.exitCode);
    expect(said).not.toMatch(/should not|^ +at |node:internal|canary|Warning:/m);
    expect(said).not.toBe("");
    // What could not be written is no success.
    expect(open.exitCode === 2 || !/EACCES|EROFS|EPERM/.test(said)).toBe(true);
    expect([closed.exitCode, closed.stderr]).toEqual([open.exitCode, open.stderr]);
    expect(snapshot(project.folder)).toEqual(before);
  },
  PATIENCE_MS,
);
