import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { StartedProgram } from "./kit/start-program.ts";

const definition = definitionFile(
  "port: z.int().default(1), token: secret(z.string()), key: secret(z.string())",
);

let project: Project;
beforeEach(() => {
  project = new Project({
    ".env": "TOKEN=canary-1\nKEY=canary-2\n",
    "confide.config.ts": `${definition}\nexport const audit = "audit.log";\n`,
  });
});
afterEach(() => {
  project[Symbol.dispose]();
});

async function confide(
  argv: readonly string[],
  options: Partial<RunCommandOptions> = {},
): Promise<CommandOutput> {
  const { PATH = "", HOME = "" } = process.env;
  return runCommand(argv, { cwd: project.folder, env: { PATH, HOME }, startsPrograms: true, ...options });
}

/** What the audit file says was disclosed. */
function disclosed(): readonly string[] {
  if (!existsSync(project.path("audit.log"))) return [];
  return project
    .read("audit.log")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, string>)
    .filter(({ event }) => event === "reveal")
    .map(({ purpose, setting, store }) => `${purpose ?? ""}: ${setting ?? ""} of ${store ?? ""}`);
}

describe("each secret that is disclosed is in the audit file, once, and no other setting is", () => {
  test.each([
    ["export", ["export", "--format", "json"], {}],
    ["export", ["export", "--format", "shell", "--reveal"], { isTTY: true }],
    ["run", ["run", "--", "true"], {}],
  ])("%s: %j", async (command, argv, options) => {
    expect((await confide(argv, options)).exitCode).toBe(0);
    expect(disclosed()).toEqual([`confide ${command}: token of .env`, `confide ${command}: key of .env`]);
    expect(project.read("audit.log")).not.toContain("canary");
  });

  test("only what was chosen is; without a secret there is no entry at all", async () => {
    await confide(["export", "--format", "json", "--only", "port"]);
    expect(existsSync(project.path("audit.log"))).toBe(false);
    await confide(["run", "--only", "token", "--", "true"]);
    expect(disclosed()).toEqual(["confide run: token of .env"]);
  });

  test("a value that the format can't hold was looked at, and disclosed to nobody", async () => {
    project.write({ ".env": 'TOKEN="canary\\n1"\nKEY=canary-2\n' });
    expect((await confide(["export", "--format", "docker"])).exitCode).toBe(1);
    expect(disclosed()).toEqual([]);
  });

  test("a program that starts anew has them anew, with the file free for the program itself", async () => {
    project.write({
      "settings.json": '{ "token": "canary-1", "key": "canary-2" }',
      "confide.config.ts": `${definition.replaceAll("dotenv", "file").replace("file()", 'file("settings.json")')}\nexport const audit = "audit.log";\n`,
      "app.mjs": `import { auditFile } from "@confide/core";
        const audit = auditFile("audit.log");
        process.on("SIGTERM", () => void audit.close().then(() => process.exit()));
        console.log("started");
        setInterval(() => undefined, 1000);`,
    });
    using started = new StartedProgram(["run", "--watch", "--", process.execPath, "app.mjs"], {
      cwd: project.folder,
    });
    await started.until("started");
    project.write({ "settings.json": '{ "token": "canary-3", "key": "canary-2" }' });
    await started.until(/started\nstarted/);
    started.child.kill("SIGTERM");
    expect(await started.ended()).toBe(0);
    expect(disclosed().filter((each) => each.startsWith("confide run: token"))).toHaveLength(2);
  });
});

describe("what can't be recorded isn't disclosed", () => {
  test.each([
    [["export", "--format", "json"]],
    [["export", "--format", "json", "--reveal"]],
    [["run", "--", "sh", "-c", "echo started"]],
  ])("%j", async (argv) => {
    project.write({ "audit.log/in-its-place": "" });
    const { exitCode, stdout, stderr } = await confide(argv, { isTTY: argv.includes("--reveal") });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("It can't be recorded: ");
  });
});

test("who asks to see values is told where no audit knows of it", async () => {
  project.write({ "confide.config.ts": definition });
  const shown = await confide(["export", "--format", "json", "--reveal"], { isTTY: true });
  expect([shown.exitCode, shown.stderr.includes("No audit file has an entry of this")]).toEqual([0, true]);
  expect((await confide(["export", "--format", "json"])).stderr).toBe("");
});

test("the sources disclose values in one place; elsewhere they are revealed to look for them only", () => {
  const src = resolve(import.meta.dirname, "../src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const found = files.flatMap((name) => {
    const calls = readFileSync(join(src, name), "utf8").match(
      /\w+\.reveal\((?!"redaction"|"incident"|\)`)[^)]*\)/g,
    );
    return (calls ?? []).map((call) => `${name}: ${call}`);
  });
  expect(found).toEqual([`${join("audit", "disclose.ts")}: text.reveal(purpose)`]);
});
