import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { envExample, loadConfig, policiesOf, fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { afterAll, expect, test } from "vitest";

import definition from "./confide.config.ts";
import { stores } from "./stores.ts";

// A copy, because a run writes into its folder.
const folder = mkdtempSync(join(tmpdir(), "layered-"));
const isCopied = (path: string) =>
  !/\.age$|key\.txt$|node_modules/.test(path.slice(import.meta.dirname.length));
cpSync(import.meta.dirname, folder, { recursive: true, filter: isCopied });
symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"), "junction");
afterAll(() => rmSync(folder, { recursive: true }));

async function start(own: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: folder,
    env: { ...process.env, ...own },
  });
  return stdout;
}

test("brings secrets out of an encrypted file, beneath .env and the environment", async () => {
  const first = await start();
  expect(first).toMatch(/^port +app\.env:2$/m);
  expect(first).toMatch(/^database\.password \(secret\) +\S+ prod-database#password/m);
  expect(first).not.toContain("made-up-for-the-example");
  expect(await start({ LAYERED_DATABASE_HOST: "other.example" })).toMatch(
    /^database\.host +env LAYERED_DATABASE_HOST/m,
  );
});

test("takes any other store by one line", async () => {
  const store = memoryStore({
    "prod-database": { host: "h", username: "u", password: "p" },
    "prod-stripe": { apiKey: "sk_x" },
  });
  const refs = { database: "prod-database", "stripe.apiKey": "prod-stripe#apiKey" };
  const config = await loadConfig({ ...definition, sources: [fromStore(store, { refs })] });
  expect(config.stripe.apiKey.reveal()).toBe("sk_x");
});

test("each store says what it needs, without a call", () => {
  for (const make of [stores.aws, stores.google, stores.azure, stores.vault]) {
    const [policy] = policiesOf({
      ...definition,
      sources: [fromStore(make(), { refs: { database: "prod-database" } })],
    });
    expect(policy?.policy.text).toContain("prod-database");
  }
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
