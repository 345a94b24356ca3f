import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "vitest";

import { definitionFile, Project } from "../kit/project.ts";
import { runCommand } from "../kit/run-command.ts";
import { runByPipe } from "../kit/run-program.ts";

const PLANS = "app/node_modules/.cache/confide";
const TOKEN = "made-up-token-1";

/** A project that may keep files in a `node_modules` of its own. */
function planProject(files: Readonly<Record<string, string>>): Project {
  const named = Object.entries(files).map(([name, text]) => [`app/${name}`, text]);
  const project = new Project({
    "app/package.json": '{ "type": "module" }',
    ...(Object.fromEntries(named) as typeof files),
  });
  mkdirSync(project.path("app/.git"));
  mkdirSync(project.path("app/node_modules"));
  for (const name of ["@confide", "zod"])
    symlinkSync(
      join(resolve(import.meta.dirname, "../../node_modules"), name),
      project.path("app/node_modules", name),
    );
  return project;
}

function planIn(project: Project): string {
  const [name = ""] = readdirSync(project.path(PLANS));
  return project.read(join(PLANS, name));
}

async function redacted(
  text: string,
  project: Project,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const cwd = project.path("app");
  const event = {
    hook_event_name: "PostToolUse",
    cwd,
    tool_name: "Bash",
    tool_input: {},
    tool_response: { stdout: text },
  };
  const { stdout, stderr } = await runCommand(["guard", "claude-code"], {
    cwd,
    env,
    input: JSON.stringify(event),
  });
  expect(stderr).toBe("");
  const answer = JSON.parse(stdout) as { hookSpecificOutput?: { updatedToolOutput: { stdout: string } } };
  return answer.hookSpecificOutput?.updatedToolOutput.stdout ?? text;
}

const schema =
  "token: secret(z.string()).optional(), database: z.object({ password: secret(z.string()) }).optional()";
const keyed = { "confide.config.ts": definitionFile(schema), ".env": `TOKEN=${TOKEN}\n` };

describe("the plan of an earlier call", () => {
  test("is kept, holds no value, and leads to the values as they are now", async () => {
    using project = planProject(keyed);
    expect(await redacted(`a ${TOKEN}`, project)).toBe("a [secret token]");
    expect(planIn(project)).toContain('"names":["TOKEN"]');
    expect(planIn(project)).not.toContain(TOKEN);
    project.write({ "app/.env": 'TOKEN=another-token\nDATABASE={"password":"pass-in-json"}\n' });
    expect(await redacted("a another-token pass-in-json", project)).toBe(
      "a [secret token] [secret database.password]",
    );
    expect(await redacted("b from-outside", project, { DATABASE_PASSWORD: "from-outside" })).toBe(
      "b [secret database.password]",
    );
  });

  test.each([
    [
      "the definition",
      { "app/confide.config.ts": definitionFile(`${schema}, more: secret(z.string()).optional()`) },
    ],
    [
      "a file that it imports",
      {
        "app/parts.ts":
          'import { secret } from "@confide/core"; import * as z from "zod"; export const parts = { more: secret(z.string()).optional() };',
      },
    ],
  ])("is thrown away when %s changes", async (_, changed) => {
    using project = planProject({
      "confide.config.ts": `import { parts } from "./parts.ts";\n${definitionFile("...parts")}`,
      "parts.ts":
        'import { secret } from "@confide/core"; import * as z from "zod"; export const parts = { token: secret(z.string()) };',
      ".env": `TOKEN=${TOKEN}\nMORE=made-up-more\n`,
    });
    await redacted("a", project);
    const before = planIn(project);
    expect(before).not.toContain('"MORE"');
    project.write(changed);
    await redacted("a", project);
    expect(planIn(project)).not.toBe(before);
  });

  test.each([
    ["asks the process", definitionFile(schema, "[dotenv({ cwd: process.cwd() })]")],
    [
      "has a source of another kind",
      definitionFile(
        schema,
        '[{ name: "odd", locate: () => undefined, read: async () => ({ answers: [] }), readSync: () => ({ answers: [] }) }]',
      ),
    ],
    ["expands what it reads", definitionFile(schema, "[dotenv({ expand: true })]")],
    ["has a secret of several parts", definitionFile("tokens: secret(z.array(z.string())).optional()")],
  ])("is not kept for a definition that %s", async (_, text) => {
    using project = planProject({ "confide.config.ts": text, ".env": 'BASE=x\nTOKEN="made-up-$BASE-1"\n' });
    await redacted("a", project);
    expect(existsSync(project.path(PLANS))).toBe(false);
  });
});

describe("confide scan", () => {
  async function scanned(project: Project, ...more: readonly string[]) {
    const options = { cwd: project.path("app"), env: { PATH: "/nowhere" } };
    // A process of its own: this one keeps what it has imported.
    const { exitCode, stdout } = await runByPipe(["scan", "--path", "a.txt", "--json", ...more], options);
    expect(stdout).not.toContain(TOKEN);
    const { problems } = JSON.parse(stdout) as { readonly problems: readonly Record<string, unknown>[] };
    return { exitCode, found: problems.map(({ code, setting = null }) => [code, setting]) };
  }

  test("looks for the values as they are now, and doesn't import the definition again", async () => {
    const text = `import "helper";\n${definitionFile(schema)}`;
    using project = planProject({ ...keyed, "confide.config.ts": text, "a.txt": `${TOKEN} another-token` });
    project.write({ "app/node_modules/helper/index.js": "" });
    expect(await scanned(project)).toEqual({ exitCode: 1, found: [["own-value", "token"]] });
    expect(planIn(project)).not.toContain(TOKEN);
    project.write({ "app/node_modules/helper/index.js": "throw new Error();" });
    project.write({ "app/.env": "TOKEN=another-token\n" });
    expect(await scanned(project)).toEqual({ exitCode: 1, found: [["own-value", "token"]] });
    expect((await scanned(project, "--all-sources")).exitCode).toBe(2);
    expect((await scanned(project, "--config", "confide.config.ts")).exitCode).toBe(2);
  });

  test("says with a plan too which sources it didn't ask, and what can't be read", async () => {
    const away = '{ name: "away", locate: () => undefined, read: async () => ({ answers: [] }) }';
    const text = definitionFile(schema, `[dotenv(), ${away}]`);
    using project = planProject({ ...keyed, "confide.config.ts": text, "a.txt": "nothing" });
    const next = async () => {
      const { stdout } = await runCommand(["scan", "--path", "a.txt", "--json"], { cwd: project.path("app"), env: { PATH: "/nowhere" } });
      return (JSON.parse(stdout) as { readonly next: readonly unknown[] }).next;
    };
    const first = await next();
    expect(planIn(project)).toContain('"unasked":["away"]');
    expect(first).toEqual([{ command: "confide scan --all-sources", why: "also looks for the values of away" }]);
    expect(await next()).toEqual(first);
    writeFileSync(project.path("app/.env"), Buffer.from("TOKEN=caf\xe9", "latin1"));
    const { exitCode, found } = await scanned(project);
    expect(exitCode).toBe(2);
    expect(found).toContainEqual(["source-failed", null]);
  });
}); // prettier-ignore
