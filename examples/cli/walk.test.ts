// Does what the README says, in a copy of this folder, and compares what is printed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, expect, test } from "vitest";

const here = import.meta.dirname;
const folder = mkdtempSync(join(realpathSync(tmpdir()), "confide-walk-"));
const left = new Set(["node_modules", ".env", "SETTINGS.md"]);
cpSync(here, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
symlinkSync(join(here, "node_modules"), join(folder, "node_modules"), "junction");
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const readme = readFileSync(join(here, "README.md"), "utf8");
const steps = [...readme.matchAll(/```sh no-run="walk[^\n]*\n([^]*?)```\n\n```text\n([^]*?)```/g)];

/** Plain, and not as a coding agent that happens to run the test. */
const env = { PATH: process.env["PATH"], HOME: folder, npm_config_offline: "true", NO_COLOR: "1" };

test.each(steps.map(([, commands = "", printed = ""]) => [commands.trim(), printed]))(
  "%s",
  (commands, printed) => {
    const { stdout } = spawnSync("bash", ["-c", commands], { cwd: folder, env, encoding: "utf8" });
    expect(stdout.replaceAll(folder, "/app")).toBe(printed);
  },
);

test("the README has steps", () => {
  expect(steps.length).toBeGreaterThan(5);
});
