import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { getOutcome } from "@confide/core/adapter";
import { expect, onTestFinished, test } from "vitest";

import { CREDENTIALS } from "../test/fake/server.ts";
import { context, REGION } from "../test/harness.ts";
import { awsSecretsManager } from "./index.ts";

/** A client that gets one answer, made at that time. */
function answered(statusCode: number, date: string, body: object) {
  const handle = async () => ({
    response: { statusCode, headers: { date }, body: new TextEncoder().encode(JSON.stringify(body)) },
  });
  const client = new SecretsManagerClient({
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
  onTestFinished(() => client.destroy());
  return client;
}

const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

test("its time is the one that AWS dates an answer with, not this machine's", async () => {
  const body = { Name: "a", VersionId: "v".repeat(32), SecretString: "x" };
  const store = awsSecretsManager({ client: answered(200, DATE, body) });
  expect(store.now?.()).toBeUndefined();
  await store.get({ name: "a" }, context());
  const toldMs = store.now?.() ?? 0;
  expect(toldMs).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  expect(toldMs).toBeLessThan(Date.UTC(2026, 0, 1, 0, 1));
});

test("a failure's date may be that of something between here and AWS", async () => {
  const store = awsSecretsManager({ client: answered(502, DATE, {}) });
  expect((await getOutcome(store, { name: "a" }, context())).error?.reason).toBe("unavailable");
  expect(store.now?.()).toBeUndefined();
});
