import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { Project } from "../kit/project.ts";
import { runCommand } from "../kit/run-command.ts";
import { HookProject, PLANTED } from "./hook-project.ts";

describe("git's own hooks", () => {
  test(
    "refuse a commit with a secret and take one without, and keep what was there",
    { timeout: 60_000 },
    async () => {
      using project = new HookProject();
      mkdirSync(project.path(".git/hooks"), { recursive: true });
      project.write({ ".git/hooks/pre-commit": "#!/usr/bin/env bash\necho mine >> .git/mine\nexit 0\n" });
      chmodSync(project.path(".git/hooks/pre-commit"), 0o755);
      const { exitCode, stdout } = await project.hooks("install --yes");
      expect([exitCode, stdout]).toEqual([
        0,
        "✓ wrote .git/hooks/pre-commit, .git/hooks/pre-push, .gitleaks.toml, .gitignore\n",
      ]);
      expect(project.commits("a.txt", PLANTED)).toBe(false);
      expect(existsSync(project.path(".git/mine"))).toBe(false);
      project.git("rm", "-q", "--cached", "a.txt");
      expect(project.commits("b.txt", "harmless")).toBe(true);
      expect(project.read(".git/mine")).toBe("mine\n");
      expect(await project.hooks("status")).toMatchObject({
        exitCode: 0,
        stdout: "✓ pre-commit runs confide, by git\n✓ pre-push runs confide, by git\n",
      });
    },
  );

  test("refuse a push of what the commit hook missed", { timeout: 60_000 }, async () => {
    using project = new HookProject();
    using remote = new Project();
    execFileSync("git", ["init", "-q", "--bare", remote.path("it.git")]);
    project.git("remote", "add", "origin", remote.path("it.git"));
    await project.hooks("install --yes");
    expect(project.commits("a.txt", "harmless")).toBe(true);
    project.git("push", "-q", "origin", "main");
    project.write({ "b.txt": PLANTED });
    project.git("add", "b.txt");
    project.git("commit", "-q", "--no-verify", "-m", "x");
    expect(() => project.git("push", "-q", "origin", "main")).toThrow("failed to push");
  });

  test(
    "are in the folder that core.hooksPath names, and serve a worktree too",
    { timeout: 60_000 },
    async () => {
      using project = new HookProject();
      project.git("config", "core.hooksPath", ".githooks");
      await project.hooks("install --yes");
      expect(statSync(project.path(".githooks/pre-commit")).mode & 0o111).not.toBe(0);
      expect(project.commits("a.txt", "harmless")).toBe(true);
      project.git("config", "core.hooksPath", project.path(".githooks"));
      project.git("worktree", "add", "-q", "tree");
      mkdirSync(project.path("tree/node_modules/.bin"), { recursive: true });
      execFileSync("cp", [
        project.path("node_modules/.bin/confide"),
        project.path("tree/node_modules/.bin/confide"),
      ]);
      expect(project.commits("b.txt", PLANTED, project.path("tree"))).toBe(false);
    },
  );

  test(
    "stop a commit in a worktree without packages, and say what to do there",
    { timeout: 60_000 },
    async () => {
      using project = new HookProject();
      await project.hooks("install --yes");
      expect(project.commits("a.txt", "harmless")).toBe(true);
      project.git("worktree", "add", "-q", "tree");
      const tree = project.path("tree");
      const commit = () =>
        spawnSync("git", ["commit", "-q", "--allow-empty", "-m", "x"], {
          cwd: tree,
          env: project.env,
          encoding: "utf8",
        });
      const { status, stderr } = commit();
      expect([status, stderr]).toEqual([
        1,
        `confide: ${tree} has no node_modules/.bin/confide to look for secrets with: run npm install there, as in each worktree\n`,
      ]);
      symlinkSync(project.path("node_modules"), join(tree, "node_modules"));
      expect(commit().status).toBe(0);
    },
  );

  test("of a package in a worktree without packages name that package's folder", async () => {
    using project = new HookProject();
    project.write({ "packages/api/confide.config.ts": project.read("confide.config.ts"), "packages/api/package.json": "{}" });
    renameSync(project.path("node_modules"), project.path("packages/api/node_modules"));
    const { exitCode } = await runCommand(["hooks", "install", "--yes"], { cwd: project.path("packages/api"), env: project.env });
    expect(exitCode).toBe(0);
    rmSync(project.path("packages/api/node_modules"), { recursive: true });
    const { stderr } = spawnSync("git", ["commit", "-q", "--allow-empty", "-m", "x"], { cwd: project.folder, env: project.env, encoding: "utf8" });
    expect(stderr).toContain(`confide: ${project.path("packages/api")} has no node_modules/.bin/confide`);
  }); // prettier-ignore

  test("of every repository of the machine are left alone", async () => {
    using project = new HookProject();
    using shared = new Project();
    project.git("config", "core.hooksPath", shared.folder);
    const { exitCode, stderr } = await project.hooks("install --yes");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("outside of the repository")]);
    expect(existsSync(shared.path("pre-commit"))).toBe(false);
  });

  test("that are no script of the shell are left alone", async () => {
    using project = new HookProject();
    mkdirSync(project.path(".git/hooks"), { recursive: true });
    project.write({ ".git/hooks/pre-commit": "#!/usr/bin/env python3\nprint(1)\n" });
    const { exitCode, stderr } = await project.hooks("install --yes");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no script of the shell")]);
    expect(project.read(".git/hooks/pre-commit")).toBe("#!/usr/bin/env python3\nprint(1)\n");
  });

  test("of a package in a repository run there", async () => {
    using project = new HookProject();
    project.write({
      "packages/api/confide.config.ts": project.read("confide.config.ts"),
      "packages/api/package.json": "{}",
    });
    const { exitCode } = await runCommand(["hooks", "install", "--yes"], {
      cwd: project.path("packages/api"),
      env: project.env,
    });
    expect(exitCode).toBe(0);
    expect(project.read(".git/hooks/pre-commit")).toContain(
      '(cd "packages/api" && npx --no confide scan --staged) || exit $?',
    );
  });
});

function expectHusky(project: HookProject): void {
  expect(project.read(".husky/pre-commit")).toMatch(
    /^npm test\n\n# confide: begin[^\n]*\n\[ -e "node_modules[^\n]*\nnode_modules\/.bin\/confide scan --staged \|\| exit \$\?\n# confide: end\n$/,
  );
  expect(project.read(".husky/pre-push")).toContain("node_modules/.bin/confide scan --history");
}

function expectLefthook(project: HookProject): void {
  const text = project.read("lefthook.yml");
  expect(text).toContain(
    "# mine\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint # quick\n",
  );
  expect(parseYaml(text)).toMatchObject({
    "pre-commit": { commands: { "confide-scan": { run: "node_modules/.bin/confide scan --staged" } } },
    "pre-push": { commands: { "confide-scan": { run: "node_modules/.bin/confide scan --history" } } },
  });
}

function expectSimpleGitHooks(project: HookProject): void {
  expect(JSON.parse(project.read("package.json"))).toEqual({
    "simple-git-hooks": {
      "pre-commit": "npx lint-staged && node_modules/.bin/confide scan --staged",
      "pre-push": "node_modules/.bin/confide scan --history",
    },
  });
}

function expectPreCommit(project: HookProject): void {
  const text = project.read(".pre-commit-config.yaml");
  expect(text).toContain("  - repo: local # mine\n    hooks:\n      - id: own\n");
  const { repos } = parseYaml(text) as { repos: { hooks: { id: string; entry: string }[] }[] };
  expect(repos[1]?.hooks.map(({ id }) => id)).toEqual([
    "confide-scan",
    "confide-scan-history",
    "gitleaks",
    "detect-secrets",
  ]);
  expect(JSON.parse(project.read(".secrets.baseline"))).toMatchObject({ version: "1.5.0", results: {} });
}

const MANAGED = {
  husky: {
    files: { ".husky/pre-commit": "npm test\n" },
    expected: expectHusky,
    next: "husky",
  },
  lefthook: {
    files: {
      "lefthook.yml":
        "# mine\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint # quick\n",
    },
    expected: expectLefthook,
    next: "lefthook install",
  },
  "simple-git-hooks": {
    files: { "package.json": '{\n  "simple-git-hooks": {\n    "pre-commit": "npx lint-staged"\n  }\n}\n' },
    expected: expectSimpleGitHooks,
    next: "simple-git-hooks",
  },
  "pre-commit": {
    files: {
      ".pre-commit-config.yaml":
        'repos:\n  - repo: local # mine\n    hooks:\n      - id: own\n        name: own\n        entry: "true"\n        language: system\n',
    },
    expected: expectPreCommit,
    next: "pre-commit install --hook-type pre-commit --hook-type pre-push",
  },
} as const;

describe.each(Object.keys(MANAGED) as (keyof typeof MANAGED)[])("%s", (name) => {
  const { files, expected, next } = MANAGED[name];

  test("is found, gets confide's hooks beside its own, and a second run changes nothing", async () => {
    using project = new HookProject(files);
    const written = JSON.parse((await project.hooks("install --yes --json")).stdout) as {
      data: object;
      next: { command: string }[];
    };
    expect(written.data).toMatchObject({ manager: name, outcome: "written" });
    expect(written.next.map(({ command }) => command.replace(/^npx /, ""))).toEqual([next]);
    expected(project);
    expect(JSON.parse((await project.hooks("install --yes --json")).stdout)).toMatchObject({
      data: { outcome: "unchanged" },
    });
  });

  test("is configured, and git doesn't run it: that is a problem", async () => {
    using project = new HookProject(files);
    await project.hooks("install --yes");
    const { exitCode, stdout } = await project.hooks("status --json");
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      1,
      { problems: [{ code: "hook-missing" }, { code: "hook-missing" }] },
    ]);
  });

  test("gets its files back by uninstall", async () => {
    using project = new HookProject(files);
    await project.hooks("install --yes");
    expect((await project.hooks("uninstall --yes")).stdout).toMatch(/^✓ took confide out of /);
    const [[file, before]] = Object.entries(files) as [[string, string]];
    expect(project.read(file).trim()).toBe(before.trim());
    expect((await project.hooks("uninstall --yes")).stdout).toBe("✓ no hook runs confide\n");
  });
});

test("a new configuration of pre-commit is written in lines", async () => {
  using project = new HookProject();
  await project.hooks("install --manager pre-commit --yes");
  expect(project.read(".pre-commit-config.yaml")).toMatch(
    /^default_install_hook_types: \[ pre-commit, pre-push \]\nrepos:\n {2}- repo: local\n {4}hooks:\n {6}- id: confide-scan\n/,
  );
});

describe("what scanners are told of", () => {
  test("is the form of secrets by the schema, where that is more than any word", async () => {
    using project = new HookProject({ ".gitleaks.toml": "# mine\n[extend]\nuseDefault = true\n" });
    const { stdout } = await project.hooks("install --yes --json --git-secrets");
    expect((JSON.parse(stdout) as { data: { patterns: string[] } }).data.patterns).toEqual([
      "stripe.apiKey",
      "github",
    ]);
    const text = project.read(".gitleaks.toml");
    expect(text).toMatch(/^# mine\n/);
    expect((parseToml(text) as { rules: object[] }).rules).toEqual([
      {
        id: "setting-stripe-apiKey",
        description: "The setting stripe.apiKey",
        regex: "sk_live_[0-9A-Za-z_+/=.-]{12,}",
        keywords: ["sk_live_"],
      },
      {
        id: "setting-github",
        description: "The setting github",
        regex: "ghx_[A-Za-z0-9]{36}",
        keywords: ["ghx_"],
      },
    ]);
    expect(project.read(".gitsecrets")).toBe("sk_live_[0-9A-Za-z_+/=.-]{12,}\nghx_[A-Za-z0-9]{36}\n");
    expect(project.read(".gitignore")).toContain("\n.env\n");
  });
});

test("a person sees the differences, and no writes nothing", async () => {
  using project = new HookProject();
  const { stdout, stderr } = await runCommand(["hooks", "install"], {
    cwd: project.folder,
    env: { ...project.env, NO_COLOR: "1" },
    isTTY: true,
    columns: 80,
    lines: ["n"],
  });
  expect(stdout).toBe("Nothing was written.\n");
  expect(stderr).toContain(".git/hooks/pre-commit (new)\n+ #!/bin/sh\n+ # confide: begin.");
  expect(existsSync(project.path(".git/hooks/pre-push"))).toBe(false);
});

test("outside of a repository there is nothing to install into", async () => {
  using project = new Project({ "confide.config.ts": "export default { schema: {} };" });
  const { exitCode, stderr } = await runCommand(["hooks", "install", "--yes"], {
    cwd: project.folder,
    env: { PATH: process.env.PATH ?? "" },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("confide:");
});
