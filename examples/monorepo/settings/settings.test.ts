import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { checkConfig, envExample, loadConfig, memory } from "@confide/core";
import { describe, expect, test } from "vitest";

import { apiDefinition, workerDefinition } from "./settings.ts";

const apps = join(import.meta.dirname, "../apps");
const database = { host: "db.example", password: "made-up-and-long" };

describe.each([
  ["api", apiDefinition],
  ["worker", workerDefinition],
])("%s", (app, definition) => {
  test("is described by its .env.example", () => {
    expect(readFileSync(join(apps, app, ".env.example"), "utf8")).toBe(envExample(definition));
  });

  test("reports what is missing, and nothing of the other app", async () => {
    const options = { cwd: join(apps, app), env: { ...process.env, DATABASE_HOST: database.host } };
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", "main.ts"], options);
    const { stderr } = (await run.catch((error: unknown) => error)) as { readonly stderr: string };
    expect(stderr).toMatch(/^ {2}database\.password \(secret\) +missing$/m);
    expect([...stderr.matchAll(/^ {2}(api|worker)\./gm)].map(([, name]) => name)).toEqual([app]);
  });
});

test("an app doesn't need the other one's secrets, and gets none of them", async () => {
  const api = { sessionKey: "made-up-and-long-enough" };
  const worker = { mailKey: "made-up-too" };
  const config = await loadConfig({ ...apiDefinition, sources: [memory({ database, api })] });
  expect(Object.keys(config)).toEqual(["logLevel", "database", "api"]);
  expect(await checkConfig({ ...workerDefinition, sources: [memory({ database, worker })] })).toEqual([]);
});
