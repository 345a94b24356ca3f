import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";

const PASSWORD = "Tr0ub4dor&3-und-mehr";
const TOKEN = `ghp_${"a1B2".repeat(9)}`;
const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
  GIT_CONFIG_NOSYSTEM: "1",
};
/** With git, and with no scanner. */
const TOOLS = { PATH: "/usr/bin:/bin", HOME: "/nonexistent", ...IDENTITY };

let project: Project;

beforeEach(() => {
  project = new Project({
    "confide.config.ts": definitionFile(
      "port: z.int().default(3000), database: z.object({ host: z.string(), password: secret(z.string()) })",
    ),
    ".env": `DATABASE_HOST=db.example.com\nDATABASE_PASSWORD=${PASSWORD}\n`,
    ".gitignore": ".env\nnode_modules\n",
    "app.ts": "export const host = 'db.example.com';\n",
  });
  git("init", "--quiet", "--initial-branch=main");
  commit();
});

afterEach(() => {
  project[Symbol.dispose]();
});

function git(...argv: readonly string[]): string {
  return execFileSync("git", argv, { cwd: project.folder, env: TOOLS, stdio: "pipe" }).toString().trim();
}

function commit(): void {
  git("add", "--all");
  git("commit", "--quiet", "--message=a change");
}

async function scan(
  argv: readonly string[] = [],
  options: Partial<RunCommandOptions> = {},
): Promise<CommandOutput> {
  const output = await runCommand(["scan", ...argv], { cwd: project.folder, env: TOOLS, ...options });
  expect(output.stdout + output.stderr).not.toContain(PASSWORD);
  expect(output.stdout + output.stderr).not.toContain(TOKEN);
  return output;
}

async function scanned(argv: readonly string[] = [], options: Partial<RunCommandOptions> = {}) {
  const { exitCode, stdout } = await scan([...argv, "--json"], options);
  return { ...(JSON.parse(stdout) as Envelope), exitCode };
}

interface Envelope {
  readonly exitCode: number;
  readonly problems: readonly Record<string, unknown>[];
  readonly warnings: readonly Record<string, unknown>[];
  readonly next: readonly Record<string, unknown>[];
  readonly data: {
    readonly findings: readonly Record<string, unknown>[];
    readonly settings: readonly string[];
    readonly patterns: unknown;
    readonly baseline: unknown;
  } | null;
}

describe("of a work tree", () => {
  test("nothing is found where nothing is", async () => {
    const { exitCode, stdout, stderr } = await scan();
    expect(stdout).toMatch(
      /^✓ nothing found in 4 files, \d KB: looked for the value of 1 secret, and for known formats of tokens\n$/,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("a value is found in whatever form, with its place", async () => {
    project.write({ "src/db.ts": `const url = "postgres://app:${encodeURIComponent(PASSWORD)}@db";\n` });
    const { exitCode, data, problems } = await scanned();
    expect(exitCode).toBe(1);
    expect(data?.settings).toEqual(["database.password"]);
    const place = { path: "src/db.ts", line: 1, column: 29 };
    expect(data?.findings).toEqual([
      { kind: "own", name: "database.password", form: "percent", in: "content", ...place },
    ]);
    expect(problems).toMatchObject([
      { code: "own-value", setting: "database.password", secret: true, file: "src/db.ts", line: 1 },
    ]);
  });

  test("paths begin in the folder in which it was started", async () => {
    project.write({ "src/a/b.ts": PASSWORD, "c.ts": PASSWORD });
    const { problems } = await scanned([], { cwd: project.path("src/a") });
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(["../../c.ts", "b.ts"]));
  });

  test("a person reads it in sentences", async () => {
    project.write({ "a.ts": `// ${PASSWORD}\n` });
    const { exitCode, stdout } = await scan();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^1 found in 5 files, \d KB: looked for the value of 1 secret, and for known formats of tokens\n\n✗ database.password \(secret\)  its value is in the file\n/);
    expect(stdout).toContain("in     a.ts:1\n");
    expect(stdout).toContain("fix    take it out of the file; if it was ever pushed, replace the value first\n");
  }); // prettier-ignore

  test("what has the form of a token is found too", async () => {
    project.write({ "a.ts": `x\n  ${TOKEN}\n` });
    const { problems, data } = await scanned();
    expect(problems).toMatchObject([{ code: "pattern", file: "a.ts", line: 2 }]);
    expect(data?.patterns).toEqual({ scanner: "known-formats", version: null });
  });

  test("a file's name that is the value isn't shown", async () => {
    project.write({ [`x/${PASSWORD}`]: "" });
    const { problems } = await scanned();
    expect(problems).toMatchObject([{ file: "x/[secret database.password]" }]);
  });

  test("progress is shown on a terminal, and goes at the end", async () => {
    for (let index = 0; index < 40; index++) project.write({ [`big/${index}.txt`]: "x ".repeat(500_000) });
    const { screen } = await runInTerminal(["scan"], { cwd: project.folder, env: TOOLS });
    expect(screen).toMatch(/\d+ looked through, \d+(?:\.\d)? [KM]B/);
    expect(screen.slice(screen.lastIndexOf("\r"))).toContain("\u001B[K");
    expect(screen).toContain("nothing found");
  });
});

describe("of other places", () => {
  test("the index's content counts, not the file's", async () => {
    project.write({ "a.ts": PASSWORD });
    git("add", "a.ts");
    project.write({ "a.ts": "harmless", "b.ts": PASSWORD });
    const { problems } = await scanned(["--staged"]);
    expect(problems).toMatchObject([{ setting: "database.password", file: "a.ts" }]);
  });

  test("in a hook of commit -a git's own index counts", async () => {
    project.write({ ".git/hooks/pre-commit": '#!/bin/sh\necho "$GIT_INDEX_FILE" > .git/index-of-hook\ncp "$GIT_INDEX_FILE" .git/kept\n' });
    chmodSync(project.path(".git/hooks/pre-commit"), 0o755);
    project.write({ "app.ts": `x ${PASSWORD}` });
    git("commit", "--quiet", "--all", "--message=all");
    git("reset", "--quiet", "--soft", "HEAD~1");
    git("reset", "--quiet");
    expect(readFileSync(project.path(".git/index-of-hook"), "utf8")).toContain("index");
    expect((await scanned(["--staged"])).exitCode).toBe(0);
    const env = { ...TOOLS, GIT_INDEX_FILE: ".git/kept" };
    expect((await scanned(["--staged"], { env })).problems).toMatchObject([{ file: "app.ts" }]);
  }); // prettier-ignore

  test("the history, with the commit", async () => {
    project.write({ "a.ts": `\n${PASSWORD}` });
    commit();
    const id = git("rev-parse", "HEAD");
    git("rm", "--quiet", "a.ts");
    commit();
    expect((await scanned()).exitCode).toBe(0);
    const { data, problems } = await scanned(["--history"]);
    expect(data?.findings).toMatchObject([
      { path: "a.ts", line: 2, commit: { id, author: "Ada <ada@example.com>" } },
    ]);
    expect(problems[0]?.["message"]).toContain(`since the commit ${id.slice(0, 12)} by Ada <ada@example.com> on 20`);
  }); // prettier-ignore

  test("what no branch leads to is said, and shown on demand", async () => {
    execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: project.folder, input: PASSWORD });
    const { exitCode, warnings } = await scanned(["--history"]);
    expect(exitCode).toBe(0);
    expect(warnings).toMatchObject([
      { code: "left-out", message: expect.stringContaining("1 object") as string },
    ]);
    expect((await scanned(["--history", "--unreachable"])).exitCode).toBe(1);
  });

  test("a path, which git may ignore", async () => {
    project.write({ ".gitignore": ".env\nnode_modules\ndist\n", "dist/app.js": PASSWORD });
    expect((await scanned()).exitCode).toBe(0);
    expect((await scanned(["--path", "dist"])).problems).toMatchObject([{ file: "dist/app.js", line: 1 }]);
    expect((await scanned(["--image", "dist/app.js"])).problems).toHaveLength(1);
  });

  test("standard input", async () => {
    const { problems } = await scanned(["--stdin"], { input: `a log\n${btoa(PASSWORD)}\n` });
    expect(problems).toMatchObject([{ file: "stdin", line: 2 }]);
  });

  test("two of them at once are refused", async () => {
    expect(await scanned(["--staged", "--history"])).toMatchObject({ exitCode: 2, problems: [{ code: "usage" }] });
    expect(await scanned(["--unreachable"])).toMatchObject({ exitCode: 2, problems: [{ code: "usage" }] });
    expect(await scanned(["--write"])).toMatchObject({ exitCode: 2, problems: [{ code: "usage" }] });
  }); // prettier-ignore
});

describe("whose values are looked for", () => {
  test("those of each source, also where an earlier one wins", async () => {
    project.write({ "a.ts": PASSWORD, "b.ts": "from-the-environment-1" });
    const env = { ...TOOLS, DATABASE_PASSWORD: "from-the-environment-1" };
    const { problems } = await scanned([], { env });
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(["a.ts", "b.ts"]));
  });

  test("also where the configuration would not load", async () => {
    project.write({ ".env": `DATABASE_PASSWORD=${PASSWORD}\n`, "a.ts": PASSWORD });
    expect((await scanned()).problems).toHaveLength(1);
  });

  test("of a group that one variable fills", async () => {
    project.write({ ".env": `DATABASE={"host":"db.example.com","password":"${PASSWORD}"}\n`, "a.ts": `x ${PASSWORD}` });
    expect((await scanned()).problems).toMatchObject([{ setting: "database.password", file: "a.ts" }]);
  }); // prettier-ignore

  test("what is short or common is not, and is named", async () => {
    project.write({ ".env": "DATABASE_PASSWORD=admin\n", "a.ts": "admin" });
    const { exitCode, warnings } = await scanned();
    expect(exitCode).toBe(0);
    expect(warnings).toMatchObject([{ code: "no-values" }, { code: "weak-value", setting: "database.password" }]);
  }); // prettier-ignore

  test("a default is part of the code", async () => {
    project.write({ "confide.config.ts": definitionFile(`token: secret(z.string().default("${PASSWORD}"))`), ".env": "" });
    expect((await scanned()).exitCode).toBe(0);
  }); // prettier-ignore

  test("a store on another machine is asked only with --all-sources", async () => {
    project.write({
      "confide.config.ts": `import { defineConfig, env, fromStore, memory, secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";
const far = memoryStore({ token: "${PASSWORD}".split("").reverse().join("") }, { kind: "far-store" });
export default defineConfig({
  schema: z.object({ token: secret(z.string()), key: secret(z.string()) }),
  sources: [env(), memory({ key: "a-value-that-is-near" }), fromStore(far)],
});
`,
      "a.ts": PASSWORD.split("").toReversed().join(""),
    });
    const { problems, next } = await scanned();
    expect(problems.map(({ file, setting }) => [file, setting])).toEqual([["confide.config.ts", "key"]]);
    expect(next).toMatchObject([{ command: "confide scan --all-sources" }]);
    expect((await scanned(["--all-sources"])).problems).toMatchObject([
      { setting: "token" },
      { setting: "key" },
    ]);
  });

  test("a source that fails is no clean scan", async () => {
    project.write({
      "confide.config.ts": definitionFile(
        "token: secret(z.string())",
        `[{ name: "odd", locate: ({ name }) => name, read: async () => { throw new Error("${PASSWORD}"); }, readSync() {} }]`,
      ),
      ".env": "",
    });
    git("add", "--all");
    expect(await scanned(["--staged"])).toMatchObject({
      exitCode: 2,
      problems: [{ code: "source-failed" }, { code: "own-value" }].slice(0, 1),
      data: null,
    });
  });
});

describe("what could not be read", () => {
  test("is exit code 2, beside what was found", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 3\n`;
    project.write({ "a.bin": pointer, "a.ts": PASSWORD });
    expect(await scanned()).toMatchObject({
      exitCode: 2,
      problems: [{ code: "unread", reason: "lfs", file: "a.bin" }, { code: "own-value", file: "a.ts" }],
      data: null,
    });
  }); // prettier-ignore

  test("may be the repository as a whole", async () => {
    project.write({ ".git/shallow": `${git("rev-parse", "HEAD")}\n` });
    const { problems } = await scanned(["--history"]);
    expect(problems).toMatchObject([{ code: "unread", reason: "shallow" }]);
  });

  test("may be the place itself", async () => {
    expect(await scanned(["--path", "nowhere"])).toMatchObject({
      exitCode: 2,
      problems: [{ code: "not-found", message: `There is nothing at ${project.path("nowhere")}` }],
    });
    const { stderr } = await scan(["src"]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      "takes no arguments, only options fix a file is named by an option: --path PATH, --image FILE, --baseline FILE",
    );
    const env = { ...TOOLS, PATH: "/nonexistent" };
    expect(await scanned([], { env })).toMatchObject({ exitCode: 2, problems: [{ code: "no-git" }] });
  }); // prettier-ignore
});

describe("a baseline", () => {
  const file = "baseline.json";

  test("is written after a question, and holds neither text nor hash of it", async () => {
    project.write({ "a.ts": TOKEN });
    expect(await scan(["--baseline", file, "--write"], { isTTY: true, lines: ["n"] })).toMatchObject({ exitCode: 1 });
    expect(await scan(["--baseline", file, "--write", "--yes"])).toMatchObject({ exitCode: 0 });
    const text = project.read(file);
    expect(JSON.parse(text)).toMatchObject({ version: 1, findings: [{ rule: "github-token", path: "a.ts" }] });
    expect(text).not.toContain(TOKEN);
  }); // prettier-ignore

  test("keeps what was looked at, wherever its line moves, and not what is new", async () => {
    project.write({ "a.ts": TOKEN });
    await scan(["--baseline", file, "--write", "--yes"]);
    project.write({ "a.ts": "", "b/c.ts": `\n\n  ${TOKEN}` });
    const again = await scanned(["--baseline", file]);
    expect(again).toMatchObject({
      exitCode: 0,
      warnings: [],
      data: { baseline: { file, known: 1, unused: 0 } },
    });
    project.write({ "d.ts": `ghp_${"c3D4".repeat(9)}` });
    expect((await scanned(["--baseline", file])).problems).toMatchObject([{ code: "pattern", file: "d.ts" }]);
  });

  test("entries that nothing needs are reported, of a whole scan", async () => {
    project.write({ "a.ts": TOKEN });
    await scan(["--baseline", file, "--write", "--yes"]);
    project.write({ "a.ts": "" });
    expect((await scanned(["--baseline", file])).warnings).toMatchObject([{ code: "unused-baseline" }]);
    expect((await scanned(["--baseline", file, "--staged"])).warnings).toEqual([]);
    await scan(["--baseline", file, "--write", "--yes"]);
    expect((await scanned(["--baseline", file])).warnings).toEqual([]);
  });

  test("a value that confide knows can't be in it", async () => {
    project.write({ ".env": `DATABASE_PASSWORD=${TOKEN}\n`, "a.ts": TOKEN });
    expect(await scan(["--baseline", file, "--write", "--yes"])).toMatchObject({ exitCode: 1 });
    expect(JSON.parse(project.read(file))).toMatchObject({ findings: [] });
  });

  test("the question shows no key", async () => {
    const { stderr } = await scan(["--baseline", file, "--write"], { isTTY: true, lines: ["n"] });
    expect(stderr).toContain('"key": "…"');
  });

  test("has to be there, and has to be one", async () => {
    expect(await scanned(["--baseline", file])).toMatchObject({ exitCode: 2, problems: [{ code: "no-baseline" }] });
    project.write({ [file]: '{ "version": 1 }' });
    expect(await scanned(["--baseline", file])).toMatchObject({ exitCode: 2, problems: [{ code: "not-a-baseline" }] });
  }); // prettier-ignore
});

describe("SARIF", () => {
  interface Log {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly { readonly executionSuccessful: boolean }[];
      readonly results: readonly SarifResult[];
    }[];
  }
  interface SarifResult {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly message: { readonly text: string };
    readonly locations: readonly unknown[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  }
  async function log(argv: readonly string[] = []) {
    const { stdout, exitCode } = await scan(["--sarif", ...argv]);
    const parsed = JSON.parse(stdout) as Log;
    return { parsed, exitCode, results: parsed.runs[0]?.results ?? [] };
  }

  test("has a result for each finding, with its rule, its place and no snippet", async () => {
    project.write({ "a b.ts": `\n ${PASSWORD}`, "c.ts": TOKEN });
    const { parsed, exitCode, results } = await log();
    expect(exitCode).toBe(1);
    expect(parsed.version).toBe("2.1.0");
    const rules = parsed.runs[0]?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(rules).toEqual(["own-value/database.password", "pattern/github-token"]);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]).toBe(ruleId);
    expect(results[0]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: "a%20b.ts" }, region: { startLine: 2, startColumn: 2 } } },
    ]);
    expect(JSON.stringify(parsed)).not.toContain("snippet");
  }); // prettier-ignore

  test("a finding has one fingerprint, wherever its line moves", async () => {
    project.write({ "a.ts": `${PASSWORD}\n${PASSWORD}` });
    const before = (await log()).results.map((each) => each.partialFingerprints["confide/v1"]);
    project.write({ "a.ts": `\n\n${PASSWORD}\n\n${PASSWORD}` });
    expect((await log()).results.map((each) => each.partialFingerprints["confide/v1"])).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  test("says that nothing was found, and that it could not look", async () => {
    expect((await log()).parsed.runs[0]).toMatchObject({ results: [], invocations: [{ executionSuccessful: true }] });
    project.write({ "a.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 3\n` });
    const { parsed, exitCode } = await log();
    expect(exitCode).toBe(2);
    expect(parsed.runs[0]?.invocations).toMatchObject([{ executionSuccessful: false }]);
  }); // prettier-ignore

  test("is one of three forms", async () => {
    expect(await scanned(["--sarif"])).toMatchObject({ exitCode: 2, problems: [{ code: "usage" }] });
  });
});
