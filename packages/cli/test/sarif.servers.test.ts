// What --sarif writes, against SARIF's published schema.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { expect, test } from "vitest";

import { sarifErrors } from "../../../scripts/servers.ts";
import { definitionFile, Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

const PASSWORD = "Tr0ub4dor&3-und-mehr";
const TOKEN = `ghp_${"a1B2".repeat(9)}`;

test("the log is as the schema says, whatever was found and could not be read", { timeout: 120_000 }, async () => {
  using project = new Project({
    "confide.config.ts": definitionFile("token: secret(z.string())"),
    ".env": `TOKEN=${PASSWORD}\n`,
    ".gitignore": ".env\nnode_modules\nlog.sarif\n",
  });
  const git = (...argv: readonly string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...argv], { cwd: project.folder });
  git("init", "--quiet");
  const errors = async (...argv: readonly string[]) => {
    const options = { cwd: project.folder, env: { PATH: "/usr/bin:/bin" } };
    const { stdout, exitCode } = await runCommand(["scan", "--sarif", ...argv], options);
    writeFileSync(project.path("log.sarif"), stdout);
    return [exitCode, await sarifErrors(project.path("log.sarif"))];
  };
  expect(await errors()).toEqual([0, ""]);
  project.write({ "a b.ts": `\n ${PASSWORD}`, "c.ts": TOKEN, [`${PASSWORD}: d?.ts`]: "" });
  git("add", "--all");
  git("commit", "--quiet", "--message", PASSWORD);
  git("tag", "-m", PASSWORD, "v1");
  expect(await errors()).toEqual([1, ""]);
  expect(await errors("--history")).toEqual([1, ""]);
  project.write({ "a.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 3\n` });
  expect(await errors()).toEqual([2, ""]);
  writeFileSync(project.path("log.sarif"), JSON.stringify({ version: "2.1.0", runs: [{ results: [{ message: 1 }] }] }));
  expect(await sarifErrors(project.path("log.sarif"))).toContain("$.runs[0]");
}); // prettier-ignore
