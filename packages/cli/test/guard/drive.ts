import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { runCommand } from "../kit/run-command.ts";
import type { Agent, ShellRun } from "./agents.ts";
import { type GuardProject, SECRETS } from "./guard-project.ts";

type Answer = Readonly<Record<string, unknown>>;

export async function answerOf(agent: Agent, event: object, project: GuardProject): Promise<Answer> {
  const { exitCode, stdout, stderr } = await runCommand(["guard", agent.name], {
    cwd: project.folder,
    env: project.env,
    input: JSON.stringify(event),
    agent: true,
  });
  if (exitCode !== 0) throw new Error(`the guard ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}

/** How a secret may be written in what an agent is shown. */
export function secretIn(text: string): string | undefined {
  return SECRETS.flatMap((secret) => [
    secret,
    secret.toUpperCase(),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("hex"),
    ...[0, 1, 2].map((shift) =>
      Buffer.from("\0".repeat(shift) + secret)
        .toString("base64")
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  ]).find((form) => text.includes(form));
}

/** What the agent sees in the end of a command: nothing, where it is refused. */
export async function seenByShell(agent: Agent, command: string, project: GuardProject): Promise<string> {
  const { folder } = project;
  if (agent.isRefusal(await answerOf(agent, agent.beforeShell(command, folder), project))) return "";
  const event = agent.afterShell(runShell(command, project), folder);
  return agent.shown(await answerOf(agent, event, project), event);
}

export async function seenByRead(agent: Agent, path: string, project: GuardProject): Promise<string> {
  const file = resolve(project.folder, path);
  const content = readFileSync(file, "utf8");
  if (agent.isRefusal(await answerOf(agent, agent.beforeRead(file, project.folder, content), project)))
    return "";
  const event = agent.afterRead(file, project.folder, content);
  return event === undefined
    ? JSON.stringify(content)
    : agent.shown(await answerOf(agent, event, project), event);
}

function runShell(command: string, { folder, env }: GuardProject): ShellRun {
  const { stdout, stderr, status } = spawnSync("bash", ["-c", command], {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 5_000,
    input: "",
  });
  return { command, stdout, stderr, exitCode: status ?? 1 };
}
