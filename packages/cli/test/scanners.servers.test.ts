// The scanners for patterns themselves, each in the place of the one that is installed.
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { detectSecrets, gitleaks, kingfisher, type SecretScanner } from "../../../scripts/servers.ts";
import { definitionFile, Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

const PASSWORD = "Tr0ub4dor&3-und-mehr";
/** As GitHub makes them, and random enough for every scanner. */
const TOKEN = ["ghp", "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"].join("_");
const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

interface Scan {
  readonly exitCode: number;
  readonly problems: readonly Readonly<Record<string, unknown>>[];
  readonly data: {
    readonly patterns: { readonly scanner: string; readonly version: string };
    readonly findings: readonly Readonly<Record<string, unknown>>[];
  } | null;
}

describe.each([
  // Built from its module it doesn't know its version.
  ["gitleaks", "installed", gitleaks, { history: true }],
  ["kingfisher", "2.14.0", kingfisher, { history: true }],
  ["detect-secrets", "1.5.0", detectSecrets, { history: false }],
] as const)("%s", (name, version, install, { history }) => {
  let project: Project;
  let scanner: SecretScanner;
  beforeEach(async () => {
    scanner = await install();
    project = new Project({
      "confide.config.ts": definitionFile("token: secret(z.string())"),
      ".env": `TOKEN=${PASSWORD}\n`,
      ".gitignore": ".env\nnode_modules\nignored\n",
    });
    git("init", "--quiet", "--initial-branch=main");
    commit();
  });
  afterEach(() => {
    project[Symbol.dispose]();
  });

  function env(): Record<string, string> {
    const { PATH = "" } = process.env;
    return { PATH: `${scanner.folder}:${PATH}`, HOME: dirname(project.folder), ...scanner.env, ...IDENTITY };
  }
  function git(...argv: readonly string[]): void {
    execFileSync("git", argv, { cwd: project.folder, env: { ...process.env, ...IDENTITY }, stdio: "pipe" });
  }
  function commit(): void {
    git("add", "--all");
    git("commit", "--quiet", "--message=a change");
  }
  async function scan(...argv: readonly string[]): Promise<Scan> {
    const options = { cwd: project.folder, env: env() };
    const { exitCode, stdout, stderr } = await runCommand(["scan", ...argv, "--json"], options);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout + stderr).not.toContain(PASSWORD);
    return { ...(JSON.parse(stdout) as Scan), exitCode };
  }
  const pathsIn = ({ data }: Scan) =>
    new Set(data?.findings.filter(({ kind }) => kind === "pattern").map(({ path }) => path));

  test("is named with its version, and finds nothing in a clean tree", async () => {
    const { exitCode, data } = await scan("--staged");
    expect(exitCode).toBe(0);
    expect(data?.patterns).toEqual({ scanner: name, version });
  });

  test("finds tokens in files that git tracks or would, and in no others", async () => {
    const line = `const token = "${TOKEN}";\n`;
    project.write({ "src/a.ts": line, "ignored/b.ts": line, "c.ts": `// ${PASSWORD}\n` });
    const found = await scan();
    expect(found.exitCode).toBe(1);
    expect(pathsIn(found)).toEqual(new Set(["src/a.ts"]));
    expect(found.data?.findings).toContainEqual(expect.objectContaining({ kind: "own", path: "c.ts" }));
    const [pattern] = found.data?.findings.filter(({ kind }) => kind === "pattern") ?? [];
    expect(pattern).toMatchObject({ line: 1 });
  });

  test("finds them in the index, not in the files", async () => {
    project.write({ "a.ts": `const token = "${TOKEN}";\n` });
    git("add", "a.ts");
    project.write({ "a.ts": "", "b.ts": `const token = "${TOKEN}";\n` });
    expect(pathsIn(await scan("--staged"))).toEqual(new Set(["a.ts"]));
  });

  test("finds them below a path", async () => {
    project.write({ "ignored/b.ts": `const token = "${TOKEN}";\n` });
    expect(pathsIn(await scan("--path", "ignored"))).toEqual(new Set(["ignored/b.ts"]));
  });

  test("finds them in the history, or leaves that to confide", async () => {
    project.write({ "a.ts": `const token = "${TOKEN}";\n` });
    commit();
    git("rm", "--quiet", "a.ts");
    commit();
    const found = await scan("--history");
    expect(pathsIn(found)).toEqual(new Set(["a.ts"]));
    expect(found.data?.patterns.scanner).toBe(history ? name : "known-formats");
  });

  test("finds nothing of what is in the baseline, wherever it moves", async () => {
    project.write({ "a.ts": `const token = "${TOKEN}";\n` });
    const options = { cwd: project.folder, env: env() };
    await runCommand(["scan", "--baseline", "baseline.json", "--write", "--yes"], options);
    expect(project.read("baseline.json")).not.toContain(TOKEN);
    project.write({ "a.ts": "", "b.ts": `\n\nconst token = "${TOKEN}";\n` });
    git("add", "a.ts", "b.ts");
    expect(pathsIn(await scan("--staged", "--baseline", "baseline.json"))).toEqual(new Set());
    project.write({ "c.ts": `const token = "${TOKEN.replace("1a2B", "9z8Y")}";\n` });
    git("add", "c.ts");
    expect(pathsIn(await scan("--staged", "--baseline", "baseline.json"))).toEqual(new Set(["c.ts"]));
  });
});

test("a scanner that fails is no clean scan", async () => {
  using project = new Project({
    "confide.config.ts": definitionFile("token: secret(z.string())"),
    ".env": "",
    "bin/gitleaks": '#!/bin/sh\n[ "$1" = version ] && echo 9.9.9 && exit 0\necho made-up-words >&2\nexit 3\n',
  });
  execFileSync("chmod", ["+x", project.path("bin/gitleaks")]);
  execFileSync("git", ["init", "--quiet"], { cwd: project.folder });
  const env = { PATH: `${project.path("bin")}:${process.env["PATH"] ?? ""}`, HOME: project.folder };
  const { exitCode, stdout } = await runCommand(["scan", "--json"], { cwd: project.folder, env });
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: "scanner-failed" }] });
  expect(stdout).not.toContain("made-up-words");
});
