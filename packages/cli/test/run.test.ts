import { describe, expect, test } from "vitest";

import type { Command } from "../src/command.ts";
import type { CommandSpec } from "../src/parse/command-spec.ts";
import { runCommand } from "./kit/run-command.ts";

const secretText = "canary-5e1f0c77d2";

function specWith(run: Command["run"], more: Partial<CommandSpec> = {}): CommandSpec {
  const command: Command = { data: (z) => z.unknown(), run, print: () => "printed" };
  return {
    name: "try",
    summary: "",
    description: "Tries.",
    arguments: [],
    options: [],
    examples: [],
    load: async () => command,
    ...more,
  };
}

const cwd = import.meta.dirname;

test("without a command it lists them, and doesn't count as done", async () => {
  const { exitCode, stdout } = await runCommand([], { cwd });
  expect(exitCode).toBe(2);
  expect(stdout).toContain("Usage: confide COMMAND");
});

test.each([["--help"], ["-h"], ["help"]])("%s lists the commands", async (word) => {
  const { exitCode, stdout } = await runCommand([word], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^ {2}explain +where each setting comes from/m);
});

test.each([
  [["secret"], 2],
  [["secret", "--help"], 0],
  [["help", "secret"], 0],
  [["rotation"], 2],
  [["audit", "-h"], 0],
  [["key"], 2],
])("%j lists the commands that begin so, and no others", async (argv, expected) => {
  const group = argv.find((word) => !/^(?:help|-.*)$/.test(word)) ?? "";
  const { exitCode, stdout } = await runCommand(argv, { cwd });
  expect([exitCode, stdout.split("\n")[0]]).toEqual([expected, `Usage: confide ${group} COMMAND [OPTIONS]`]);
  const listed = stdout.split("\n").filter((line) => line.startsWith("  "));
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.every((line) => line.startsWith(`  ${group} `))).toBe(true);
});

test("a group for a program or an agent is JSON, and says what there is", async () => {
  const { exitCode, stdout } = await runCommand(["secret", "--json"], { cwd });
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    problems: [
      {
        code: "unknown-command",
        fix: expect.stringMatching(/^the commands are secret get, (?!.*audit)/) as string,
      },
    ],
  });
});

test.each([[["help", "schema"]], [["schema", "--help"]], [["schema", "-h", "and", "more"]]])(
  "%j explains it",
  async (argv) => {
    const { exitCode, stdout } = await runCommand(argv, { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Usage: confide schema [OPTIONS]\n");
  },
);

test("--version prints the version", async () => {
  expect(await runCommand(["--version"], { cwd })).toEqual({ exitCode: 0, stdout: "1.2.3\n", stderr: "" });
});

describe("a command line that fits no command", () => {
  test.each([
    [["chek"], "did you mean confide check?"],
    [["check", "--exmaple"], "did you mean --example?"],
    [["check", "--json=x"], "--json takes no value"],
    [["check", "--config"], "--config needs a FILE behind it"],
    [["check", "--config="], "--config needs a FILE behind it"],
    [["check", "-x"], "has no such option"],
    [["check", "--write"], "--write means something only with --example"],
    [["scan", "--path", "a", "--path", "b"], "--path is given twice, and takes one PATH"],
    [["scan", "--image", "a", "--image=b"], "--image is given twice, and takes one"],
    [["check", "--yes"], "--yes means something only with --write"],
    [["check", "--files", "--write", "--yes"], "add --example, or leave --write out"],
    [["secret", "get", "x", "--reason", "y"], "--reason means something only with --reveal"],
    [["policy", "--check", "x", "--explain"], "--check and --explain don't go together"],
    [["rotate", "x", "--plan", "--if-due"], "--plan and --if-due don't go together"],
    [["export", "--format", "json", "--name", "x"], "--name means something only with --format k8s"],
    [["secret", "gte"], "did you mean confide secret get?"],
    [["secret", "zzzzzz"], "the commands are secret get, secret set"],
    [["completion"], "name one of bash, zsh, fish, powershell"],
    [["secret", "get"], "as in confide secret get prod/stripe#apiKey"],
    [["schema", "more"], "takes no arguments"],
    [["explain", "a", "b"], "takes no more than SETTING"],
    [["schema", "--", "more"], "takes no arguments"],
  ])("%j", async (argv, expected) => {
    const { exitCode, stdout, stderr } = await runCommand(argv, { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(expected);
    expect(stdout).toBe("");
  });

  test("is not quoted, and --json is still JSON", async () => {
    const { exitCode, stdout, stderr } = await runCommand([secretText, "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      exitCode: 2,
      problems: [{ code: "unknown-command" }],
      data: null,
    });
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(stdout).not.toContain("canary");
  });
});

test("a command of two words, with required and repeated parts", async () => {
  const run: Command["run"] = async ({ options, args }) => ({ data: { texts: options.texts("only"), args } });
  const options = [{ name: "only", value: "NAME", many: true, summary: "" }] as const;
  const taken = [{ name: "CMD", summary: "", required: true, many: true }] as const;
  const commands = [
    specWith(run, { name: "try" }),
    specWith(run, { name: "try it", arguments: taken, options }),
  ];
  const { stdout } = await runCommand(
    ["try", "it", "--only", "a", "--only=b", "--json", "--", "node", "--flag"],
    { cwd, commands },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    command: "try it",
    data: { texts: ["a", "b"], args: ["node", "--flag"] },
  });
  expect((await runCommand(["try", "it"], { cwd, commands })).stderr).toContain("confide try it needs a CMD");
});

describe("an error that nobody foresaw", () => {
  const thrown = Object.assign(new TypeError(`${secretText}\n    at ${secretText} (/etc/passwd:1:1)`), {
    code: "ECONNRESET",
  });
  const commands = [specWith(async () => Promise.reject(thrown))];

  test.each([[[]], [["--json"]], [["--agent"]]])(
    "is one sentence without its message, %j",
    async (options) => {
      const { exitCode, stdout, stderr } = await runCommand(["try", ...options], { cwd, commands });
      expect(exitCode).toBe(2);
      expect(stdout + stderr).toContain("Something failed that should not: TypeError (ECONNRESET)");
      expect(stdout + stderr).toContain("run.test.ts");
      expect(stdout + stderr).not.toMatch(/canary|passwd/);
    },
  );

  test("also one whose message throws", async () => {
    const odd = Object.defineProperty(new Error("x"), "message", { get: () => expect.unreachable("canary") });
    const { exitCode, stderr } = await runCommand(["try"], {
      cwd,
      commands: [specWith(async () => Promise.reject(odd))],
    });
    expect([exitCode, stderr.includes("canary")]).toEqual([2, false]);
  });

  test("also what is no error", async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- it is the case
    const odd = [specWith(async () => Promise.reject(secretText))];
    const { exitCode, stderr } = await runCommand(["try"], { cwd, commands: odd });
    expect([exitCode, stderr.includes("canary")]).toEqual([2, false]);
  });
});

describe("a coding agent", () => {
  const problems = [{ code: "odd", message: "is odd" }];
  const run: Command["run"] = async () => ({
    data: { a: 1 },
    problems,
    next: [{ command: "confide x", why: "y" }],
  });

  test("that was detected gets lines of JSON", async () => {
    const { exitCode, stdout } = await runCommand(["try"], {
      cwd,
      agent: true,
      isTTY: true,
      commands: [specWith(run)],
    });
    expect(exitCode).toBe(1);
    expect(stdout.split("\n")).toEqual([
      "confide try: problems found, exit code 1",
      'problem {"code":"odd","message":"is odd"}',
      'next {"command":"confide x","why":"y"}',
      'data {"a":1}',
      "",
    ]);
  });

  test("gets what goes into a file as it is, unless it asks", async () => {
    const commands = [specWith(async () => ({ data: 1 }), { printsFile: true })];
    expect((await runCommand(["try"], { cwd, agent: true, commands })).stdout).toBe("printed\n");
    expect((await runCommand(["try", "--agent"], { cwd, commands })).stdout).toContain("data 1");
  });
});

test("to ask for an option that the table lacks is a fault of the command", async () => {
  const commands = [specWith(async ({ options }) => ({ data: options.flag("nope") }))];
  expect((await runCommand(["try"], { cwd, commands })).stderr).toContain("TypeError");
});
