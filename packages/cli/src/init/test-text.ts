import type { TestRunner } from "../project/project.ts";

export interface TestTextOptions {
  readonly runner: TestRunner;
  /** jest's functions are typed as globals, or it's no TypeScript. */
  readonly hasGlobals: boolean;
  /** The definition, as the test's file names it. */
  readonly specifier: string;
}

export function writesTestFor(runner: string): runner is TestRunner {
  return Object.hasOwn(RUNNERS, runner);
}

/** A test of the settings that needs no values: it passes on every machine, and in CI. */
export function testText({ runner, hasGlobals, specifier }: TestTextOptions): string {
  const { imports, equal } = RUNNERS[runner];
  const lines = runner === "jest" && hasGlobals ? [] : imports;
  return `import { readFileSync } from "node:fs";
import { checkConfig, memory } from "@confide/core";
import { describeSettings } from "@confide/core/adapter";
${[...lines, `import definition from "${specifier}";`].join("\n")}

test("the schema is one of settings, and its defaults fit it", async () => {
  const problems = await checkConfig({ ...definition, sources: [memory({})] });
  const wrong = problems.filter(({ kind }) => kind !== "missing");
  ${equal("wrong")}
});

test(".env.example has every setting", () => {
  const example = readFileSync(".env.example", "utf8");
  const names = new Set(example.match(/^(?:# *)?[A-Za-z_]\\w*(?==)/gm)?.map((name) => name.replace(/^# */, "")));
  const absent = describeSettings(definition).flatMap(({ variable }) =>
    variable === undefined || names.has(variable) ? [] : [variable],
  );
  ${equal("absent")}
});
`;
}

interface Runner {
  readonly imports: readonly string[];
  /** Code that compares a list with an empty one. */
  readonly equal: (name: string) => string;
}

const RUNNERS: Readonly<Record<TestRunner, Runner>> = {
  vitest: {
    imports: ['import { expect, test } from "vitest";'],
    equal: (name) => `expect(${name}).toEqual([]);`,
  },
  jest: {
    imports: ['import { expect, test } from "@jest/globals";'],
    equal: (name) => `expect(${name}).toEqual([]);`,
  },
  "node:test": {
    imports: ['import assert from "node:assert/strict";', 'import { test } from "node:test";'],
    equal: (name) => `assert.deepEqual(${name}, []);`,
  },
};
