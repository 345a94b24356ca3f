import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { debianProgram, goProgram, npmPrograms, pythonProgram } from "../../../../scripts/servers.ts";
import { COMMANDS } from "../../src/commands.ts";
import { HookProject, PLANTED } from "./hook-project.ts";

const GITLEAKS = "github.com/zricethezav/gitleaks/v8";
/** Of the form that the schema of the test's definition gives. */
const TOKEN = ["ghx", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("_");

let gitleaks: string;
let gitSecrets: string;
let managers: string;
let preCommit: Awaited<ReturnType<typeof pythonProgram>>;
beforeAll(async () => {
  gitleaks = await goProgram(GITLEAKS, "v8.30.1");
  gitSecrets = await debianProgram("git-secrets");
  managers = await npmPrograms({ husky: "9.1.7", lefthook: "2.2.2", "simple-git-hooks": "2.14.0" });
  preCommit = await pythonProgram("pre-commit", "4.7.0");
}, 600_000);

/** A repository with the real confide, whose definition knows the planted value, where `confide scan` is there. */
class RealProject extends HookProject {
  constructor(files: Readonly<Record<string, string>> = {}) {
    super({ ".env": `PLAIN=${PLANTED}\n`, ...files });
    if (COMMANDS.some(({ name }) => name === "scan")) this.#useRealConfide();
    for (const name of ["husky", "lefthook", "simple-git-hooks"]) this.#link(name);
    this.write({ ".gitignore": "node_modules\n.env\n" });
  }

  #useRealConfide(): void {
    const bin = resolve(import.meta.dirname, "../../src/bin.ts");
    this.write({ "node_modules/.bin/confide": `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n` });
    chmodSync(this.path("node_modules/.bin/confide"), 0o755);
  }

  #link(name: string): void {
    for (const path of [name, join(".bin", name)])
      symlinkSync(join(managers, "node_modules", path), this.path("node_modules", path));
  }

  /** With tools in front on PATH. */
  run(program: string, parameters: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const PATH = [
      join(this.folder, "node_modules/.bin"),
      preCommit.bin,
      join(gitleaks, ".."),
      this.env.PATH ?? "",
    ].join(delimiter);
    return spawnSync(program, parameters, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...this.env, PATH, ...env },
    });
  }

  takes(name: string, text: string, env: Readonly<Record<string, string>> = {}): boolean {
    this.write({ [name]: text });
    this.run("git", ["add", "-f", name]);
    const { status } = this.run("git", ["commit", "-qm", "x"], env);
    if (status !== 0) this.run("git", ["rm", "-q", "-f", "--cached", name]);
    return status === 0;
  }
}

describe.each([
  ["husky", { ".husky/pre-commit": "" }, "husky", []],
  ["lefthook", { "lefthook.yml": "" }, "lefthook", ["install"]],
  ["simple-git-hooks", { ".simple-git-hooks.json": "{}\n" }, "simple-git-hooks", []],
] as const)("%s itself", (_, files, program, parameters) => {
  test("refuses a commit with a secret, and takes one without", { timeout: 120_000 }, async () => {
    using project = new RealProject(files);
    expect((await project.hooks("install --yes")).exitCode).toBe(0);
    expect(project.run(program, parameters).status).toBe(0);
    expect((await project.hooks("status")).exitCode).toBe(0);
    expect(project.takes("a.txt", `password is ${PLANTED}\n`)).toBe(false);
    expect(project.takes("b.txt", "harmless\n")).toBe(true);
  });
});

describe("pre-commit itself", () => {
  test(
    "runs confide, gitleaks and detect-secrets: each refuses what it finds, and all take what is harmless",
    { timeout: 900_000 },
    async () => {
      using project = new RealProject({ ".pre-commit-config.yaml": "repos: []\n" });
      const { env } = preCommit;
      const own = { ...env, PRE_COMMIT_HOME: join(preCommit.bin, "../.hooks"), GOFLAGS: "-mod=mod" };
      expect((await project.hooks("install --yes")).exitCode).toBe(0);
      const installed = project.run(
        "python3",
        ["-m", "pre_commit", "install", "--hook-type", "pre-commit", "--hook-type", "pre-push"],
        own,
      );
      expect([installed.status, installed.stderr]).toEqual([0, ""]);
      expect((await project.hooks("status")).exitCode).toBe(0);
      project.run("git", [
        "add",
        ".pre-commit-config.yaml",
        ".secrets.baseline",
        ".gitleaks.toml",
        ".gitignore",
        "confide.config.ts",
        "package.json",
      ]);
      const first = project.run("git", ["commit", "-m", "x"], own);
      expect([first.status, first.stdout + first.stderr]).toMatchObject([
        0,
        expect.stringContaining("detect-secrets"),
      ]);
      expect(project.takes("a.txt", `password is ${PLANTED}\n`, own)).toBe(false);
      expect(
        project.takes("b.txt", `it is ${TOKEN}\n`, { ...own, SKIP: "confide-scan,detect-secrets" }),
      ).toBe(false);
      expect(
        project.takes("c.py", 'password = "n0t-a-placeholder-9fQ2vXbT7Lw"\n', {
          ...own,
          SKIP: "confide-scan,gitleaks",
        }),
      ).toBe(false);
      expect(project.takes("d.txt", "harmless\n", own)).toBe(true);
    },
  );
});

describe("the configuration that is written", () => {
  test("makes gitleaks find the form that the schema gives a secret", async () => {
    using project = new RealProject();
    await project.hooks("install --yes");
    mkdirSync(project.path("src"));
    project.write({ "src/a.txt": `${TOKEN}\n`, "src/b.txt": "ghx_short\n" });
    const { status, stdout } = project.run(gitleaks, [
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
    using project = new RealProject();
    await project.hooks("install --yes --git-secrets");
    const secrets = (...parameters: readonly string[]) => project.run("bash", [gitSecrets, ...parameters]);
    expect(secrets("--add-provider", "--", "cat", ".gitsecrets").status).toBe(0);
    project.write({ "a.txt": `${TOKEN}\n`, "b.txt": "harmless\n" });
    expect(secrets("--scan", "a.txt").status).toBe(1);
    expect(secrets("--scan", "b.txt").status).toBe(0);
  });
});
