// The real program, as a shell starts it.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { runByPipe, runInTerminal } from "./kit/run-program.ts";

let project: Project;
beforeAll(() => {
  project = new Project({
    ".env": "",
    "confide.config.ts": definitionFile(
      'port: z.int().default(1), database: z.object({ password: secret(z.string()), aRatherLongNameOfASetting: z.string().default("x") })',
    ),
  });
});
afterAll(() => {
  project[Symbol.dispose]();
});

const ESCAPE = "\u001B";

describe("in a terminal of 80 columns", () => {
  test("a table fits, with colours, and with the next step", async () => {
    const { exitCode, screen } = await runInTerminal(["explain", "database.password"], {
      cwd: project.folder,
    });
    expect(exitCode).toBe(1);
    expect(screen).toContain(`${ESCAPE}[1mdatabase.password${ESCAPE}[22m  text, secret, required`);
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const lines = screen.replaceAll(/\u001B\[\d+m/g, "").split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("a report fits, and says all", async () => {
    const { exitCode, screen } = await runInTerminal(["check"], {
      cwd: project.folder,
      env: { NO_COLOR: "1", DATABASE_A_RATHER_LONG_NAME_OF_A_SETTING: "x", PORT: "not a number at all" },
    });
    expect(exitCode).toBe(1);
    expect(screen).toContain(
      "\n  database.password (secret)   missing\n      looked in  env DATABASE_PASSWORD ·",
    );
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const { stdout } = await runByPipe(["check"], {
      cwd: project.folder,
      env: { PORT: "not a number at all" },
    });
    expect(stdout).toMatch(/\n {2}port +expected an integer, [^\n]* env PORT\n/);
  });

  test("NO_COLOR takes the colours away", async () => {
    const { screen } = await runInTerminal(["explain"], { cwd: project.folder, env: { NO_COLOR: "1" } });
    expect(screen).toContain("database.password (secret)");
    expect(screen).not.toContain(`${ESCAPE}[`);
  });

  test("init shows what it would write, and one answer writes it all", async () => {
    using fresh = new Project({ ".env": "API_KEY=canary\n" });
    const no = await runInTerminal(["init"], { cwd: fresh.folder, answer: "n", env: { NO_COLOR: "1" } });
    expect([no.exitCode, no.screen.includes("Nothing was written.")]).toEqual([0, true]);
    const yes = await runInTerminal(["init"], { cwd: fresh.folder, answer: "y" });
    expect([yes.exitCode, yes.screen.includes("canary")]).toEqual([0, false]);
    expect(yes.screen).toContain(`${ESCAPE}[32m+     apiKey: secret(z.string()),${ESCAPE}[39m`);
    expect(fresh.read("confide.config.js")).toContain("    apiKey: secret(z.string()),\n");
  });

  test("doctor's table and problems fit", async () => {
    const { exitCode, screen } = await runInTerminal(["doctor"], {
      cwd: project.folder,
      env: { NO_COLOR: "1" },
    });
    expect([exitCode, screen.includes(`${ESCAPE}[`)]).toEqual([0, false]);
    expect(screen).toMatch(/^looked at +found\nNode\.js +\d+\./);
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("a question is answered by typing", async () => {
    const argv = ["docs", "ASKED.md"];
    const no = await runInTerminal(argv, { cwd: project.folder, answer: "n" });
    expect([no.exitCode, no.screen.includes("Write ASKED.md? [y/N]")]).toEqual([1, true]);
    const yes = await runInTerminal(argv, { cwd: project.folder, answer: "y" });
    expect([yes.exitCode, yes.screen.includes("wrote ASKED.md")]).toEqual([0, true]);
  });
});

describe("by a pipe", () => {
  test("there are no colours, unless FORCE_COLOR asks for them", async () => {
    const { stdout } = await runByPipe(["explain"], { cwd: project.folder, env: { CI: "true" } });
    expect(stdout).not.toContain(ESCAPE);
    const forced = await runByPipe(["explain"], { cwd: project.folder, env: { FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain(ESCAPE);
  });

  test("a reader that stops reading is no failure, and nothing is said of it", async () => {
    const { exitCode, stderr } = await runByPipe(["example"], { cwd: project.folder, closed: true });
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  test("a coding agent is detected", async () => {
    const { stdout } = await runByPipe(["check"], { cwd: project.folder, env: { AI_AGENT: "some-agent" } });
    expect(stdout).toMatch(/^confide check: problems found, exit code 1\nproblem \{"code":"missing"/);
    expect(stdout).not.toContain("some-agent");
  });

  test("the version is the package's, and without a home folder nothing changes", async () => {
    expect(await runByPipe(["--version"], { cwd: "/", env: { HOME: "/nowhere" } })).toEqual({
      exitCode: 0,
      stdout: "0.0.0\n",
      stderr: "",
    });
  });
});

test("what a definition prints goes to stderr, so that stdout stays JSON; what it leaves open keeps nothing", async () => {
  using noisy = new Project({
    "confide.config.ts": `console.log("noise");\nsetInterval(() => undefined, 1000);\n${definitionFile("port: z.int().default(1)")}`,
  });
  const { exitCode, stdout, stderr } = await runByPipe(["check", "--json"], { cwd: noisy.folder });
  expect([exitCode, stderr]).toEqual([0, "noise\n"]);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0 });
});

test("Node's warning of a package without a type is kept from people, as a definition there works", async () => {
  using typeless = new Project({
    "package.json": "{}",
    "confide.config.ts": definitionFile("port: z.int().default(1)"),
  });
  const { exitCode, stderr } = await runByPipe(["check"], { cwd: typeless.folder });
  expect([exitCode, stderr]).toEqual([0, ""]);
});

test("nor does it warn of a definition in a package that is CommonJS", async () => {
  using commonJs = new Project({
    "package.json": '{ "type": "commonjs" }',
    "confide.config.ts": definitionFile("port: z.int().default(1)"),
  });
  const { exitCode, stderr } = await runByPipe(["check"], { cwd: commonJs.folder });
  expect([exitCode, stderr]).toEqual([0, ""]);
});

describe("a definition is no success, and each reader is told in its form,", () => {
  const ends = "called process.exit(), which would have ended confide";
  const never = "waits for what never comes";
  test.each([
    ["that ends the program", "\nprocess.exit(0);", "exit-called", `confide.config.ts:2 ${ends}`],
    ["that ends it from TypeScript for jiti", "enum A { B }\nprocess.exit(A.B);", "exit-called", ends],
    [
      "that ends it later",
      "setTimeout(() => process.exit(0), 1); await new Promise(() => {});",
      "exit-called",
      `confide.config.ts:1 ${ends}`,
    ],
    ["that waits for what never comes", "await new Promise(() => undefined);", "waits-for-nothing", never],
  ])("%s", async (_, code, expected, message) => {
    using stuck = new Project({ "confide.config.ts": `${code}\nexport default {};\n` });
    const { exitCode, stdout, stderr } = await runByPipe(["check", "--json"], { cwd: stuck.folder });
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      problems: [{ code: expected, message: expect.stringContaining(message) as string }],
      data: null,
    });
    const person = await runByPipe(["check"], { cwd: stuck.folder });
    expect([person.exitCode, person.stdout]).toEqual([2, ""]);
    expect(person.stderr.replaceAll(/\s+/g, " ")).toContain(message);
  });

  test("whose source ends the program", async () => {
    const source = '[{ name: "odd", locate: () => "x", read: async () => process.exit(0) }]';
    using stuck = new Project({ "confide.config.ts": definitionFile("a: z.string()", source) });
    const { exitCode, stdout } = await runByPipe(["check", "--json"], { cwd: stuck.folder });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: "failed", setting: "a" }] });
  });
});

test("a working folder that was deleted is said, in each reader's form, and help needs none", async () => {
  const gone = mkdtempSync(join(tmpdir(), "confide-gone-"));
  const bin = resolve(import.meta.dirname, "../src/bin.ts");
  const inGone = (line: string) =>
    spawnSync(
      "sh",
      ["-c", `cd "$1" && rmdir "$1" && exec "$2" "$3" ${line}`, "sh", gone, process.execPath, bin],
      {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      },
    );
  const { status, stdout } = inGone("check --json");
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, problems: [{ code: "no-working-folder" }] });
  mkdirSync(gone);
  const person = inGone("init --yes");
  expect([person.status, person.stderr]).toEqual([
    2,
    "confide: The working folder isn't there any more\n    fix    change into one that is: cd\n",
  ]);
  mkdirSync(gone);
  expect(inGone("--help").status).toBe(0);
});

test.skipIf(!existsSync("/dev/full"))("output that a full disk doesn't take is no success", () => {
  const bin = resolve(import.meta.dirname, "../src/bin.ts");
  const full = openSync("/dev/full", "w");
  const { status } = spawnSync(process.execPath, [bin, "example"], {
    cwd: project.folder,
    stdio: ["ignore", full, "ignore"],
  });
  closeSync(full);
  expect(status).toBe(2);
});

test("an error in a definition's own time is one sentence without its message", async () => {
  const code = `setTimeout(() => { throw new Error("canary"); }, 0);
${definitionFile("a: z.string().optional()", '[{ name: "slow", locate: () => "x", read: () => new Promise(() => {}) }]')}`;
  using broken = new Project({ "confide.config.ts": code });
  const { exitCode, stdout, stderr } = await runByPipe(["check"], { cwd: broken.folder });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("confide: Something failed that should not: Error");
  expect(stdout + stderr).not.toContain("canary");
  const read = await runByPipe(["check", "--json"], { cwd: broken.folder });
  expect(JSON.parse(read.stdout)).toMatchObject({ exitCode: 2, problems: [{ code: "unexpected" }] });
});

test.skipIf(process.getuid?.() === 0)("a folder that can't be written to is named", async () => {
  using readOnly = new Project({ "confide.config.ts": definitionFile("a: z.string().optional()") });
  chmodSync(readOnly.folder, 0o555);
  const { exitCode, stderr } = await runByPipe(["docs", "y.md", "--yes"], { cwd: readOnly.folder });
  expect([exitCode, stderr.includes("y.md could not be written (EACCES)")]).toEqual([2, true]);
});

test("a file whose folder isn't there is named", async () => {
  const { exitCode, stderr } = await runByPipe(["docs", "x/y.md", "--yes"], { cwd: project.folder });
  expect([exitCode, stderr.includes("y.md could not be written (ENOENT)")]).toEqual([2, true]);
});

describe("compiled code is kept for the next start", () => {
  const startedIn = async (home: string, env: Readonly<Record<string, string>> = {}) =>
    runByPipe(["check", "--json"], { cwd: project.folder, env: { HOME: home, XDG_CACHE_HOME: "", ...env } });

  test("where only its owner may read, and nothing else is made", async () => {
    using home = new Project();
    const first = await startedIn(home.folder);
    const folder = home.path(".cache/confide");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).length).toBeGreaterThan(0);
    expect(await startedIn(home.folder)).toEqual(first);
  });

  test.each([
    ["where others may read the folder", {}, 0o755],
    ["where it is turned off", { NODE_DISABLE_COMPILE_CACHE: "1" }, 0o700],
  ])("not %s", async (_, env, mode) => {
    using home = new Project({ ".cache/confide/x": "" });
    chmodSync(home.path(".cache/confide"), mode);
    expect((await startedIn(home.folder, env)).exitCode).toBe(1);
    expect(readdirSync(home.path(".cache/confide"))).toEqual(["x"]);
  });

  test("not where there is no home: none is made", async () => {
    using home = new Project();
    expect((await startedIn(home.path("none"))).exitCode).toBe(1);
    expect(existsSync(home.path("none"))).toBe(false);
  });
});

describe("what a start loads", () => {
  const hook = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    process.on("exit", () => process.stderr.write(loaded.join("\\n")));
  `;
  const node = [process.execPath, "--import", `data:text/javascript,${encodeURIComponent(hook)}`];
  const loadedBy = async (...argv: readonly string[]) => {
    const { stderr } = await runByPipe(argv, { cwd: project.folder, node });
    const files = stderr.split("\n").filter((url) => url.startsWith("file:"));
    return new Set(files.map((url) => url.split("/packages/cli/src/").at(-1)));
  };
  const always = [
    "bin.ts",
    "commands.ts",
    "compile-cache.ts",
    "commands/table/audit.ts",
    "commands/table/guard.ts",
    "commands/table/key.ts",
    "commands/table/leaks.ts",
    "commands/table/machine.ts",
    "commands/table/policy.ts",
    "commands/table/program.ts",
    "commands/table/rotation.ts",
    "commands/table/secret.ts",
    "could-not-look.ts",
    "exit-call.ts",
    "options/option-spec.ts",
    "options/options.ts",
    "parse/parse.ts",
    "process-terminal.ts",
    "run.ts",
    "unexpected.ts",
  ];

  test("--help: nothing of core, of zod, or of a command", async () => {
    expect(await loadedBy("--help")).toEqual(new Set([...always, "parse/help.ts"]));
  });

  test("the completion of an option: no more, and no definition", async () => {
    const files = ["completion/answer.ts", "completion/complete.ts", "completion/scripts.ts"];
    expect(await loadedBy("__complete", ":--", "explain")).toEqual(new Set([...always, ...files]));
  });
});
