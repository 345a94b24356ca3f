import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";

import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { loadConfig, Secret, secret, fromStore } from "@confide/core";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { CREDENTIALS } from "../test/fake/server.ts";
import { CANARY, context, harness, readTexts, REGION } from "../test/harness.ts";
import { awsSecretsManager } from "./index.ts";

const program = fileURLToPath(new URL("../test/load.ts", import.meta.url));

/** What the program printed, on both channels. It ends by itself, or the test fails. */
async function run(variables: NodeJS.ProcessEnv): Promise<string> {
  const env = { PATH: process.env.PATH, ...variables };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], { env, timeout: 60_000 });
  return stdout + stderr;
}

describe("a store is asked for what is missing only", () => {
  test("everything in the environment: no SDK is imported, and no call made", async () => {
    const { fake } = await harness();
    const output = await run({ ENDPOINT: fake.url, TOKEN: "from env", KEY: "k" });
    expect(output).toContain("loaded a token of 8 characters\nSDK imports: 0");
    expect(fake.calls).toEqual([]);
  });

  test("one setting missing: the SDK is imported once, and one call made", async () => {
    const { fake, seed } = await harness();
    await seed("token", "from AWS, 21 letters.");
    const seeding = fake.calls.length;
    const output = await run({ ENDPOINT: fake.url, KEY: "k" });
    expect(output).toContain("loaded a token of 21 characters\nSDK imports: 1");
    expect(fake.calls.slice(seeding).map(({ operation }) => operation)).toEqual(["GetSecretValue"]);
  });

  test("ten settings of one JSON secret: one read", async () => {
    const { fake, store, seed } = await harness();
    const names = Array.from({ length: 10 }, (_, index) => `setting${index}`);
    await seed(
      "prod/app",
      JSON.stringify(Object.fromEntries(names.map((name) => [name, `value of ${name}`]))),
    );
    const seeding = fake.calls.length;
    const schema = z.object(Object.fromEntries(names.map((name) => [name, secret(z.string())])));
    const config = await loadConfig({ schema, sources: [fromStore(store, { refs: "prod/app" })] });
    expect(config["setting7"]?.reveal()).toBe("value of setting7");
    expect(fake.calls).toHaveLength(seeding + 1);
  });
});

test.each([
  ["a load that works", ["token", "key"]],
  ["a load that fails", ["token"]],
])("DEBUG=* prints no value and no key, by %s", async (_, names) => {
  const { fake, seed } = await harness();
  for (const name of names) await seed(name, CANARY);
  const output = await run({ ENDPOINT: fake.url, DEBUG: "*" });
  expect(output).toContain("SDK imports: 1");
  expect(output).not.toContain(CANARY);
  expect(output).not.toContain(CREDENTIALS.secretAccessKey);
});

test("neither does the SDK's logger, in whose client the store is put", async () => {
  const { fake, seed } = await harness();
  for (const name of ["a", "b"]) await seed(name, CANARY);
  const lines: unknown[] = [];
  const log = (...parts: unknown[]) => void lines.push(...parts);
  const logger = { trace: log, debug: log, info: log, warn: log, error: log };
  const settings = { region: REGION, endpoint: fake.url, credentials: CREDENTIALS };
  const client = new SecretsManagerClient({ ...settings, logger });
  onTestFinished(() => client.destroy());
  const store = awsSecretsManager({ client });
  await readTexts(store, "a", "b");
  await store.put(
    "a",
    new Secret(`${CANARY}-2`),
    { idempotencyKey: randomUUID(), stage: "current" },
    context(),
  );
  const printed = inspect(lines, { depth: 9 });
  expect(printed).toContain("PutSecretValueCommand");
  expect(printed).not.toContain(CANARY);
  expect(printed).not.toContain(CREDENTIALS.secretAccessKey);
});

test("a load that was aborted leaves nothing open that keeps the program alive", async () => {
  const { fake } = await harness();
  fake.authorize = async () => new Promise(() => {});
  const output = await run({ ENDPOINT: fake.url, ABORT_AFTER_MS: "300" });
  expect(output).toContain("aborted");
  expect(Number(/left after (\d+) ms/.exec(output)?.[1])).toBeLessThan(200);
});
