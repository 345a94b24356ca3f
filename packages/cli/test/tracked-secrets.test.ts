import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";

const DEFINITION = definitionFile("port: z.int().default(1), token: secret(z.string().default('x'))");
const gitEnv = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

let project: Project;
beforeEach(() => {
  project = new Project({ "confide.config.ts": DEFINITION, ".gitignore": "node_modules\n" });
  rmSync(project.path(".git"), { recursive: true });
  git("init -q");
});
afterEach(() => {
  project[Symbol.dispose]();
});

function git(line: string, folder = project.folder): void {
  execFileSync("git", line.split(" "), { cwd: folder, env: gitEnv, stdio: "pipe" });
}

function committed(files: Readonly<Record<string, string>>): void {
  project.write(files);
  git("add --all --force -- . :!node_modules");
  git("commit -qm x");
}

async function confide(line: string, options: Partial<RunCommandOptions> = {}): Promise<CommandOutput> {
  return runCommand(line.split(" "), { cwd: project.folder, env: gitEnv, ...options });
}

async function foundIn(line: string, options: Partial<RunCommandOptions> = {}): Promise<readonly string[]> {
  const { stdout } = await confide(`${line} --json`, options);
  const { problems } = JSON.parse(stdout) as { problems: { code: string; file: string }[] };
  return problems.map(({ code, file }) => `${code} ${file}`);
}

const KEY = "-----BEGIN PRIVATE KEY-----\nmade-up\n";

describe("check --files", () => {
  test("finds each kind of file that a repository must not have, in sub-folders too", async () => {
    const bad = {
      ".env": "TOKEN=canary\n",
      "colon/.env": "TOKEN: canary\n",
      "apps/web/.env.production": "OTHER=canary\n",
      "certs/server.pem": KEY,
      "certs/bundle.pem": `-----BEGIN CERTIFICATE-----\n${KEY}`,
      "deploy/id_ed25519": KEY,
      "keys/äpp key.p12": "canary",
      "gcp/credentials.json": "{}",
      "secrets/db_password.txt": "canary",
      "tls.key": KEY,
      "key.txt": "# created: 2026\nAGE-SECRET-KEY-1MADEUP\n",
      "deploy/age-keys.txt": "AGE-SECRET-KEY-1MADEUP\n",
    };
    committed(bad);
    expect((await foundIn("check --files")).toSorted()).toEqual(
      Object.keys(bad)
        .map((file) => `tracked-secret ${file}`)
        .toSorted(),
    );
    const { exitCode, stdout, stderr } = await confide("check --files");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(stdout).not.toContain("canary");
    expect(stdout).toContain(`✗ git tracks .env, and something in it may be a secret
    fix    git rm --cached .env, name it in .gitignore, and change what it held: the history keeps it
`);
  });

  test("and nothing else", async () => {
    committed({
      ".env": "# of everybody\nPORT=3000\nTOKEN=\n",
      ".env.example": "TOKEN=made-up\n",
      ".env.local.example": "TOKEN=made-up\n",
      ".env.vault": 'TOKEN="encrypted:BE9Y7LKANx77X1pv1"\n',
      ".environment": "TOKEN=x\n",
      "certs/ca.pem": "-----BEGIN CERTIFICATE-----\nx\n",
      "keys/jwt.pub.pem": "-----BEGIN PUBLIC KEY-----\nx\n",
      "src/secrets/store.ts": "export {};\n",
      "secrets/README.md": "x\n",
      "secrets/prod.yaml": "password: ENC[AES256_GCM,data:x]\n",
      "secrets/prod.enc.json": "{}\n",
      "secrets/.gitkeep": "",
      "docs/keynote.keys.txt": "x\n",
    });
    const { exitCode, stdout } = await confide("check --files");
    expect([exitCode, stdout]).toEqual([0, "✓ git tracks no file of secrets: 16 files\n"]);
  });

  test("of what git ignores, it says which files others can read", async () => {
    committed({ ".gitignore": "node_modules\n.env\nsecrets\n*.log\n" });
    project.write({ ".env": "TOKEN=canary\n", "secrets/a": "x", "secrets/b": "x", "x.log": "x" });
    chmodSync(project.path(".env"), 0o644);
    chmodSync(project.path("secrets/a"), 0o604);
    chmodSync(project.path("secrets/b"), 0o640);
    const { exitCode, stderr } = await confide("check --files");
    expect(exitCode).toBe(0);
    expect(stderr.split("\n").filter((line) => line.startsWith("!"))).toEqual([
      "! other users of this machine can read .env",
      "! other users of this machine can read secrets/a",
    ]);
    expect(stderr).toContain("fix    chmod o= .env");
  });

  test.each(["app", "app/deep/below"])("in %s, which git ignores as a whole, too", async (folder) => {
    committed({ ".gitignore": "node_modules\napp\n" });
    project.write({
      [`${folder}/confide.config.ts`]: DEFINITION,
      [`${folder}/.env`]: "TOKEN=canary\n",
      [`${folder}/x`]: "",
    });
    const { exitCode, stdout, stderr } = await confide("check --files", { cwd: project.path(folder) });
    expect([exitCode, stdout]).toEqual([0, "✓ git tracks no file of secrets: 0 files\n"]);
    expect(stderr.match(/^! .*/gm)).toEqual(["! other users of this machine can read .env"]);
  });

  test("a check that names nothing says that it could not ask git, where there is a repository", async () => {
    committed({ ".env": "A=canary\n" });
    const env = { ...gitEnv, PATH: "/nowhere" };
    const { exitCode, stderr } = await confide("check", { env });
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringContaining("git isn't there: whether it tracks files"),
    ]);
    rmSync(project.path(".git"), { recursive: true });
    expect((await confide("check", { env })).stderr).not.toContain("git isn't there");
  });

  test("is a part of a check that names nothing", async () => {
    committed({ "sub/.env": "A=canary\n" });
    expect(await foundIn("check")).toEqual(["tracked-secret sub/.env"]);
    const { exitCode, stdout } = await confide("check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^✓ the configuration loads: 2 settings\n\n✗ git tracks sub\/\.env, /);
    git("rm -q --cached sub/.env");
    expect((await confide("check")).stdout).toBe("✓ the configuration loads: 2 settings\n");
  });

  test("from a folder below, files are named as they are seen from there", async () => {
    committed({ ".env": "A=canary\n", "sub/x": "" });
    expect(await foundIn("check --files", { cwd: project.path("sub") })).toEqual(["tracked-secret ../.env"]);
  });
});

describe("a repository of another form", () => {
  test("submodules are looked into", async () => {
    const inner = project.path("../inner");
    mkdirSync(inner);
    git("init -q", inner);
    project.write({ "../inner/.env": "A=canary\n" });
    git("add .env", inner);
    git("commit -qm x", inner);
    git("-c protocol.file.allow=always submodule --quiet add ../inner vendor/inner");
    expect(await foundIn("check --files")).toEqual(["tracked-secret vendor/inner/.env"]);
    const { stdout } = await confide("check --files --json");
    const { problems } = JSON.parse(stdout) as { problems: { fix: string }[] };
    const [command = ""] = /git .*?(?=,)/.exec(problems[0]?.fix ?? "") ?? [];
    expect(command).toBe("git -C vendor/inner rm --cached .env");
    git(command.slice("git ".length));
    expect(await foundIn("check --files")).toEqual([]);
  });

  test.each([
    ["a worktree", "worktree add -q ../other"],
    ["a shallow clone", "clone -q --depth 1 --no-local . ../other"],
  ])("%s has all files", async (_, line) => {
    committed({ "a/.env": "A=canary\n" });
    committed({ later: "" });
    git(line);
    symlinkSync(project.path("node_modules"), project.path("../other/node_modules"));
    expect(await foundIn("check --files", { cwd: project.path("../other") })).toEqual([
      "tracked-secret a/.env",
    ]);
  });

  test.each<[string, () => void, string]>([
    [
      "none",
      () => rmSync(project.path(".git"), { recursive: true }),
      "The definition is in no git repository",
    ],
    ["bare", () => git("config core.bare true"), "The repository is bare: it has no files to look at"],
    ["broken", () => project.write({ ".git/config": "[canary" }), "git failed (128)"],
  ])("%s: one clear report, and none where the look isn't named", async (_, change, message) => {
    change();
    const { exitCode, stdout, stderr } = await confide("check --files");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`confide: ${message}`);
    expect(stderr).not.toContain("canary");
    expect((await confide("check")).exitCode).toBe(0);
  });

  test("no git at all", async () => {
    const { exitCode, stderr } = await confide("check --files", { env: { PATH: dirname(project.folder) } });
    expect([exitCode, stderr]).toEqual([
      2,
      "confide: git isn't there\n    fix    install git, or add it to PATH\n",
    ]);
  });
});
