import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "pre-commit-"));
  const filter = (path: string) => basename(path) !== "node_modules";
  cpSync(import.meta.dirname, folder, { recursive: true, filter });
  symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"), "junction");
  run("git", "init", "--quiet");
  writeFileSync(join(folder, ".env"), "DATABASE_HOST=localhost\nDATABASE_PASSWORD=made-up-and-long\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(program: string, ...parameters: readonly string[]): string {
  const author = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com" };
  const committer = { GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com" };
  const env = { ...process.env, ...author, ...committer };
  return execFileSync(program, parameters, { cwd: folder, encoding: "utf8", stdio: "pipe", env });
}

function commit(text: string): void {
  writeFileSync(join(folder, "notes.md"), text);
  run("git", "add", "notes.md");
  run("git", "commit", "--quiet", "--message", "Notes");
}

test("a commit with a secret is refused, and one without is taken", () => {
  run("node_modules/.bin/confide", "hooks", "install", "--manager", "git", "--yes");
  expect(() => commit("The password is made-up-and-long.\n")).toThrow("database.password");
  commit("The password is in .env.\n");
  expect(run("git", "log", "--format=%s")).toBe("Notes\n");
});

test("what is committed of the scanners' configuration fits the schema", () => {
  const output = run("node_modules/.bin/confide", "hooks", "install", "--dry-run", "--json");
  const { data } = JSON.parse(output) as {
    data: { manager: string; files: { file: string; change: string }[] };
  };
  expect(data.manager).toBe("pre-commit");
  expect(data.files.filter(({ change }) => change !== "unchanged")).toEqual([]);
});
