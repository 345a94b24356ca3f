import { randomUUID } from "node:crypto";

import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { Secret } from "@confide/core";
import { getOutcome, SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { refusals } from "../test/fake/refusal.ts";
import { CANARY, context, harness, type Harness, readTexts } from "../test/harness.ts";

function put(
  store: WritableSecretStore,
  value: string,
  options: { idempotencyKey?: string; stage?: "current" | "pending"; expect?: string } = {},
): Promise<{ readonly version: string }> {
  const given = { idempotencyKey: randomUUID(), stage: "current" as const, ...options };
  return store.put("a", new Secret(value), given, context());
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no failure",
    (error: unknown) => (error instanceof SourceError ? error.reason : String(error)),
  );
}

/** The labels of every version, oldest first. */
async function labels({ store }: Harness): Promise<readonly (readonly string[])[]> {
  return (await store.describe("a", context())).versions.map((version) => version.labels.toSorted());
}

describe("a put that expects a current version", () => {
  test("leaves no label behind", async () => {
    const h = await harness();
    const first = await h.seed("a", "1");
    await put(h.store, "2", { expect: first });
    expect(await labels(h)).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
  });

  test.each(["PutSecretValue", "UpdateSecretVersionStage"])(
    "that has lost at %s keeps its value from readers and leaves no label behind",
    async (moment) => {
      const h = await harness();
      const first = await h.seed("a", "1");
      h.fake.authorize = async (action) => {
        if (action !== `secretsmanager:${moment}`) return true;
        h.fake.authorize = () => true;
        await h.seed("a", "faster");
        return true;
      };
      expect(await reasonOf(put(h.store, "2", { expect: first }))).toBe("conflict");
      expect(await readTexts(h.store, "a")).toEqual(["faster"]);
      const held = (await labels(h)).map((each) => each.join()).filter((each) => each !== "");
      expect(held.toSorted()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
    },
  );

  test("goes on where an earlier attempt of it broke off", async () => {
    const h = await harness();
    const first = await h.seed("a", "1");
    const options = { idempotencyKey: randomUUID(), expect: first };
    h.fake.authorize = (action) => !action.endsWith("UpdateSecretVersionStage");
    expect(await reasonOf(put(h.store, "2", options))).toBe("denied");
    h.fake.authorize = () => true;
    await put(h.store, "2", options);
    await put(h.store, "2", options);
    expect(await readTexts(h.store, "a")).toEqual(["2"]);
    expect(await labels(h)).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
  });

  test("is no failure when it is repeated after another has followed it, nor undoes that", async () => {
    const h = await harness();
    const options = { idempotencyKey: randomUUID(), expect: await h.seed("a", "1") };
    await put(h.store, "2", options);
    await h.seed("a", "3");
    await put(h.store, "2", options);
    expect(await readTexts(h.store, "a")).toEqual(["3"]);
  });

  test("fails when it is repeated after it has lost", async () => {
    const h = await harness();
    const options = { idempotencyKey: randomUUID(), expect: await h.seed("a", "1") };
    await h.seed("a", "2");
    expect(await reasonOf(put(h.store, "x", options))).toBe("conflict");
    expect(await reasonOf(put(h.store, "x", options))).toBe("conflict");
  });

  test("fails where there is no such secret", async () => {
    const { store } = await harness();
    expect(await reasonOf(put(store, "1", { expect: randomUUID() }))).toBe("conflict");
  });
});

describe("a put that expects none", () => {
  test.each(["current", "pending"] as const)("makes the secret, once: %s", async (stage) => {
    const h = await harness();
    const options = { idempotencyKey: randomUUID(), stage, expect: "none" };
    await put(h.store, "1", options);
    await put(h.store, "1", options);
    expect(await readTexts(h.store, "a")).toEqual([stage === "current" ? "1" : "not-found"]);
    expect(await reasonOf(put(h.store, "2", { stage, expect: "none" }))).toBe("conflict");
  });
});

test("a pending value can be the first of a secret", async () => {
  const { store } = await harness();
  const { version } = await put(store, "1", { stage: "pending" });
  expect(await readTexts(store, "a", "a?version=AWSPENDING")).toEqual(["not-found", "1"]);
  await store.promote("a", version, { expectCurrent: "none" }, context());
  expect(await readTexts(store, "a")).toEqual(["1"]);
});

test("a secret that was made without a value takes one", async () => {
  const { store, client } = await harness();
  await client.send(new CreateSecretCommand({ Name: "a" }));
  await put(store, "1");
  expect(await readTexts(store, "a")).toEqual(["1"]);
});

test("bytes are kept as bytes", async () => {
  const { store } = await harness();
  const bytes = Uint8Array.of(0, 255, 128);
  await store.put("a", new Secret(bytes), { idempotencyKey: randomUUID(), stage: "current" }, context());
  const outcome = await getOutcome(store, { name: "a" }, context());
  expect(Buffer.from(outcome?.value?.value.reveal() ?? "")).toEqual(Buffer.from(bytes));
});

test.each([
  ["more than 65 536 bytes", "é".repeat(32_769), "too-large"],
  ["nothing", "", "unknown"],
])("%s is refused before the call", async (_, value, reason) => {
  const { store, fake } = await harness();
  expect(await reasonOf(put(store, value))).toBe(reason);
  expect(fake.calls).toEqual([]);
});

test("a refusal of AWS's that repeats the value does not show it", async () => {
  const { store, fake } = await harness();
  fake.refuse(refusals.constraint("secretString", CANARY, "…"));
  const error = await put(store, CANARY).catch((thrown: unknown) => thrown);
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(CANARY);
});

describe("promoting", () => {
  test("takes AWSPENDING off, so that nothing looks pending later", async () => {
    const h = await harness();
    const first = await h.seed("a", "1");
    const { version } = await put(h.store, "2", { stage: "pending" });
    await h.store.promote("a", version, { expectCurrent: first }, context());
    await h.seed("a", "3");
    expect((await h.store.describe("a", context())).pending).toBeUndefined();
  });

  test("is guarded by AWS itself, not only by a look before", async () => {
    const h = await harness();
    const first = await h.seed("a", "1");
    const { version } = await put(h.store, "2", { stage: "pending" });
    h.fake.authorize = async (action) => {
      if (action.endsWith("UpdateSecretVersionStage")) {
        h.fake.authorize = () => true;
        await h.seed("a", "faster");
      }
      return true;
    };
    const promoting = h.store.promote("a", version, { expectCurrent: first }, context());
    expect(await reasonOf(promoting)).toBe("conflict");
    expect(await readTexts(h.store, "a")).toEqual(["faster"]);
  });

  test("a version that isn't there is not found", async () => {
    const h = await harness();
    const first = await h.seed("a", "1");
    const promoting = h.store.promote("a", randomUUID(), { expectCurrent: first }, context());
    expect(await reasonOf(promoting)).toBe("not-found");
  });
});

describe("describing", () => {
  test("tells every version, of all pages, and which are out of use", async () => {
    const h = await harness();
    for (let count = 1; count <= 120; count++) await h.seed("a", String(count));
    const { versions, current } = await h.store.describe("a", context());
    expect(versions).toHaveLength(120);
    expect(versions.filter(({ state }) => state === "enabled").map(({ labels: held }) => held)).toEqual([
      ["AWSPREVIOUS"],
      ["AWSCURRENT"],
    ]);
    expect(versions.at(-1)?.version).toBe(current);
  });

  test("a secret that is scheduled for deletion is disabled as a whole", async () => {
    const h = await harness();
    await h.seed("a");
    await h.store.delete("a", context());
    expect((await h.store.describe("a", context())).versions.map(({ state }) => state)).toEqual(["disabled"]);
  });
});

test("notes stand beside others' tags", async () => {
  const h = await harness();
  await h.seed("a");
  await h.client.send(new TagResourceCommand({ SecretId: "a", Tags: [{ Key: "team", Value: "payments" }] }));
  await h.store.annotate("a", { record: '{"phase":"claim"}', gone: null }, {}, context());
  expect((await h.store.describe("a", context())).annotations).toEqual({ record: '{"phase":"claim"}' });
  await h.store.annotate("a", { record: null }, {}, context());
  const { Tags } = await h.client.send(new DescribeSecretCommand({ SecretId: "a" }));
  expect(Tags).toEqual([{ Key: "team", Value: "payments" }]);
});

test("retiring takes every label, and the value is still there by its id", async () => {
  const h = await harness();
  const first = await h.seed("a", "1");
  await h.seed("a", "2");
  await h.store.retire("a", first, context());
  expect(await labels(h)).toEqual([[], ["AWSCURRENT"]]);
  expect(await readTexts(h.store, "a?version=AWSPREVIOUS", `a?version=${first}`)).toEqual(["not-found", "1"]);
});

test("deleting can be repeated, and undone", async () => {
  const h = await harness();
  await h.seed("a");
  await h.store.delete("a", context());
  await h.store.delete("a", context());
  await h.store.delete("missing", context());
  expect(await readTexts(h.store, "a")).toEqual(["disabled"]);
  expect(await reasonOf(put(h.store, "2"))).toBe("disabled");
  await h.client.send(new RestoreSecretCommand({ SecretId: "a" }));
  expect(await readTexts(h.store, "a")).toEqual([CANARY]);
});

test("names are listed by prefix, of all pages, without what is scheduled for deletion", async () => {
  const h = await harness();
  for (let count = 0; count < 130; count++) await h.seed(`prod/${count}`);
  await h.seed("test/1");
  await h.seed("!odd");
  await h.store.delete("prod/7", context());
  expect(await h.store.list("prod/", context())).toHaveLength(129);
  expect(await h.store.list("!o", context())).toEqual(["!odd"]);
  expect(await h.store.list("", context())).toHaveLength(131);
  expect(await reasonOf(h.store.list("*", context()))).toBe("invalid-ref");
});

test("a name that AWS refuses reaches no call", async () => {
  const { store, fake } = await harness();
  const name = "has space";
  const calls = [
    store.describe(name, context()),
    store.promote(name, "v", { expectCurrent: "none" }, context()),
    store.annotate(name, {}, {}, context()),
    store.retire(name, "v", context()),
    store.delete(name, context()),
    store.put(name, new Secret("x"), { idempotencyKey: randomUUID(), stage: "current" }, context()),
  ];
  expect(await Promise.all(calls.map(reasonOf))).toEqual(Array<string>(6).fill("invalid-ref"));
  expect(fake.calls).toEqual([]);
});

test("a token that has another value already is a conflict", async () => {
  const h = await harness();
  const idempotencyKey = randomUUID();
  const content = { SecretString: "1", ClientRequestToken: idempotencyKey };
  await h.client.send(new CreateSecretCommand({ Name: "a", ...content }));
  await h.client.send(new PutSecretValueCommand({ SecretId: "a", ...content }));
  expect(await reasonOf(put(h.store, "2", { idempotencyKey }))).toBe("conflict");
});
