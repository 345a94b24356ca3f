import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { envExample, loadConfig, memory, checkConfig } from "@confide/core";
import { expect, test } from "vitest";

import { definitionIn, schema } from "./config.ts";

const folder = import.meta.dirname;
const password = readFileSync(join(folder, "sample/secrets/database_password"), "utf8").trim();

interface Ended {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** With names in the environment that are everybody's. */
async function start(parameters: readonly string[] = [], own: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = { ...process.env, PORT: "1", LOG_LEVEL: "loud", DATABASE_HOST: "elsewhere.example", ...own };
  const command = ["--import", "tsx", "main.ts", ...parameters];
  return promisify(execFile)(process.execPath, command, { cwd: folder, env }).catch(
    (error: unknown) => error as Ended,
  );
}

test("explains where each setting came from, and connects without showing the password", async () => {
  const { stdout } = await start([], { QUICKSTART_PORT: "9090" });
  expect(stdout).toMatch(/^port +env QUICKSTART_PORT +sample\/app\.env:2$/m);
  expect(stdout).toMatch(
    /^database\.password \(secret\) +sample\/secrets\/database_password +sample\/app\.env/m,
  );
  expect(stdout).toMatch(/on 9090 and connect to db\.example as shop with \[secret database\.password\]$/m);
  expect(stdout).toMatch(/^stripe\.apiKey \(secret\) +local-store stripe\/api-key/m);
  expect(stdout).not.toContain(password);
  expect(stdout).not.toContain("sk_made_up");
});

test("reports everything that is broken at once, without a stack and without a value", async () => {
  const { code, stdout, stderr } = await start(["--broken"]);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Configuration is not valid: 5 problems\n/);
  expect(stderr).toContain("did you mean DATABASE_HOST?");
  expect(stderr).not.toMatch(/^ +at /m);
  for (const value of ["verbose", "too-short", "pk_made_up"]) expect(stderr).not.toContain(value);
});

test("takes its values from a test as well", async () => {
  const database = { host: "localhost", username: "test", password: "made-up-for-a-test" };
  const config = await loadConfig({ ...definitionIn("nowhere"), sources: [memory({ database })] });
  expect(config).toMatchObject({ port: 3000, logLevel: "info", allowedHosts: [] });
  expect(config.stripe).toBeUndefined();
});

test("would start with the files of sample/", async () => {
  expect(await checkConfig(definitionIn(join(folder, "sample")), { warnings: true })).toEqual([]);
});

test("is described by .env.example", () => {
  const text = readFileSync(join(folder, ".env.example"), "utf8");
  expect(text).toBe(envExample({ schema }));
});
