import { getOutcome } from "@confide/core/adapter";
import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import * as grpc from "@grpc/grpc-js";
import { PassThroughClient } from "google-auth-library";
import { expect, onTestFinished, test } from "vitest";

import { OWNER, signedIn } from "../test/fixture.ts";
import { LIMIT } from "./client.ts";
import { googleSecretManager } from "./store.ts";

test("an answer that is longer than the limit is told as such, and not asked for again", async () => {
  const fixture = await signedIn();
  fixture.members.set("", OWNER);
  const client = new SecretManagerServiceClient({
    ...LIMIT,
    apiEndpoint: "localhost",
    port: fixture.server.plainPort,
    sslCreds: grpc.credentials.createInsecure(),
    authClient: new PassThroughClient(),
  });
  onTestFinished(async () => {
    await client.close();
    await fixture.close?.();
  });
  const limit = LIMIT["grpc.max_receive_message_length"];
  const store = googleSecretManager({ project: "shop", client });
  const signal = new AbortController().signal;
  const read = async (length: number) => {
    fixture.project.seed("database", "short");
    fixture.server.meet({ bytes: length });
    const context = { signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
    const outcome = await getOutcome(store, { name: "database" }, context);
    return outcome?.error ? [outcome.error.reason, outcome.error.retryable] : "read";
  };
  expect(await read(limit - 1_000)).toBe("read");
  expect(await read(limit)).toEqual(["too-large", false]);
});

test("the limit is 16 MiB", () => {
  expect(LIMIT).toEqual({ "grpc.max_receive_message_length": 16_777_216 });
});
