import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SourceError } from "@confide/core";
import {
  type CallContext,
  getOutcome,
  getOutcomes,
  parseRef,
  type WritableSecretStore,
} from "@confide/core/adapter";
import { onTestFinished } from "vitest";

import { type AwsSecretsManagerOptions, awsSecretsManager } from "../src/index.ts";
import { CREDENTIALS, type FakeSecretsManager, fakeSecretsManager } from "./fake/server.ts";
import { seeder } from "./seed.ts";

export const REGION = "eu-west-1";
export const CANARY = "canary-71d0c4e9b2";

export interface Harness {
  readonly fake: FakeSecretsManager;
  readonly store: WritableSecretStore;
  /** The SDK's own client, for what a test prepares or looks up. */
  readonly client: SecretsManagerClient;
  readonly seed: (name: string, value?: string | Uint8Array) => Promise<string>;
}

/** A store on a fake of its own, until the test is over. */
export async function harness(options: AwsSecretsManagerOptions = {}): Promise<Harness> {
  const fake = await fakeSecretsManager(REGION);
  const settings = { region: REGION, endpoint: fake.url, credentials: CREDENTIALS };
  const client = new SecretsManagerClient(settings);
  const store = awsSecretsManager({ ...settings, ...options });
  onTestFinished(async () => {
    client.destroy();
    await store.close?.();
    await fake.close();
  });
  const seed = seeder(client);
  return { fake, store, client, seed: async (name, value = CANARY) => seed(name, value) };
}

export function context(options: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1, ...options };
}

/** What a read brings, revealed: a value, or the reason why not. */
export async function readTexts(store: WritableSecretStore, ...refs: string[]): Promise<unknown[]> {
  const outcomes = await getOutcomes(store, refs.map(parseRef), context());
  return outcomes.map(({ value, error }) => value?.value.reveal() ?? error?.reason);
}

export async function errorOf(store: WritableSecretStore, ref: string): Promise<SourceError> {
  const outcome = await getOutcome(store, parseRef(ref), context());
  if (!outcome?.error) throw new Error("the read did not fail");
  return outcome.error;
}
