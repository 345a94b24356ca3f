import { PutParameterCommand, type PutParameterCommandInput, SSMClient } from "@aws-sdk/client-ssm";
import type { WritableSecretStore } from "@confide/core/adapter";
import { onTestFinished } from "vitest";

import { type AwsParameterStoreOptions, awsParameterStore } from "../src/index.ts";
import { CREDENTIALS } from "./fake/http.ts";
import { type FakeParameterStore, fakeParameterStore } from "./fake/parameter-store.ts";
import { CANARY, REGION } from "./harness.ts";

export interface Parameters {
  readonly fake: FakeParameterStore;
  readonly store: WritableSecretStore;
  /** The SDK's own client, for what a test prepares or looks up. */
  readonly client: SSMClient;
  readonly put: (Name: string, input?: Partial<PutParameterCommandInput>) => Promise<number>;
}

/** A store on a fake of its own, until the test is over. */
export async function parameters(options: AwsParameterStoreOptions = {}): Promise<Parameters> {
  const fake = await fakeParameterStore(REGION);
  const settings = { region: REGION, endpoint: fake.url, credentials: CREDENTIALS };
  const client = new SSMClient(settings);
  const store = awsParameterStore({ ...settings, ...options });
  onTestFinished(async () => {
    client.destroy();
    await store.close?.();
    await fake.close();
  });
  const put: Parameters["put"] = async (Name, input = {}) => {
    const command = new PutParameterCommand({ Name, Value: CANARY, Type: "SecureString", ...input });
    return (await client.send(command)).Version ?? 0;
  };
  return { fake, store, client, put };
}
