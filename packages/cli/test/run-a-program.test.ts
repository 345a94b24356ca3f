import { chmodSync, readdirSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand } from "./kit/run-command.ts";
import { StartedProgram } from "./kit/start-program.ts";

const PASSWORD = "canary p@ss 'w/rd";

let project: Project;
beforeAll(() => {
  project = new Project({
    ".env": `DATABASE_PASSWORD="${PASSWORD}"\nLIST=a, "b,c"\nTEXT='x y'\n`,
    "confide.config.ts": definitionFile(
      `port: z.int().default(3000), text: z.string(), list: z.array(z.string()), limits: z.record(z.string(), z.int()).default({ a: 1 }),
      database: z.object({ password: secret(z.string()), user: secret(z.string().default("canary-user-name")) })`,
    ),
    "not-a-program": "echo",
    "sub/program": '#!/bin/sh\necho started in "$(basename "$PWD")" as "$0" with "$@"\n',
  });
  chmodSync(project.path("sub/program"), 0o755);
});
afterAll(() => {
  project[Symbol.dispose]();
});

/** Confide in this process, the program in one of its own. */
async function ran(argv: readonly string[], { cwd = project.folder, env = {} } = {}): Promise<CommandOutput> {
  const { PATH = "", HOME = "" } = process.env;
  return runCommand(["run", ...argv], { cwd, env: { PATH, HOME, ...env }, startsPrograms: true });
}

const sh = (script: string) => ["--", "sh", "-c", script];

describe("the program's environment", () => {
  test("has the settings under the definition's names, defaults too, and confide's own variables", async () => {
    const script = `printf '%s\\n' "$PORT" "$TEXT" "$LIST" "$LIMITS" "$OTHER"; test "$DATABASE_PASSWORD" = "$EXPECTED" && echo same`;
    const env = { OTHER: "of the shell", EXPECTED: PASSWORD };
    const { stdout, exitCode } = await ran(sh(script), { env });
    expect(stdout.split("\n")).toEqual(["3000", "x y", 'a, "b,c"', '{"a":1}', "of the shell", "same", ""]);
    expect(exitCode).toBe(0);
  });

  test("is loaded by env() as the same configuration", async () => {
    const code = `
      import { createHash } from "node:crypto";
      import { loadConfig, env } from "@confide/core";
      import definition from "./confide.config.ts";
      const load = async (sources) => {
        const { database, ...others } = await loadConfig({ ...definition, sources });
        return JSON.stringify([others, database.password.reveal(), database.user.reveal()]);
      };
      const [inherited, own] = [await load([env()]), await load(definition.sources.slice(1))];
      console.log(inherited === own, createHash("sha256").update(inherited).digest("hex").length);`;
    project.write({ "child.ts": code });
    expect((await ran(["--", process.execPath, "child.ts"])).stdout).toBe("true 64\n");
  });

  test("has only what --only names, without the variables of other secrets, and --prefix before each", async () => {
    const env = { DATABASE_PASSWORD: PASSWORD, TEXT: "the shell's" };
    const only = ["--only", "list", "--only", "database.user", "--prefix", "APP_"];
    const script = "env | grep -E '^(APP|DATABASE|LIST|TEXT)' | sort";
    expect((await ran([...only, ...sh(script)], { env })).stdout.split("\n")).toEqual([
      "APP_DATABASE_USER=[secret database.user]",
      'APP_LIST=a, "b,c"',
      "TEXT=the shell's",
      "",
    ]);
  });

  test("a choice that names no setting is refused", async () => {
    const { exitCode, stderr } = await ran(["--only", "databse", ...sh("echo started")]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean database?");
  });

  test("no value is among the arguments of any process", async () => {
    using program = new StartedProgram(["run", ...sh("echo started; sleep 60")], { cwd: project.folder });
    await program.until("started");
    const commandLines = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => textOf(`/proc/${pid}/cmdline`));
    expect(commandLines.some((line) => line.includes("sleep 60"))).toBe(true);
    expect(commandLines.filter((line) => line.includes("canary"))).toEqual([]);
    program.child.kill("SIGTERM");
    expect(await program.ended()).toBe(143);
  });
});

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it has ended meanwhile
  }
}

describe("the program", () => {
  test("gets its arguments, stdin, and the folder in which confide was started", async () => {
    const { stdout } = await ran(["--", "./program", "--flag", "a b", "--", "-x"], {
      cwd: project.path("sub"),
    });
    expect(stdout).toBe("started in sub as ./program with --flag a b -- -x\n");
    using program = new StartedProgram(["run", "--", "cat"], { cwd: project.folder });
    program.type("typed");
    expect([await program.ended(), program.stdout]).toEqual([0, "typed"]);
  });

  test.each([
    ["its exit code is confide's", "exit 7", 7],
    ["a signal that ends it is 128 and its number", "kill -TERM $$", 143],
    ["a signal that can't be caught too", "kill -KILL $$", 137],
  ])("%s", async (_, script, expected) => {
    expect(await ran(sh(script))).toEqual({ exitCode: expected, stdout: "", stderr: "" });
  });

  test.each([
    ["isn't there", "no-such-program", 127, "There is no such program"],
    ["isn't there as a path", "./no-such-program", 127, "There is no such program"],
    ["may not be run", "./not-a-program", 126, "The program may not be run"],
    ["is a folder", "./sub", 126, "The program may not be run"],
  ])("that %s", async (_, name, expected, message) => {
    const { exitCode, stdout, stderr } = await ran(["--", name]);
    expect([exitCode, stdout]).toEqual([expected, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(name);
  });

  test("that a package of the project has is started by npx", async () => {
    expect((await ran(["--", "vitest"], { env: { PATH: "/usr/bin:/bin" } })).stderr).toContain(
      "confide run -- npx with its name behind it",
    );
    expect((await ran(["--", "no-such-program"])).stderr).toContain("confide run -- sh -c");
  });

  test("for a program, what kept it from starting is JSON", async () => {
    const { exitCode, stdout } = await ran(["--json", "--", "no-such-program"]);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 127,
      problems: [{ code: "program-not-found" }],
      data: { started: false },
    });
    expect(exitCode).toBe(127);
  });

  test("isn't started with a configuration that is invalid, and the report doesn't go to its stdout", async () => {
    const { exitCode, stdout, stderr } = await ran(sh("echo started"), { env: { PORT: "canary" } });
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("port   expected an integer");
    expect(stderr).not.toContain("canary");
  });

  test("null, which no variable holds, is left out with a warning", async () => {
    using odd = new Project({
      "settings.json": '{ "proxy": null, "port": 1, "token": "canary-token" }',
      "confide.config.ts": definitionFile(
        "proxy: z.string().nullable(), port: z.int(), token: secret(z.string())",
        '[file("settings.json")]',
      ).replace("dotenv,", "dotenv, file,"),
    });
    const { exitCode, stdout, stderr } = await ran(sh('echo "${PROXY-none} $PORT"'), { cwd: odd.folder });
    expect([exitCode, stdout]).toEqual([0, "none 1\n"]);
    expect(stderr).toBe("! proxy  is null, which no variable can hold, so it is left out\n");
  });

  test("where a source denies access, what is said isn't that the configuration is invalid", async () => {
    const source = (reason: string) =>
      `[env(), { name: "vendor", locate: ({ name }) => name, read: async () => { throw new SourceError({ reason: "${reason}", message: "access denied by vendor" }); } }]`;
    const file = (reason: string) =>
      `import { SourceError } from "@confide/core/adapter";\n${definitionFile("token: secret(z.string()), port: z.int()", source(reason))}`;
    using odd = new Project({ "confide.config.ts": file("denied") });
    const denied = await ran(sh("echo started"), { cwd: odd.folder, env: { PORT: "1" } });
    expect([denied.exitCode, denied.stdout, denied.stderr.split("\n")[0]]).toEqual([
      2,
      "",
      "Configuration could not be loaded: 1 problem",
    ]);
    const both = await ran(sh("echo started"), { cwd: odd.folder, env: { PORT: "x" } });
    expect(both.stderr.split("\n")[0]).toBe(
      "Configuration is not valid, and not all of it could be loaded: 2 problems",
    );
  });

  test("a setting that no variable holds keeps it from starting, by name", async () => {
    using odd = new Project({
      "confide.config.ts": definitionFile("any: z.any()", "[memory({ any: { a: 1 } })]").replace(
        "defineConfig,",
        "defineConfig, memory,",
      ),
    });
    const { exitCode, stderr } = await ran(sh("echo started"), { cwd: odd.folder });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("any  has a value that no variable can hold");
  });
});

describe("what it prints by a pipe", () => {
  test("is redacted on both outputs, in whatever form and chunks", async () => {
    const code = `
      const { DATABASE_PASSWORD: value } = process.env;
      const text = [value, btoa(value), encodeURIComponent(value), JSON.stringify({ value })].join("\\n") + "\\n";
      for (const output of [process.stdout, process.stderr])
        for (const byte of Buffer.from(text)) { output.write(Buffer.of(byte)); if (byte % 16 === 0) await new Promise(setImmediate); }`;
    const { stdout, stderr } = await ran(["--", process.execPath, "--input-type=module", "-e", code]);
    const secret = "[secret database.password]";
    expect(stdout).toBe(`${secret}\n${secret}\n${secret}\n{"value":"${secret}"}\n`);
    expect(stderr).toBe(stdout);
  });

  test("comes out byte by byte where it holds no secret", async () => {
    const { stdout } = await ran(sh(String.raw`printf '\377\001' | od -An -tx1; printf 'ä\r\nb'`));
    expect(stdout).toBe(" ff 01\nä\r\nb");
  });

  test("is a pipe that can be opened by name", async () => {
    const script = "echo one > /dev/stdout; echo two > /dev/stderr; test -p /dev/stdout && echo a pipe";
    expect(await ran(sh(script))).toEqual({ exitCode: 0, stdout: "one\na pipe\n", stderr: "two\n" });
  });

  test("a process that it leaves behind doesn't keep confide, and what was written is written", async () => {
    const { exitCode, stdout } = await ran(sh("sleep 60 & echo $!; echo last words"));
    expect([exitCode, stdout.endsWith("last words\n")]).toEqual([0, true]);
    process.kill(Number(stdout.split("\n")[0]), "SIGKILL");
  });
});
