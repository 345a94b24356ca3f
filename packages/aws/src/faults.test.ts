import { loadConfig, secret, fromStore } from "@confide/core";
import { type Fault, type FaultProxy, faultProxy, faults } from "@confide/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { ownTime } from "../../core/src/testing/own-time.ts";
import { CREDENTIALS } from "../test/fake/server.ts";
import { CANARY, harness, REGION } from "../test/harness.ts";
import { awsSecretsManager } from "./index.ts";

/** A definition whose secrets come through a proxy that fails. Each setting has a default, which must never be it. */
async function behind(fault: Fault) {
  const { fake, seed } = await harness();
  for (const name of ["token", "key"]) await seed(name, CANARY);
  const proxy = await faultProxy(fake.url);
  const store = awsSecretsManager({ region: REGION, endpoint: proxy.url, credentials: CREDENTIALS });
  onTestFinished(async () => {
    await store.close?.();
    await proxy.close();
  });
  const setting = () => secret(z.string().default("the default"));
  const schema = z.object({ token: setting(), key: setting() });
  proxy.set(fault);
  return { definition: { schema, sources: [fromStore(store)] }, proxy };
}

interface Timed {
  readonly reasons: readonly unknown[];
  readonly tookMs: number;
}

async function failureOf(load: () => Promise<unknown>): Promise<Timed> {
  const { result, tookMs } = await ownTime(async () =>
    load().then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );
  const error = result as { problems?: { reason?: string }[] } | undefined;
  return { reasons: error?.problems?.map(({ reason }) => reason) ?? ["no failure"], tookMs };
}

describe("a load ends within its deadline with the true reason, and never with the default", () => {
  test.each([
    ["hangs", faults.hang, "timeout"],
    ["resets the connection", faults.reset, "unavailable"],
    ["breaks off in the middle of a body", faults.halfBody, "unavailable"],
    ["answers 503", faults.unavailable, "unavailable"],
    ["answers 502 in HTML", faults.html502, "unavailable"],
    ["answers 429", faults.throttled, "throttled"],
    ["answers 404 in the way of a proxy", { kind: "answer", status: 404 }, "malformed"],
    ["answers 200 with no JSON", { kind: "answer", status: 200, body: CANARY }, "malformed"],
  ] as const)("when AWS %s", async (_, fault, reason) => {
    const { definition } = await behind(fault);
    const { reasons, tookMs } = await failureOf(async () => loadConfig(definition, { timeoutMs: 400 }));
    expect(reasons).toEqual([reason, reason]);
    expect(tookMs).toBeLessThan(500);
  });

  test("when nobody listens", async () => {
    const { definition, proxy } = await behind(faults.none);
    await proxy.close();
    const { reasons, tookMs } = await failureOf(async () => loadConfig(definition, { timeoutMs: 400 }));
    expect(reasons).toEqual(["unavailable", "unavailable"]);
    expect(tookMs).toBeLessThan(500);
  });
});

describe("aborting ends a load within 50 ms", () => {
  test.each([
    ["while AWS hangs", faults.hang],
    ["while a retry waits", faults.throttled],
    ["while an answer is late", { kind: "delay", delayMs: 2_000 }],
  ] as const)("%s", async (_, fault) => {
    const { definition } = await behind(fault);
    const controller = new AbortController();
    const loading = loadConfig(definition, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 150));
    controller.abort();
    const { tookMs } = await failureOf(async () => loading);
    expect(tookMs).toBeLessThan(50);
  });
});

test("a load goes on once the fault is over", async () => {
  const { definition, proxy } = await behind(faults.unavailable);
  const loading = loadConfig(definition);
  await untilAsked(proxy);
  proxy.set(faults.none);
  expect((await loading).token.reveal()).toBe(CANARY);
});

async function untilAsked(proxy: FaultProxy): Promise<void> {
  while (proxy.requests < 2) await new Promise((resolve) => setTimeout(resolve, 5));
}
