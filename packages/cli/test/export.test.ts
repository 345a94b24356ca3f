import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";

const PEM = "-----BEGIN KEY-----\nmade/up+canary\n-----END KEY-----";

let project: Project;
beforeAll(() => {
  project = new Project({
    ".env": `DATABASE_PASSWORD="canary 1% x"\nKEY='${PEM}'\nPIN=77\n`,
    "confide.config.ts": definitionFile(
      "port: z.int().default(3000), database: z.object({ password: secret(z.string()) }), key: secret(z.string()), pin: secret(z.string())",
    ),
    "github.env": "BEFORE=1\n",
  });
});
afterAll(() => {
  project[Symbol.dispose]();
});

async function exported(
  argv: readonly string[],
  options: Partial<RunCommandOptions> = {},
): Promise<CommandOutput> {
  return runCommand(["export", ...argv], { cwd: project.folder, ...options });
}

test("prints the settings in a format, and nothing else", async () => {
  expect(
    await exported(["--format", "shell", "--only", "port", "--only", "database", "--prefix", "APP_"]),
  ).toEqual({
    exitCode: 0,
    stdout: "export APP_DATABASE_PASSWORD='canary 1% x'\nexport APP_PORT='3000'\n",
    stderr: "",
  });
});

test.each([[[]], [["--format", "yaml"]], [["--format", "constructor"]]])(
  "%j is told which formats there are",
  async (argv) => {
    const { exitCode, stdout, stderr } = await exported(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("the formats are shell, dotenv, json, docker, github, systemd, k8s");
  },
);

test("a configuration that is invalid is no file, and its report goes to stderr", async () => {
  const { exitCode, stdout, stderr } = await exported(["--format", "dotenv"], { env: { PORT: "canary" } });
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("expected an integer");
  expect(stderr).not.toContain("canary");
});

test("a value that the format can't hold is a problem of its setting, and nothing is printed", async () => {
  const { exitCode, stdout, stderr } = await exported(["--format", "docker"]);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/key \(secret\) {2}holds a line break, which an env-file of Docker can't\s+hold/);
  expect(stderr).not.toContain("canary");
});

test.each(["=", "a b", "1"])("a prefix %j that no name may begin with is refused", async (prefix) => {
  const { exitCode, stderr } = await runCommand(["export", "--format", "json", "--prefix", prefix], {
    cwd: project.folder,
  });
  expect([exitCode, stderr.includes("--prefix APP_")]).toEqual([2, true]);
});

describe("a reader who must not see values", () => {
  test("on a terminal is told how to get them", async () => {
    const { exitCode, screen } = await runInTerminal(["export", "--format", "json"], { cwd: project.folder });
    expect(exitCode).toBe(2);
    expect(screen).toContain("The values would be shown on this terminal");
    expect(screen).toContain("add --reveal");
    expect(screen).not.toContain("canary");
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(90);
  });

  test("on a terminal gets them with --reveal", async () => {
    const { exitCode, stdout } = await exported(["--format", "json", "--reveal"], { isTTY: true });
    expect([exitCode, Object.keys(JSON.parse(stdout) as object)]).toEqual([
      0,
      ["DATABASE_PASSWORD", "KEY", "PIN", "PORT"],
    ]);
  });

  test.each([
    ["that says so", ["--agent"], {}],
    ["that was detected", [], { agent: true }],
    ["that wants them all the same", ["--reveal"], { agent: true }],
  ])("is an agent %s", async (_, argv, options) => {
    const { exitCode, stdout, stderr } = await exported(["--format", "json", ...argv], options);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('"code":"refused-to-agent"');
    expect(stdout + stderr).not.toContain("canary");
  });

  test("is a program, which gets the names", async () => {
    const { stdout } = await exported(["--format", "k8s", "--json"]);
    expect((JSON.parse(stdout) as { data: unknown }).data).toEqual({
      format: "k8s",
      variables: [
        { setting: "database.password", name: "DATABASE_PASSWORD", secret: true },
        { setting: "key", name: "KEY", secret: true },
        { setting: "pin", name: "PIN", secret: true },
        { setting: "port", name: "PORT", secret: false },
      ],
      file: null,
    });
    expect(stdout).not.toContain("canary");
  });
});

describe("in GitHub Actions", () => {
  const masked = [
    "canary 1%25 x",
    "canary%25201%2525%2520x",
    Buffer.from("canary 1% x").toString("base64"),
    "-----BEGIN KEY-----%0Amade/up+canary%0A-----END KEY-----",
    "made/up+canary",
    String.raw`-----BEGIN KEY-----\nmade/up+canary\n-----END KEY-----`,
    "made%252Fup%252Bcanary",
    "77",
  ];

  test("every secret is masked, in its forms and line by line, before the file of GITHUB_ENV has a value", async () => {
    const file = project.path("github.env");
    const env = { GITHUB_ACTIONS: "true", GITHUB_ENV: file };
    const { exitCode, stdout, stderr } = await exported(["--format", "github"], { env });
    expect([exitCode, stderr]).toEqual([0, `✓ wrote 4 variables to ${file}\n`]);
    const lines = stdout.split("\n");
    for (const mask of masked) expect(lines).toContain(`::add-mask::${mask}`);
    expect(lines.filter((line) => !line.startsWith("::add-mask::"))).toEqual([""]);
    expect(project.read("github.env")).toMatch(
      /^BEFORE=1\nDATABASE_PASSWORD<<(confide_\S+)\ncanary 1% x\n\1\nKEY<</,
    );
  });

  test("so it is in another format, on stderr, as stdout goes into a file", async () => {
    const env = { GITHUB_ACTIONS: "true" };
    const { stdout, stderr } = await exported(["--format", "json"], { env });
    expect(JSON.parse(stdout)).toMatchObject({ PORT: "3000" });
    for (const mask of masked) expect(stderr.split("\n")).toContain(`::add-mask::${mask}`);
  });

  test("elsewhere no mask is printed, and the format for it is refused", async () => {
    expect((await exported(["--format", "json"])).stderr).toBe("");
    const { exitCode, stderr } = await exported(["--format", "github"]);
    expect([exitCode, stderr.includes("GITHUB_ENV")]).toEqual([2, true]);
  });

  test("a file that can't be written to is named, and the masks were first", async () => {
    const env = { GITHUB_ENV: project.path("no/such/file") };
    const { exitCode, stdout, stderr } = await exported(["--format", "github"], { env });
    expect([exitCode, stderr.includes("could not be written (ENOENT)")]).toEqual([2, true]);
    expect(stdout).toContain("::add-mask::77\n");
  });
});

test("a name that Kubernetes doesn't take is refused", async () => {
  const { exitCode, stdout } = await exported(["--format", "k8s", "--name", "Not_a_name"]);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect((await exported(["--format", "k8s", "--name", "shop.env"])).stdout).toContain("  name: shop.env\n");
});

test("each secret that is handed out is an event for an audit, without its value", async () => {
  const events: unknown[] = [];
  const listen = (event: unknown) => void events.push(event);
  subscribe("confide:reveal", listen);
  await exported(["--format", "json"]);
  unsubscribe("confide:reveal", listen);
  const handed = events.filter((event) => (event as { purpose?: string }).purpose === "confide export");
  expect(handed).toContainEqual(expect.objectContaining({ setting: "database.password", store: ".env" }));
  expect(JSON.stringify(events)).not.toContain("canary");
});
