import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

const FILES = [
  ".claude/settings.json",
  ".codex/hooks.json",
  ".cursor/hooks.json",
  ".github/hooks/confide.json",
  "AGENTS.md",
  "CLAUDE.md",
];

const install = async ({ folder }: Project) =>
  runCommand(["init", "--agents", "--yes", "--json"], { cwd: folder });
const texts = (project: Project) => FILES.map((file) => project.read(file));

describe("confide init --agents", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project({
      ".claude/settings.json":
        '{\n    "permissions": { "deny": ["Read(./.env)"] },\n    "hooks": {\n        "PreToolUse": [\n            { "matcher": "Bash", "hooks": [{ "type": "command", "command": "mine" }] }\n        ]\n    }\n}\n',
      "CLAUDE.md": "# Mine\n",
    });
  });
  afterAll(() => project[Symbol.dispose]());

  test("puts the guard into each agent's hooks, and keeps what is there", async () => {
    expect((await install(project)).exitCode).toBe(0);
    const claude = JSON.parse(project.read(".claude/settings.json")) as {
      hooks: Record<string, unknown[]>;
      permissions: unknown;
    };
    expect(claude.permissions).toEqual({ deny: ["Read(./.env)"] });
    expect(Object.keys(claude.hooks)).toEqual(["PreToolUse", "PostToolUse", "PostToolUseFailure"]);
    expect(claude.hooks.PreToolUse).toHaveLength(2);
    expect(project.read(".claude/settings.json")).toContain(
      '    "permissions": { "deny": ["Read(./.env)"] },\n',
    );
    expect(JSON.parse(project.read(".cursor/hooks.json"))).toMatchObject({
      version: 1,
      hooks: { beforeReadFile: [{ failClosed: true }] },
    });
    expect(JSON.parse(project.read(".github/hooks/confide.json"))).toMatchObject({
      version: 1,
      hooks: { postToolUse: [{ type: "command" }] },
    });
    expect(JSON.parse(project.read(".codex/hooks.json"))).toMatchObject({
      hooks: { PostToolUse: [{ hooks: [{ type: "command" }] }] },
    });
    expect(project.read("CLAUDE.md")).toBe("# Mine\n\n@AGENTS.md\n");
    expect(project.read("AGENTS.md")).toContain("A hook refuses what would read a secret");
  });

  test("changes nothing when it is run again", async () => {
    const before = texts(project);
    expect(JSON.parse((await install(project)).stdout)).toMatchObject({ data: { outcome: "unchanged" } });
    expect(texts(project)).toEqual(before);
  });

  test.each(["[]", "{ broken", '{ "hooks": { "PreToolUse": 3 } }'])(
    "says so where a file of hooks is %s, and writes nothing",
    async (text) => {
      using own = new Project({ ".claude/settings.json": text });
      const { exitCode, stdout } = await install(own);
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([2, { problems: [{ code: "unreadable-file" }] }]);
      expect(own.read(".claude/settings.json")).toBe(text);
    },
  );
});

describe("the command of a hook", () => {
  const commandsIn = (value: unknown): readonly string[] => {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) =>
      (name === "command" || name === "bash") && typeof inner === "string" ? [inner] : commandsIn(inner),
    );
  };

  test.each(FILES.filter((file) => file.endsWith(".json")))(
    "of %s runs the guard that is installed, and passes where none is",
    async (file) => {
      using project = new Project();
      await install(project);
      const commands = new Set(commandsIn(JSON.parse(project.read(file))));
      expect(commands.size).toBe(1);
      const [command = ""] = commands;
      const run = (cwd: string) =>
        execFileSync("sh", ["-c", command], {
          cwd,
          input: "{}",
          encoding: "utf8",
          env: { ...process.env, CLAUDE_PROJECT_DIR: cwd },
        });
      using fake = new Project({
        "bin/node_modules/.bin/confide": '#!/bin/sh\necho "$@"; cat\n',
        "none/x": "",
      });
      chmodSync(fake.path("bin/node_modules/.bin/confide"), 0o755);
      execFileSync("rm", ["-rf", fake.path(".git")]);
      expect(run(fake.path("bin"))).toMatch(/^guard (?:claude-code|codex|cursor|copilot)\n\{\}$/);
      expect(run(fake.path("none"))).toMatch(/^(?:|\{\}\n)$/);
    },
  );
});
