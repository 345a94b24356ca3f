import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { Secret } from "@confide/core";
import {
  type SecretDescription,
  SourceError,
  type VersionDescription,
  type WritableSecretStore,
} from "@confide/core/adapter";
import { beforeEach, expect, test, vi } from "vitest";

import { fakeSecretsManager, CREDENTIALS } from "../../../aws/test/fake/server.ts";
import { awsSecretsManager } from "../../../aws/src/index.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { localLock } from "../../test/local-lock.ts";
import { makingTarget, type Target, target, textOf } from "../../test/target.ts";
import { awsRotationHandler } from "./rotation-handler.ts";
import { endGrace } from "../end-grace.ts";
import { defineIssuer } from "../issuers/define-issuer.ts";
import type { Issuer, IssuerApplyStep, IssuerCreateStep } from "../issuers/issuer.ts";
import { lockNameOf } from "../locks/locked.ts";
import { rotate } from "../rotate.ts";
import { rotationStatus } from "../rotation-status.ts";
import { keyVerifier } from "../verify/key-verifier.ts";

const NAME = "prod/api-key";
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

let fake: Awaited<ReturnType<typeof fakeSecretsManager>>;
let store: WritableSecretStore;
let truth: Target;
/** The secret's ARN, as AWS names it in its events. */
let arn: string;

beforeEach(async () => {
  fake = await fakeSecretsManager();
  store = awsSecretsManager({ region: "eu-west-1", endpoint: fake.url, credentials: CREDENTIALS });
  arn = fake.keep(NAME, "first-key");
  truth = target("first-key");
  return async () => {
    await store.close?.();
    await fake.close();
  };
});

/** AWS moves the stage; what has none is out of use. */
function withoutPending(version: VersionDescription): VersionDescription {
  return version.labels.includes("AWSPENDING") ? { ...version, state: "disabled", labels: [] } : version;
}

/** The version that AWS marks as pending when it begins a rotation: it has no value yet. */
function marked(token: string): WritableSecretStore {
  return {
    ...store,
    async describe(name, at): Promise<SecretDescription> {
      const description = await store.describe(name, at);
      if (description.versions.some(({ version }) => version === token)) return description;
      const versions = [
        ...description.versions.map(withoutPending),
        { version: token, state: "enabled" as const, labels: ["AWSPENDING"] },
      ];
      return { ...description, pending: token, versions };
    },
  };
}

// As "Rotation by Lambda function" has it in AWS's user guide: one event a step.
const eventOf = (Step: string, ClientRequestToken: string) => ({ Step, SecretId: arn, ClientRequestToken });

test("the four steps make AWS's version current, with the old one in grace", async () => {
  const token = randomUUID();
  const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
  for (const step of STEPS) await handler(eventOf(step, token));
  const description = await store.describe(NAME, context());
  expect([description.current, description.pending]).toEqual([token, undefined]);
  const current = await valueIn(store, NAME);
  expect([...truth.valid]).toEqual(["first-key", current]);
  const verifier = keyVerifier({ store, name: NAME });
  expect(await verifier.verify("first-key")).toMatchObject({ current: false });

  await endGrace({ store, name: NAME, issuer: truth.issuer, now: true });
  expect([...truth.valid]).toEqual([current]);
  verifier.refresh();
  expect(await verifier.verify("first-key")).toBeUndefined();
});

test("every step may come twice, and again when all is done", async () => {
  const token = randomUUID();
  const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
  for (const step of STEPS) for (let time = 0; time < 2; time++) await handler(eventOf(step, token));
  for (const step of STEPS) await handler(eventOf(step, token));
  expect(truth.valid.size).toBe(2);
  expect((await store.describe(NAME, context())).current).toBe(token);
});

test("a value that its test refuses doesn't become current", async () => {
  const token = randomUUID();
  const refused = Object.assign(new Error("the value is canary"), { code: "ECONNREFUSED" });
  const issuer = { ...truth.issuer, test: async () => Promise.reject(refused) };
  const handler = awsRotationHandler(issuer, { store: marked(token) });
  await handler(eventOf("createSecret", token));
  await handler(eventOf("setSecret", token));
  await expect(handler(eventOf("testSecret", token))).rejects.toThrow(
    /^test failed for \S+ in aws-secrets-manager \(Error ECONNREFUSED\)$/,
  );
  expect(await valueIn(store, NAME)).toBe("first-key");
});

test("a version that AWS has not marked is set nowhere", async () => {
  const handler = awsRotationHandler(truth.issuer, { store });
  await expect(handler(eventOf("setSecret", randomUUID()))).rejects.toThrow(
    "is none of the secret's versions",
  );
  const [first = ""] = (await store.describe(NAME, context())).versions.map(({ version }) => version);
  await putByHand(store, NAME, "second-key");
  await expect(handler(eventOf("setSecret", first))).rejects.toThrow("is not the pending one");
  expect([...truth.valid]).toEqual(["first-key"]);
});

test("a step that is none is refused", async () => {
  const token = randomUUID();
  const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
  await expect(handler(eventOf("dropSecret", token))).rejects.toThrow(
    "AWS asked for a step that is none: dropSecret",
  );
});

/** The note of the rotation that the four steps left, as its words. */
async function noteAfter(ageMs: number, options: object = {}) {
  const token = randomUUID();
  const madeAt = { ...marked(token) };
  const aged: WritableSecretStore = {
    ...madeAt,
    async describe(name, at): Promise<SecretDescription> {
      const description = await madeAt.describe(name, at);
      const createdAt = new Date(Date.now() - ageMs);
      return { ...description, versions: description.versions.map((each) => ({ ...each, createdAt })) };
    },
  };
  const handler = awsRotationHandler(truth.issuer, { store: aged, ...options });
  for (const step of STEPS) await handler(eventOf(step, token));
  const { annotations } = await store.describe(NAME, context());
  const [note = ""] = Object.entries(annotations).flatMap(([name, text]) =>
    name.startsWith("rotation-") ? text : [],
  );
  return Object.fromEntries(note.split(" ").map((word) => word.split(":") as [string, string]));
}

test("the grace begins when the version becomes current, however long ago that was made", async () => {
  const { after, grace, at } = await noteAfter(600_000, { graceMs: 7_200_000 });
  expect(grace).toBe("7200000");
  // A second is for the version's date, which is cut; the rest is what the test itself takes.
  expect(Number(after) - 7_200_000).toBeGreaterThanOrEqual(601_000);
  expect(Number(after) - 7_200_000).toBeLessThan(660_000);
  expect(Number(at)).toBeGreaterThan(Date.now() + 7_100_000);
});

test.each([
  ["of the future counts as made now", -600_000, 1_000],
  ["of long ago counts as a week old", 30 * 86_400_000, 7 * 86_400_000],
])("a version %s", async (_, ageMs, sinceMs) => {
  expect(Number((await noteAfter(ageMs)).after)).toBe(86_400_000 + sinceMs);
});

test.each([-1, 0.5, 604_800_001])("a grace of %d ms is refused when the handler is made", (graceMs) => {
  expect(() => awsRotationHandler(truth.issuer, { store, graceMs })).toThrow(
    "graceMs is a whole number of milliseconds, and at most longestGraceMs",
  );
  expect(() => awsRotationHandler(truth.issuer, { store, graceMs: 604_800_000 })).not.toThrow();
});

test("an issuer that is held up sets nothing once another version became current", async () => {
  const token = randomUUID();
  const reasons: unknown[] = [];
  const issuer = {
    ...truth.issuer,
    apply: async ({ mustGoOn }: IssuerApplyStep) => {
      await mustGoOn();
      await putByHand(store, NAME, "by-hand-key");
      await mustGoOn().catch((error: unknown) => reasons.push(error));
    },
  };
  const handler = awsRotationHandler(issuer, { store: marked(token) });
  await handler(eventOf("createSecret", token));
  await handler(eventOf("setSecret", token));
  expect(reasons).toMatchObject([
    { reason: "conflict", message: expect.stringContaining("became current") as string },
  ]);
});

test("a failure in confide's own words comes as it is, any other one with its step and name only", async () => {
  const token = randomUUID();
  const denied = new SourceError({ reason: "denied", message: "a message", store: store.name });
  const failureOf = async (issuer: typeof truth.issuer, Step: string) =>
    awsRotationHandler(issuer, { store: marked(token) })(eventOf(Step, token)).catch(
      (error: unknown) => error,
    );
  const creating = (thrown: Error) => ({
    ...truth.issuer,
    async create() {
      throw thrown;
    },
  });
  expect(await failureOf(creating(denied), "createSecret")).toBe(denied);
  const failed = await failureOf(creating(new Error("the value is canary")), "createSecret");
  expect(failed).toMatchObject({
    name: "RotationError",
    step: "create",
    secretName: arn,
    store: "aws-secrets-manager",
    message: expect.stringContaining(`create failed for ${arn} in aws-secrets-manager (Error)`) as string,
  });
  await failureOf(truth.issuer, "createSecret");
  const applying = { ...truth.issuer, apply: async () => Promise.reject(new Error("canary")) };
  expect(await failureOf(applying, "setSecret")).toMatchObject({ step: "apply" });
  expect(await failureOf(truth.issuer, "no step")).toMatchObject({ step: "plan" });
});

test("a credential that is not a new one is refused", async () => {
  const token = randomUUID();
  const same = { ...truth.issuer, name: "the-same", create: async () => new Secret("first-key") };
  await expect(
    awsRotationHandler(same, { store: marked(token) })(eventOf("createSecret", token)),
  ).rejects.toThrow(`the-same made no new credential for ${arn}, but the one of the current version`);
});

test("an issuer that neither sets nor tests goes through all steps", async () => {
  const token = randomUUID();
  const { name, credentials, create } = truth.issuer;
  const handler = awsRotationHandler({ name, credentials, create }, { store: marked(token) });
  for (const step of STEPS) await handler(eventOf(step, token));
  expect((await store.describe(NAME, context())).current).toBe(token);
});

test("each call to the store may take ten seconds", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  const event = { Step: "createSecret", SecretId: arn, ClientRequestToken: randomUUID() };
  await awsRotationHandler(truth.issuer, { store: marked(event.ClientRequestToken) })(event);
  // The store itself asks for what is left of it.
  expect(timeout.mock.calls[0]).toEqual([10_000]);
  timeout.mockRestore();
});

test.each([
  ["one", "grace:0 "],
  ["many", "grace:86400000 "],
] as const)("an issuer of %s credentials has by default the grace %s", async (credentials, grace) => {
  const token = randomUUID();
  const handler = awsRotationHandler({ ...truth.issuer, credentials }, { store: marked(token) });
  for (const step of STEPS) await handler(eventOf(step, token));
  const { annotations } = await store.describe(NAME, context());
  expect(Object.values(annotations).join()).toContain(grace);
});

test("a version that AWS has marked before it has a value, as DescribeSecret alone shows it", async () => {
  const token = randomUUID();
  fake.alter = (operation, output) => {
    if (operation !== "DescribeSecret") return output;
    const { VersionIdsToStages: stages = {} } = output as { VersionIdsToStages?: Record<string, string[]> };
    return { ...output, VersionIdsToStages: { [token]: ["AWSPENDING"], ...stages } };
  };
  const handler = awsRotationHandler(truth.issuer, { store });
  for (const step of STEPS) await handler(eventOf(step, token));
  fake.alter = (_, output) => output;
  expect((await store.describe(NAME, context())).current).toBe(token);
});

test("each step is told on confide:rotate", async () => {
  const steps: unknown[] = [];
  const hear = (event: unknown) => {
    const { step, outcome, ref } = event as { step?: string; outcome: string; ref: unknown };
    if (step !== undefined && ref === arn) steps.push(`${step} ${outcome}`);
  };
  subscribe("confide:rotate", hear);
  const token = randomUUID();
  const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
  for (const step of STEPS) await handler(eventOf(step, token));
  unsubscribe("confide:rotate", hear);
  expect(steps).toEqual([
    "create ok",
    "store ok",
    "note ok",
    "test unknown",
    "apply ok",
    "test ok",
    "promote ok",
    "note ok",
  ]);
});

test("AWS's rotation by the ARN and one by the name are one", async () => {
  const token = randomUUID();
  const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
  for (const step of STEPS) await handler(eventOf(step, token));
  const { rotationId: byName } = await rotationStatus({ store, name: NAME });
  const { rotationId: byArn } = await rotationStatus({ store, name: arn });
  expect(byName).toBe(byArn);
  const next = { store, issuer: truth.issuer, duringGrace: true };
  const { rotationId } = await rotate({ ...next, name: NAME });
  expect(await rotate({ ...next, name: arn, duringGrace: false })).toMatchObject({ outcome: "in-progress" });
  const [, last = ""] = Object.keys((await store.describe(NAME, context())).annotations);
  expect(last).toBe(`rotation-${rotationId}`);
});

/** AWS marks the version of a rotation, and gives it another one when it begins anew. */
async function rotatedByAws(issuer: Issuer, options: object = {}, steps: readonly string[] = STEPS) {
  const token = randomUUID();
  const handler = awsRotationHandler(issuer, { store: marked(token), ...options });
  for (const step of steps) await handler(eventOf(step, token));
  return token;
}

test("a slot in grace is not overwritten, and is once the grace is over", async () => {
  const slots = { ...truth.issuer, credentials: "two-slots" as const };
  const graceMs = 3_600_000;
  const first = await rotatedByAws(slots, { graceMs });
  await expect(rotatedByAws(slots, { graceMs })).rejects.toThrow("the other slot of");
  expect((await store.describe(NAME, context())).current).toBe(first);
  expect(truth.accepts("first-key")).toBe(true);
  await endGrace({ store, name: NAME, issuer: slots, now: true });
  const second = await rotatedByAws(slots, { graceMs });
  expect((await store.describe(NAME, context())).current).toBe(second);
});

test("a grace that is over is ended before a value is made", async () => {
  await rotatedByAws(truth.issuer, { graceMs: 0 });
  expect(truth.accepts("first-key")).toBe(true);
  await rotatedByAws(truth.issuer, { graceMs: 0 });
  expect(truth.accepts("first-key")).toBe(false);
  expect(truth.valid.size).toBe(2);
});

test("what AWS has begun, and begins anew under another version, is ended", async () => {
  await rotatedByAws(truth.issuer, {}, STEPS.slice(0, 2));
  const [, given = ""] = truth.valid;
  await rotatedByAws(truth.issuer);
  expect([...truth.valid]).toEqual(["first-key", await valueIn(store, NAME)]);
  expect(truth.revoked.has(given)).toBe(true);
});

test("rotate goes on with what AWS has begun", async () => {
  const token = await rotatedByAws(truth.issuer, {}, STEPS.slice(0, 2));
  expect(await rotate({ store, name: NAME, issuer: truth.issuer })).toMatchObject({
    outcome: "resumed",
    version: token,
  });
  await rotatedByAws(truth.issuer, {}, []);
});

test.each([1, 2, 3])(
  "a version that is put by hand after %d steps wins, and nothing is set or promoted over it",
  async (steps) => {
    const token = randomUUID();
    const handler = awsRotationHandler(truth.issuer, { store: marked(token) });
    for (const step of STEPS.slice(0, steps)) await handler(eventOf(step, token));
    truth.valid.add("by-hand");
    await putByHand(store, NAME, "by-hand");
    for (const step of STEPS.slice(steps))
      await expect(handler(eventOf(step, token))).rejects.toThrow(
        "another version became current since AWS began this rotation",
      );
    expect(await valueIn(store, NAME)).toBe("by-hand");
    await rotatedByAws(truth.issuer);
    expect([...truth.valid]).toEqual(["first-key", "by-hand", await valueIn(store, NAME)]);
  },
);

test.each([
  [
    "the same slot is current since",
    "b by-hand",
    "another version became current since AWS began this rotation",
  ],
  ["nothing has changed", "a first", undefined],
])("a value whose note a crash has cut off is gone on with, unless %s", async (_, current, told) => {
  arn = fake.keep("prod/slots", "a first");
  const issuer = defineIssuer({
    credentials: "two-slots",
    handleOf: (value) => textOf(value).split(" ")[0] ?? "",
    create: async () => new Secret<string | Uint8Array>("b made"),
  });
  const token = randomUUID();
  const at = marked(token);
  const denied = new SourceError({ reason: "denied", message: "not now", store: store.name });
  const cut = { ...at, annotate: async () => Promise.reject(denied) };
  const event = eventOf("createSecret", token);
  await expect(awsRotationHandler(issuer, { store: cut })(event)).rejects.toBe(denied);
  if (told !== undefined) await putByHand(store, "prod/slots", current);
  const again = awsRotationHandler(issuer, { store: at })(event);
  const failure = await again.then(
    () => undefined,
    (error: unknown) => (error as Error).message.split(",")[0],
  );
  expect(failure).toBe(told);
});

test("a call that ended after the promotion is finished by the next", async () => {
  const token = randomUUID();
  let isDown = true;
  const failing: WritableSecretStore = {
    ...marked(token),
    annotate: async (...call) => {
      if (isDown && (await store.describe(NAME, context())).current === token)
        throw new SourceError({ reason: "denied", message: "not now", store: store.name });
      return store.annotate(...call);
    },
  };
  const handler = awsRotationHandler(truth.issuer, { store: failing });
  for (const step of STEPS.slice(0, 3)) await handler(eventOf(step, token));
  await expect(handler(eventOf("finishSecret", token))).rejects.toMatchObject({ reason: "denied" });
  isDown = false;
  await handler(eventOf("finishSecret", token));
  expect(await rotationStatus({ store, name: NAME })).toMatchObject({ phase: "grace" });
});

test("a credential of which a crash lost the value is ended before another is made", async () => {
  const first = { id: "key_first", key: "sk_first" };
  arn = fake.keep("prod/made", JSON.stringify(first));
  const { issuer, keys } = makingTarget(first);
  const lost = {
    ...issuer,
    create: async (step: IssuerCreateStep) => {
      await issuer.create(step);
      throw new Error("the answer was lost");
    },
  };
  await expect(rotatedByAws(lost)).rejects.toThrow("create failed");
  expect(keys.size).toBe(2);
  await rotatedByAws(issuer);
  expect([...keys.keys()]).toEqual(["key_first", expect.stringMatching(/^key_/)]);
});

test("an issuer that changes its target in create needs a lock, and waits for who has it", async () => {
  const exclusive = { ...truth.issuer, exclusive: true };
  await expect(rotatedByAws(exclusive)).rejects.toThrow("changes its target while it makes a value");
  const lock = localLock();
  const held = await lock.acquire(lockNameOf({ store, name: arn }), { signal: new AbortController().signal });
  await expect(rotatedByAws(exclusive, { lock })).rejects.toThrow(
    `another rotator has the lock of ${arn}: let AWS try again`,
  );
  await held?.release();
  const token = await rotatedByAws(exclusive, { lock });
  expect((await store.describe(NAME, context())).current).toBe(token);
});

test("a rotation of another part that has not come to its end keeps the whole from being replaced", async () => {
  arn = fake.keep("prod/app", JSON.stringify({ apiKey: "first-key", other: "x" }));
  await rotate({ store, name: "prod/app#apiKey", issuer: truth.issuer });
  await expect(rotatedByAws(truth.issuer)).rejects.toThrow(
    /^a rotation of \S+#apiKey has not come to its end/,
  );
});
