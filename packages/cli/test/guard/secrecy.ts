import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { AGENTS } from "./agents.ts";
import { readAttempts, shellAttempts } from "./attempts.ts";
import { answerOf, secretIn, seenByRead, seenByShell } from "./drive.ts";
import type { GuardProject } from "./guard-project.ts";
import { harmlessCommands, harmlessFiles, harmlessTexts } from "./harmless.ts";

/** The two promises, by generated attempts: as many of each kind as `runs` says, shared among the agents. */
export function describeSecrecy(project: () => GuardProject, runs: number): void {
  const numRuns = Math.ceil(runs / AGENTS.length);
  describe.each(AGENTS)("$name", (agent) => {
    test("sees no secret in what a command prints", async () => {
      await fc.assert(
        fc.asyncProperty(shellAttempts, async (command) => {
          expect(secretIn(await seenByShell(agent, command, project()))).toBeUndefined();
        }),
        { numRuns },
      );
    });

    test("sees no secret in what an editor reads", async () => {
      await fc.assert(
        fc.asyncProperty(readAttempts, async (path) => {
          expect(secretIn(await seenByRead(agent, path, project()))).toBeUndefined();
        }),
        { numRuns: Math.ceil(numRuns / 10) },
      );
    });

    test("is refused no harmless command", async () => {
      await fc.assert(
        fc.asyncProperty(harmlessCommands, async (command) => {
          expect(await answerOf(agent, agent.beforeShell(command, project().folder), project())).toEqual({});
        }),
        { numRuns },
      );
    });

    test("is refused no harmless read, and gets what it read as it is", async () => {
      for (const file of harmlessFiles) {
        const content = project().read(file);
        expect(await seenByRead(agent, file, project())).toContain(JSON.stringify(content).slice(1, -1));
      }
    });

    test("gets what an MCP tool returned as it is where no secret is in it", async () => {
      await fc.assert(
        fc.asyncProperty(harmlessTexts, async (text) => {
          const event = agent.afterMcp(text, project().folder) ?? {};
          expect(await answerOf(agent, event, project())).toEqual({});
        }),
        { numRuns: Math.ceil(numRuns / 10) },
      );
    });
  });
}
