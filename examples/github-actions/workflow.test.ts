import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { checkConfig, env, envExample } from "@confide/core";
import { expect, test } from "vitest";
import { parse } from "yaml";

import definition, { schema } from "./confide.config.ts";

const textOf = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const workflow = parse(textOf(".github/workflows/deploy.yaml")) as {
  readonly env?: unknown;
  readonly jobs: { readonly deploy: { readonly env?: unknown; readonly steps: readonly Step[] } };
};
const steps = workflow.jobs.deploy.steps;
const given = steps.find(({ run }) => run === "npm start")?.env ?? {};

test("the workflow sets each required variable, and none that the program doesn't know", async () => {
  const known = [...textOf(".env.example").matchAll(/^(# )?(DEPLOY_\w+)=/gm)];
  const required = known.filter(([, optional]) => optional === undefined).map(([, , name]) => name);
  expect(known.map(([, , name]) => name)).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
});

test("a secret comes from secrets, in the one step that needs it, and anything else from vars", async () => {
  const fromSecrets = Object.keys(given).filter((name) => given[name]?.includes("secrets."));
  expect(fromSecrets).toEqual(["DEPLOY_API_TOKEN"]);
  const others = [workflow.env, workflow.jobs.deploy.env, ...steps.filter((step) => step.env !== given)];
  expect(JSON.stringify(others)).not.toContain("secrets.");
});

test("a variable that the repository hasn't set is empty, and counts as missing", async () => {
  const from = { DEPLOY_TARGET: "staging", DEPLOY_API_URL: "", DEPLOY_REPLICAS: "", DEPLOY_API_TOKEN: "" };
  const problems = await checkConfig({ schema, sources: [env({ prefix: "DEPLOY_", from })] });
  expect(problems.map(({ path }) => path.join("."))).toEqual(["api.url", "api.token"]);
});

test("what is wrong is shown at the run, without a value", async () => {
  const own = {
    GITHUB_ACTIONS: "true",
    DEPLOY_TARGET: "staging",
    DEPLOY_API_URL: "http://api.example",
    DEPLOY_API_TOKEN: "too-short",
  };
  const options = { cwd: import.meta.dirname, env: { ...process.env, ...own } };
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", "main.ts"], options);
  const { code, stdout, stderr } = (await run.catch((error: unknown) => error)) as {
    readonly code?: number;
    readonly stdout: string;
    readonly stderr: string;
  };
  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error title=api\.url::.*\(DEPLOY_API_URL\)$/m);
  expect(stdout).toMatch(
    /^::error title=api\.token \(secret\)::expected at least 20 characters \(DEPLOY_API_TOKEN\)$/m,
  );
  expect(stdout + stderr).not.toContain("too-short");
});

test("is described by .env.example", () => {
  expect(textOf(".env.example")).toBe(envExample(definition));
});
