import { describe, expect, test } from "vitest";
import * as z from "zod";

import { envExample } from "../inspect/env-example.ts";
import { loadConfigSync } from "../load/load.ts";
import { planOf } from "../schema/plan.ts";
import { env } from "../sources/env.ts";
import * as presets from "./index.ts";

function load<S extends z.ZodObject>(schema: S, from: Readonly<Record<string, string>>): z.output<S> {
  const config: unknown = loadConfigSync({ schema: z.object({ on: schema }), sources: [env({ from })] });
  return (config as { readonly on: z.output<S> }).on;
}

test("each is a group of one schema under its own name", () => {
  // Several platforms have a PORT: each of these alone.
  for (const [name, preset] of Object.entries(presets)) {
    const definition = { schema: z.object({ [name]: preset }), sources: [env({ from: {} })] };
    expect(() => loadConfigSync(definition)).not.toThrow();
  }
});

describe.each(Object.entries(presets))("%s", (_, preset) => {
  test("is there where nothing is set", () => {
    expect(() => load(preset, {})).not.toThrow();
  });

  test("has one variable and a description for each setting", () => {
    for (const { env: names, description } of planOf(z.object({ on: preset })).settings) {
      expect(names).toHaveLength(1);
      expect(names[0]).toMatch(/^[A-Z_][A-Z0-9_]*$/);
      expect(description).not.toBe("");
    }
    expect(envExample({ schema: z.object({ on: preset }) })).toContain("# ");
  });
});

test("Vercel", () => {
  const from = {
    VERCEL: "1",
    VERCEL_ENV: "preview",
    VERCEL_URL: "a-b.vercel.app",
    VERCEL_GIT_COMMIT_SHA: "fa1eade",
  };
  expect(load(presets.vercel, from)).toMatchObject({
    active: true,
    environment: "preview",
    host: "a-b.vercel.app",
    git: { commit: "fa1eade" },
  });
  expect(() => load(presets.vercel, { VERCEL_ENV: "staging" })).toThrow("VERCEL_ENV");
});

test("numbers and flags are read as each platform writes them", () => {
  expect(load(presets.netlify, { NETLIFY: "true", PULL_REQUEST: "false" })).toMatchObject({
    active: true,
    git: { isPullRequest: false },
  });
  expect(load(presets.render, { RENDER: "true", PORT: "10000", IS_PULL_REQUEST: "false" })).toMatchObject({
    active: true,
    port: 10_000,
    isPullRequest: false,
  });
  expect(load(presets.fly, { FLY_VM_MEMORY_MB: "256" }).memoryMb).toBe(256);
  expect(load(presets.railway, { RAILWAY_TCP_PROXY_PORT: "15140" }).tcpProxy.port).toBe(15_140);
  expect(load(presets.heroku, { PORT: "5000", DYNO: "web.1" })).toMatchObject({ port: 5000, dyno: "web.1" });
  const lambda = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128", AWS_LAMBDA_FUNCTION_VERSION: "$LATEST" };
  expect(load(presets.awsLambda, lambda)).toMatchObject({ memoryMb: 128, functionVersion: "$LATEST" });
  expect(load(presets.cloudRun, { K_SERVICE: "shop", CLOUD_RUN_TASK_INDEX: "0" })).toMatchObject({
    service: "shop",
    taskIndex: 0,
  });
  const actions = {
    GITHUB_ACTIONS: "true",
    GITHUB_RUN_ATTEMPT: "1",
    RUNNER_DEBUG: "1",
    GITHUB_REF_PROTECTED: "false",
  };
  expect(load(presets.githubActions, actions)).toMatchObject({
    active: true,
    runAttempt: 1,
    refProtected: false,
    runner: { debug: true },
  });
  expect(load(presets.kubernetes, { KUBERNETES_SERVICE_PORT: "443" }).apiPort).toBe(443);
});
