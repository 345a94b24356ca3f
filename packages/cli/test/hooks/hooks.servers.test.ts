// pre-commit itself builds gitleaks, which takes minutes: pre-commit.long.test.ts runs it.
import { mkdirSync } from "node:fs";

import { beforeAll, describe, expect, test } from "vitest";

import { debianProgram } from "../../../../scripts/servers.ts";
import { hookTools, RealProject, TOKEN } from "./real-project.ts";
import { PLANTED } from "./hook-project.ts";

let gitSecrets: string;
let tools: Awaited<ReturnType<typeof hookTools>>;
beforeAll(async () => {
  gitSecrets = await debianProgram("git-secrets");
  tools = await hookTools();
}, 600_000);

describe.each([
  ["husky", { ".husky/pre-commit": "" }, "husky", []],
  ["lefthook", { "lefthook.yml": "" }, "lefthook", ["install"]],
  ["simple-git-hooks", { ".simple-git-hooks.json": "{}\n" }, "simple-git-hooks", []],
] as const)("%s itself", (_, files, program, parameters) => {
  test("refuses a commit with a secret, and takes one without", { timeout: 120_000 }, async () => {
    using project = new RealProject(tools, files);
    expect((await project.hooks("install --yes")).exitCode).toBe(0);
    expect(project.run(program, parameters).status).toBe(0);
    expect((await project.hooks("status")).exitCode).toBe(0);
    expect(project.takes("a.txt", `password is ${PLANTED}\n`)).toBe(false);
    expect(project.takes("b.txt", "harmless\n")).toBe(true);
  });
});

describe("the configuration that is written", () => {
  test("makes gitleaks find the form that the schema gives a secret", async () => {
    using project = new RealProject(tools);
    await project.hooks("install --yes");
    mkdirSync(project.path("src"));
    project.write({ "src/a.txt": `${TOKEN}\n`, "src/b.txt": "ghx_short\n" });
    const { status, stdout } = project.run(tools.gitleaks, [
      "dir",
      "src",
      "-c",
      ".gitleaks.toml",
      "--redact",
      "-v",
      "--no-banner",
      "-f",
      "json",
      "-r",
      "-",
    ]);
    const found = JSON.parse(stdout.slice(stdout.lastIndexOf("\n[") + 1) || "[]") as {
      RuleID: string;
      File: string;
    }[];
    expect([status, found.map(({ RuleID, File }) => [RuleID, File])]).toEqual([
      1,
      [["setting-github", "src/a.txt"]],
    ]);
  });

  test("makes git-secrets refuse it too", async () => {
    using project = new RealProject(tools);
    await project.hooks("install --yes --git-secrets");
    const secrets = (...parameters: readonly string[]) => project.run("bash", [gitSecrets, ...parameters]);
    expect(secrets("--add-provider", "--", "cat", ".gitsecrets").status).toBe(0);
    project.write({ "a.txt": `${TOKEN}\n`, "b.txt": "harmless\n" });
    expect(secrets("--scan", "a.txt").status).toBe(1);
    expect(secrets("--scan", "b.txt").status).toBe(0);
  });
});
