import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand } from "./kit/run-command.ts";

const gitEnv = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

let project: Project;
beforeEach(() => {
  project = new Project({
    "confide.config.ts": `import "./src/names.ts";\n${definitionFile("port: z.int().default(1), database: z.object({ password: secret(z.string()) })")}process.env.PORT;\n`,
    "src/names.ts": "process.env.DATABASE_PASSWORD;\n",
    ".gitignore": "node_modules\n",
  });
  rmSync(project.path(".git"), { recursive: true });
  git("init", "-q");
});
afterEach(() => {
  project[Symbol.dispose]();
});

function git(...argv: readonly string[]): void {
  execFileSync("git", argv, { cwd: project.folder, env: gitEnv, stdio: "pipe" });
}

async function checkCode(
  files: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<CommandOutput> {
  project.write(files);
  git("add", "--all");
  return runCommand(["check", "--code", ...argv], { cwd: project.folder, env: gitEnv });
}

describe("check --code", () => {
  test("a setting is a problem, another variable a warning, each with its line", async () => {
    const { exitCode, stdout, stderr } = await checkCode({
      "src/server äpp.ts":
        "// ✓\nconst port = process.env.PORT ?? 'canary';\nconst token: string = process.env.TOKEN!;\n",
      "src/Page.vue":
        '<template>{{ a }}</template>\n<script setup lang="ts">\nconst a = import.meta.env.DATABASE_PASSWORD;\n</script>\n',
    });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`✗ database.password  DATABASE_PASSWORD is read here, past the definition
    in     src/Page.vue:3
    fix    take it from the loaded configuration
✗ port  PORT is read here, past the definition
    in     src/server äpp.ts:2
    fix    take it from the loaded configuration
`);
    expect(stderr).toBe(`! TOKEN is read here, and is no setting's variable
    in     src/server äpp.ts:3
    fix    make it a setting
`);
  });

  test.each([
    ["a.js", "const { PORT } = process.env;"],
    ["a.cjs", 'const { env } = require("node:process");\nmodule.exports = env.PORT;'],
    ["a.mjs", 'import { env } from "node:process";\nexport const port = env.PORT;'],
    ["a.ts", 'import process from "node:process";\nexport const port = process.env.PORT;'],
    ["a.mts", 'import { env as settings } from "process";\nexport const { PORT = "1" } = settings;'],
    ["a.cts", 'export const port = globalThis.process.env["PORT"];'],
    ["a.tsx", 'export const A = () => <p title={process["env"].PORT} />;'],
    ["a.jsx", "export const A = () => <p title={import.meta.env.PORT} />;"],
    ["b.ts", 'process.env.PORT ??= "1";'],
    ["b.js", "export default ({ PORT } = process.env) => PORT;"],
    ["a.svelte", "<script>\nlet { PORT } = import.meta.env;\n</script>"],
  ])("%s: %j", async (file, code) => {
    const { exitCode, stdout } = await checkCode({ [`src/${file}`]: `${code}\n` });
    expect([exitCode, stdout.match(/PORT is read here/g)?.length]).toEqual([1, 1]);
  });

  test("the definition, what it imports, tests, tools and what others made may read it", async () => {
    const files = [
      "src/a.test.ts",
      "test/kit.ts",
      "vite.config.ts",
      ".eslintrc.cjs",
      "dist/a.js",
      "vendor/a.js",
      "types/env.d.ts",
      "a.py",
    ];
    const { exitCode, stdout } = await checkCode({
      ...Object.fromEntries(files.map((file) => [file, "process.env.PORT;\n"])),
      "src/mode.ts": "if (process.env.NODE_ENV === 'production' && import.meta.env.DEV) {}\n",
    });
    expect([exitCode, stdout]).toEqual([0, "✓ no code reads a setting past the definition: 1 file\n"]);
  });

  test("a file that can't be parsed, or is too large, was not looked at: what others read is said, and nothing of it", async () => {
    const { exitCode, stdout, stderr } = await checkCode({
      "src/a.ts": "\nconst a = 'canary; process.env.PORT\n",
      "src/b.ts": "process.env.PORT;\n",
      "src/c.js": `//${"x".repeat(2 * 1024 * 1024)}\nprocess.env.PORT;\n`,
      "src/d.vue": '<script lang="tsx">\nconst d = <a b={process.env.PORT} />;\n</script>\n',
    });
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(stdout).toBe(`✗ port  PORT is read here, past the definition
    in     src/b.ts:1
    fix    take it from the loaded configuration
✗ port  PORT is read here, past the definition
    in     src/d.vue:2
    fix    take it from the loaded configuration
✗ src/a.ts can't be parsed, so what it reads isn't known
    in     src/a.ts:2
✗ src/c.js is larger than 2 MiB, so what it reads isn't known
`);
  });

  test("where git tracks no code yet, it says that it looked at none", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["check", "--code"], {
      cwd: project.folder,
      env: gitEnv,
    });
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toBe(
      "! git tracks no code of an application here, so none was looked at\n    fix    git add it first\n",
    );
  });

  test("without git it could not look", async () => {
    rmSync(project.path(".git"), { recursive: true });
    const { exitCode, stderr } = await runCommand(["check", "--code"], { cwd: project.folder, env: gitEnv });
    expect([exitCode, stderr.includes("The definition is in no git repository")]).toEqual([2, true]);
  });
});
