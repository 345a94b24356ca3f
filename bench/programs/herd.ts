import { setTimeout as sleep } from "node:timers/promises";

import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { cached, loadConfig, readSecret, secret, fromStore, watchConfig } from "@confide/core";
import * as z from "zod";

import { FIRST_NAME, secretNames, valueOf } from "../servers/names.ts";
import { settingsOf } from "./stores/aws.ts";
import { counterpart } from "./stores/reader.ts";

const READERS = 1_000;

export interface Herd {
  readonly tookMs: number;
  readonly requests: number;
}

export interface Poll {
  readonly tookMs: number;
  readonly versions: number;
  readonly values: number;
}

/** A thousand readers of one secret that has expired. */
export const herds: Readonly<Record<string, () => Promise<Herd>>> = {
  confide: async () => confide(READERS),
  /** What no cache could be faster than on this machine. */
  "one reader": async () => confide(1),

  async powertools() {
    const { client, sent } = await counted();
    const { SecretsProvider } = await import("@aws-lambda-powertools/parameters/secrets");
    const provider = new SecretsProvider({ awsSdkV3Client: client });
    return herd(async () => provider.get(FIRST_NAME, { maxAge: 1 }), sent, 1_100, READERS);
  },
};

async function confide(readers: number): Promise<Herd> {
  const { client, sent } = await counted();
  const { awsSecretsManager } = await import("@confide/aws");
  const store = cached(awsSecretsManager({ client }), { ttlMs: 100 });
  return herd(async () => (await readSecret(store, FIRST_NAME)).reveal(), sent, 400, readers);
}

async function herd(
  read: () => Promise<unknown>,
  sent: string[],
  untilExpiredMs: number,
  readers: number,
): Promise<Herd> {
  await read();
  await sleep(untilExpiredMs);
  sent.length = 0;
  const startedAt = performance.now();
  const values = await Promise.all(Array.from({ length: readers }, read));
  const tookMs = performance.now() - startedAt;
  if (!values.every((value) => value === valueOf(FIRST_NAME))) throw new Error("a value is another one");
  return { tookMs, requests: sent.length };
}

/** One look at a hundred secrets that are as they were. */
export async function poll(count: number): Promise<Poll> {
  const { client, sent } = await counted();
  const { awsSecretsManager } = await import("@confide/aws");
  const names = secretNames(count);
  const schema = z.object(Object.fromEntries(names.map((name) => [name, secret(z.string())])));
  const refs = Object.fromEntries(names.map((name) => [name, name]));
  const sources = [fromStore(awsSecretsManager({ client }), { refs })];
  await using live = await watchConfig({ schema, sources }, { everyMs: 1e9 });
  sent.length = 0;
  const startedAt = performance.now();
  const problems = await live.refresh();
  const tookMs = performance.now() - startedAt;
  if (problems.length > 0) throw new Error("the look failed");
  const versions = sent.filter((name) => name === "DescribeSecretCommand").length;
  return { tookMs, versions, values: sent.length - versions };
}

/** What one read of a live configuration costs, and one of a plain object, in nanoseconds each. */
export async function livePlace() {
  const definition = { schema: z.object({ port: z.number().default(1) }), sources: [] };
  const plain = { current: { ...(await loadConfig(definition)) } };
  return { live: await watchConfig(definition, { everyMs: 1e9 }), plain };
}

/** A client that notes what it sends: every attempt, for any caller. */
async function counted(): Promise<{ client: SecretsManagerClient; sent: string[] }> {
  const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient(settingsOf(counterpart()));
  const sent: string[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      sent.push(context.commandName ?? "");
      return next(args);
    },
    { step: "deserialize", name: "counted" },
  );
  return { client, sent };
}

/** Writes what a program has found, and ends it: connections that are kept alive would keep it too. */
export function tell(found: unknown): never {
  process.getBuiltinModule("node:fs").writeSync(1, JSON.stringify(found));
  process.exit();
}
