import { getOutcomes } from "@confide/core/adapter";
import { Readable } from "node:stream";

import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test } from "vitest";

import { CREDENTIALS } from "../test/fake/server.ts";
import { context, harness, REGION } from "../test/harness.ts";
import { awsSecretsManager } from "./index.ts";
import { watched } from "./answers.ts";
import { limitBody, LongAnswerError, MAX_ANSWER_BYTES } from "./limit.ts";

/** Whether the SDK gets to read an answer with this body. */
async function isRead(body: unknown): Promise<unknown> {
  const client = new SecretsManagerClient({
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: { handle: async () => ({ response: { statusCode: 200, headers: {}, body } }) } as never,
  });
  onTestFinished(() => client.destroy());
  return watched(client, { look: limitBody })
    .send(new GetSecretValueCommand({ SecretId: "a" }))
    .then(
      () => true,
      (error: unknown) => error,
    );
}

function padded(length: number): Buffer {
  return Buffer.from("{}".padStart(length));
}

test("an answer of the limit's length is read, one byte more isn't", async () => {
  const node = (length: number) => Readable.from([padded(length)], { objectMode: false });
  expect(await isRead(node(MAX_ANSWER_BYTES))).toBe(true);
  expect(await isRead(node(MAX_ANSWER_BYTES + 1))).toBeInstanceOf(LongAnswerError);
});

test("so it is where the client's own handler has streams of the web", async () => {
  const web = (length: number) => new Blob([new Uint8Array(padded(length))]).stream();
  expect(await isRead(web(1_000))).toBe(true);
  expect(await isRead(web(MAX_ANSWER_BYTES + 1))).toBeInstanceOf(LongAnswerError);
});

test("the caller's own client has no limit put on it", async () => {
  const { client } = await harness();
  const before = client.middlewareStack.identify();
  awsSecretsManager({ client });
  await getOutcomes(awsSecretsManager({ client }), [{ name: "a" }], context());
  expect(client.middlewareStack.identify()).toEqual(before);
  expect(watched(client, { look: limitBody }).middlewareStack.identify().join()).toContain("confideAnswers");
});

test("what has nothing but send is used unchanged", () => {
  const double = { send: async () => ({}) } as unknown as SecretsManagerClient;
  expect(watched(double, { look: limitBody })).toBe(double);
});

test("an answer has at most 16 MiB", () => {
  expect(MAX_ANSWER_BYTES).toBe(16_777_216);
  expect(String(new LongAnswerError())).toBe("LongAnswerError");
});
