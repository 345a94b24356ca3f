import { afterAll, describe, expect, test } from "vitest";

import { AGENTS } from "./agents.ts";
import { eachTemplate } from "./attempts.ts";
import { answerOf, secretIn, seenByShell } from "./drive.ts";
import { GuardProject } from "./guard-project.ts";
import { eachHarmless } from "./harmless.ts";
import { describeSecrecy } from "./secrecy.ts";

const project = new GuardProject();
afterAll(() => project[Symbol.dispose]());

describe("1 000 attempts of each kind", () => {
  describeSecrecy(() => project, 1_000);
});

describe.each(AGENTS)("each way once, by $name", (agent) => {
  test.each(eachTemplate)("%s shows no secret", async (command) => {
    expect(secretIn(await seenByShell(agent, command, project))).toBeUndefined();
  });

  test.each(eachHarmless)("%s is harmless", async (command) => {
    expect(await answerOf(agent, agent.beforeShell(command, project.folder), project)).toEqual({});
  });
});
