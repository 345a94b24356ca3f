import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { Project } from "../kit/project.ts";
import { runCommand } from "../kit/run-command.ts";
import { AGENTS } from "./agents.ts";
import { answerOf, secretIn, seenByShell } from "./drive.ts";
import { GuardProject, PASSWORD, TOKEN } from "./guard-project.ts";
import { describeSecrecy } from "./secrecy.ts";

const project = new GuardProject();
const { folder } = project;
afterAll(() => project[Symbol.dispose]());
const [claudeCode, codex, cursor, copilot] = AGENTS as [
  (typeof AGENTS)[0],
  (typeof AGENTS)[0],
  (typeof AGENTS)[0],
  (typeof AGENTS)[0],
];

describe("a sample", () => {
  describeSecrecy(() => project, 32);
});

describe("a refusal says why, and what to do instead", () => {
  const reason =
    "confide refused this: .env holds secrets, and this would read it. Instead: `confide explain` says which settings there are and where each comes from, `confide check` what is wrong with them; start the program by `confide run -- COMMAND`: it gets the settings, and what it prints is redacted.";

  test.each([
    [
      claudeCode,
      {
        hookSpecificOutput: {
          hookEventName: "PreToolUse",
          permissionDecision: "deny",
          permissionDecisionReason: reason,
        },
      },
    ],
    [
      codex,
      {
        hookSpecificOutput: {
          hookEventName: "PreToolUse",
          permissionDecision: "deny",
          permissionDecisionReason: reason,
        },
      },
    ],
    [cursor, { permission: "deny", user_message: reason, agent_message: reason }],
    [copilot, { permissionDecision: "deny", permissionDecisionReason: reason }],
  ])("to $name", async (agent, answer) => {
    expect(await answerOf(agent, agent.beforeShell("cat .env", folder), project)).toEqual(answer);
  });
});

describe("what a tool returned", () => {
  const run = {
    command: "npm start",
    stdout: `ready\npostgres://app:${PASSWORD}@db\n`,
    stderr: "",
    exitCode: 0,
  };
  const redacted = "ready\npostgres://app:[secret database.password]@db\n";
  const told = expect.stringContaining("holds a known secret") as string;

  test.each([
    [
      claudeCode,
      {
        hookSpecificOutput: {
          hookEventName: "PostToolUse",
          updatedToolOutput: { stdout: redacted, stderr: "", interrupted: false, isImage: false },
        },
      },
    ],
    [codex, { decision: "block", reason: `confide took secrets out of this result:\n${redacted}` }],
    [cursor, { additional_context: told }],
    [copilot, { modifiedResult: { resultType: "success", textResultForLlm: redacted } }],
  ])("is redacted for $name, or the agent is told", async (agent, answer) => {
    expect(await answerOf(agent, agent.afterShell(run, folder), project)).toEqual(answer);
  });

  test.each([
    [claudeCode, { hookSpecificOutput: { hookEventName: "PostToolUseFailure", additionalContext: told } }],
    [copilot, { additionalContext: told }],
  ])("can't be replaced for $name where the command failed: the agent is told", async (agent, answer) => {
    expect(await answerOf(agent, agent.afterShell({ ...run, exitCode: 1 }, folder), project)).toEqual(answer);
  });

  test.each(AGENTS)("is redacted for $name where an MCP tool returned it", async (agent) => {
    const event = agent.afterMcp(`{"password":${JSON.stringify(PASSWORD)}}`, folder) ?? {};
    const shown = agent.shown(await answerOf(agent, event, project), event);
    expect(shown).toContain("[secret database.password]");
    expect(secretIn(shown)).toBeUndefined();
  });

  test.each([claudeCode, codex, copilot])(
    "is redacted for $name where a program printed it in its own way",
    async (agent) => {
      expect(await seenByShell(agent, "node leak.mjs", project)).toContain("[secret deployToken]");
      expect(secretIn(await seenByShell(agent, "node leak.mjs", project))).toBeUndefined();
    },
  );
});

describe("an editor", () => {
  test("may write a new secret file, and not change one", async () => {
    const write = (path: string) => ({
      hook_event_name: "PreToolUse",
      cwd: folder,
      tool_name: "Write",
      tool_input: { file_path: resolve(folder, path), content: "" },
    });
    expect(claudeCode.isRefusal(await answerOf(claudeCode, write(".env"), project))).toBe(true);
    expect(await answerOf(claudeCode, write(".env.local"), project)).toEqual({});
    expect(await answerOf(claudeCode, write("src/app.ts"), project)).toEqual({});
  });

  test.each([
    ["a secret file's line", "PASSWORD", "deny"],
    ["none", "PORT", undefined],
  ])("of Cursor's searches where %s would be shown, and is answered so", async (_, pattern, permission) => {
    using own = new Project({
      "confide.config.ts": project.read("confide.config.ts"),
      ".env": `DATABASE_PASSWORD='${PASSWORD}'\n`,
    });
    const event = {
      hook_event_name: "preToolUse",
      workspace_roots: [own.folder],
      tool_name: "Grep",
      tool_input: { pattern, path: own.folder },
    };
    const { stdout } = await runCommand(["guard", "cursor"], {
      cwd: own.folder,
      input: JSON.stringify(event),
    });
    expect((JSON.parse(stdout) as { permission?: string }).permission).toBe(permission);
  });

  test("of a `.env` without secrets is a reader as any", async () => {
    using open = new Project({
      "confide.config.ts": project.read("confide.config.ts"),
      ".env": "PORT=3000\nSITE_URL=https://a.example\n",
    });
    const event = claudeCode.beforeShell("cat .env", open.folder);
    const { stdout } = await runCommand(["guard", "claude-code"], {
      cwd: open.folder,
      input: JSON.stringify(event),
    });
    expect(stdout).toBe("{}\n");
  });
});

describe("where the guard can't look", () => {
  test.each(["", "no JSON", "[", "[]", "3"])(
    "an event that is %j ends with 2, which refuses the call",
    async (input) => {
      const { exitCode, stderr } = await runCommand(["guard", "claude-code"], {
        cwd: folder,
        env: project.env,
        input,
      });
      expect(exitCode).toBe(2);
      expect(stderr).toContain("confide: The event on standard input is no JSON object");
    },
  );

  test.each([
    ["no definition", undefined],
    ["a definition that is half written", "export default defineConfig({ schema:"],
    ["a definition that throws", `throw new Error("${TOKEN}");`],
    ["a schema that can't be one", 'import * as z from "zod"; export default { schema: z.string() };'],
  ])(
    "at %s it goes by names: secret files stay closed, likely values are redacted, work goes on",
    async (_, text) => {
      using broken = new Project({
        ".env": `DATABASE_PASSWORD='${PASSWORD}'\nPORT=3000\n`,
        "src/app.ts": "export {};\n",
        ...(text !== undefined && { "confide.config.ts": text }),
      });
      const ask = async (event: object) =>
        runCommand(["guard", "claude-code"], {
          cwd: broken.folder,
          env: project.env,
          input: JSON.stringify(event),
        });
      const closed = await ask(claudeCode.beforeShell("cat .env", broken.folder));
      expect(closed.stdout).toContain('"permissionDecision":"deny"');
      expect(closed.stdout + closed.stderr).not.toContain(TOKEN);
      const run = { command: "x", stdout: `${PASSWORD} ${TOKEN} 3000`, stderr: "", exitCode: 0 };
      const redacted = await ask(claudeCode.afterShell(run, broken.folder));
      expect(redacted.stdout).toContain('"stdout":"[secret DATABASE_PASSWORD] [secret DEPLOY_TOKEN] 3000"');
      expect(redacted.stderr).toContain("it goes by the names of variables and files");
      expect((await ask(claudeCode.beforeShell("npm test", broken.folder))).stdout).toBe("{}\n");
      expect((await ask(claudeCode.beforeShell("cat src/app.ts", broken.folder))).stdout).toBe("{}\n");
    },
  );

  test("events of which it has nothing to say pass", async () => {
    for (const agent of AGENTS)
      expect(await answerOf(agent, { hook_event_name: "SessionStart", cwd: folder }, project)).toEqual({});
  });
});

test("no store but one in a file is asked", async () => {
  using cloud = new Project({
    "confide.config.ts": `import { memoryStore } from "@confide/core/testing";
import { defineConfig, dotenv, fromStore, secret } from "@confide/core";
import * as z from "zod";
const store = memoryStore({ token: "made-up-cloud-value" });
export default defineConfig({ schema: z.object({ token: secret(z.string()) }), sources: [dotenv(), fromStore({ ...store, name: "aws-secrets-manager", get: () => { throw process.exit(9); } })] });
`,
  });
  const run = { command: "x", stdout: "made-up-cloud-value", stderr: "", exitCode: 0 };
  const event = claudeCode.afterShell(run, cloud.folder);
  const { exitCode, stdout } = await runCommand(["guard", "claude-code"], {
    cwd: cloud.folder,
    input: JSON.stringify(event),
  });
  expect([exitCode, stdout]).toEqual([0, "{}\n"]);
});

test("each protocol names the page that it is by", () => {
  for (const { name } of AGENTS) {
    const file = resolve(import.meta.dirname, "../../src/guard/protocols", `${name}.ts`);
    expect(readFileSync(file, "utf8")).toMatch(/^\/\/ By https:\/\//);
  }
});
