// README's first files and commands, by a newcomer in an empty folder.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { blocksOf } from "../docs/blocks.ts";
import { plainEnvironment } from "../examples/copied-example.ts";
import { root, run } from "../workspace.ts";
import { packed } from "./scratch-app.ts";

const { blocks } = blocksOf("README.md", readFileSync(join(root, "README.md"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "confide-readme-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const commands = blocks
  .find(({ language, code }) => language === "sh" && code.includes("npm install @confide/core"))
  ?.code.trim()
  .split("\n")
  .map((line) => line.replace(/ #.*/, ""));

function write(name: string): void {
  const found = blocks.find(({ file }) => file === name);
  if (found === undefined) throw new Error(`README.md has no ${name}`);
  writeFileSync(join(folder, name), found.code);
}

async function enter(command: string): Promise<{ readonly code: number; readonly output: string }> {
  const here = command.replace("@confide/core", packed("@confide/core"));
  return run("sh", ["-c", here], { cwd: folder, env: plainEnvironment(), tools: false });
}

test(
  "a first configuration and its test take five commands or fewer, and no warning",
  { timeout: 300_000 },
  async () => {
    expect(commands?.length).toBeLessThanOrEqual(5);
    const [start = "", ...others] = commands?.toReversed() ?? [];
    for (const name of ["confide.config.ts", "main.ts", "config.test.ts"]) write(name);
    const printed: string[] = [];
    for (const command of others.toReversed()) {
      const { code, output } = await enter(command);
      expect({ command, code, output }).toMatchObject({ command, code: 0 });
      printed.push(output);
    }
    expect(printed.join("\n")).toMatch(/Tests .*1 passed/);
    expect(printed.join("\n")).not.toMatch(/warn/i);
    const refused = await enter(start);
    expect(refused.output).toMatch(/database\.password \(secret\) +missing/);
    expect(refused.code).toBe(1);
    write(".env");
    expect(await enter(start)).toEqual({ code: 0, output: "" });
  },
);
