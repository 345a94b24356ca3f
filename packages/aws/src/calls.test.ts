import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test, vi } from "vitest";

import { CREDENTIALS } from "../test/fake/server.ts";
import { CANARY, context, errorOf, harness, readTexts, REGION } from "../test/harness.ts";
import { awsCalls } from "./calls.ts";
import { SECRETS_MANAGER } from "./classify.ts";
import { makeClient } from "./client.ts";
import { awsSecretsManager } from "./index.ts";
import { seenCalls } from "./seen-calls.ts";

test("a client of one's own is used, and left open", async () => {
  const { fake, seed } = await harness();
  await seed("a");
  const own = new SecretsManagerClient({ region: REGION, endpoint: fake.url, credentials: CREDENTIALS });
  onTestFinished(() => own.destroy());
  const destroy = vi.spyOn(own, "destroy");
  const store = awsSecretsManager({ client: own });
  expect(await readTexts(store, "a")).toEqual([CANARY]);
  await store.close?.();
  expect(destroy).not.toHaveBeenCalled();
  expect(await readTexts(store, "a")).toEqual([CANARY]);
});

test("a store that was closed can be read again", async () => {
  const { store, seed } = await harness();
  await seed("a");
  await readTexts(store, "a");
  await store.close?.();
  expect(await readTexts(store, "a")).toEqual([CANARY]);
});

test("each call is one attempt", async () => {
  const { store, fake } = await harness();
  fake.authorize = () => {
    throw new Error("makes a 500");
  };
  expect((await errorOf(store, "a")).reason).toBe("unavailable");
  expect(fake.calls).toHaveLength(1);
});

test("credentials that nobody brings end with the signal, not with their own time", async () => {
  const { store } = await harness({ credentials: async () => new Promise(() => {}) });
  const controller = new AbortController();
  const reading = getOutcomes(store, [{ name: "a" }], context({ signal: controller.signal }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const abortedMs = performance.now();
  controller.abort();
  const [outcome] = await reading;
  expect(outcome?.error?.reason).toBe("aborted");
  expect(performance.now() - abortedMs).toBeLessThan(50);
});

test("an error of the credentials' own shows nothing of its text", async () => {
  const { store } = await harness({
    credentials: async () => {
      throw new Error(`could not use ${CANARY}`);
    },
  });
  const error = await errorOf(store, "a");
  expect(error.reason).toBe("unknown");
  expect(`${error.stack} ${JSON.stringify(error.cause)}`).not.toContain(CANARY);
});

test("a call ends at its deadline also where no signal says so", async () => {
  const { store, fake } = await harness();
  fake.authorize = async () => new Promise(() => {});
  const outcome = await getOutcome(store, { name: "a" }, context({ deadlineMs: Date.now() + 200 }));
  expect(outcome?.error?.reason).toBe("timeout");
});

test("what was aborted before makes no call", async () => {
  const { store, fake } = await harness();
  const outcome = await getOutcome(store, { name: "a" }, context({ signal: AbortSignal.abort() }));
  expect(outcome?.error?.reason).toBe("aborted");
  expect(fake.calls).toEqual([]);
});

test.each([
  [60_000, 10_000],
  [-1, 1],
])("with %i ms left, a request is given %i", async (leftMs, requestTimeout) => {
  const given: unknown[] = [];
  const send = async (_command: unknown, options: { requestTimeout: number }) => {
    given.push(options.requestTimeout);
    return {};
  };
  const open = async () => makeClient({ client: { send } as never }, seenCalls());
  const calls = awsCalls({ service: SECRETS_MANAGER, open, isOwn: true });
  const bounds = context({ deadlineMs: Date.now() + leftMs, signal: new AbortController().signal });
  const about = { action: "GetSecretValue", name: "a" };
  const work = calls.call(about, bounds, ({ client, sdk }, options) =>
    client.send(new sdk.GetSecretValueCommand({ SecretId: "a" }), options),
  );
  await work.catch(() => {}); // the one whose time is over
  expect(given).toEqual([requestTimeout]);
});
