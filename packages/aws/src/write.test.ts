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

describe("a call that is denied says which permission it needs", () => {
  const work: Readonly<Record<string, (h: Harness, version: string) => Promise<unknown>>> = {
    CreateSecret: async (h) =>
      h.store.put(
        "new",
        new Secret("1"),
        { idempotencyKey: randomUUID(), stage: "current", expect: "none" },
        context(),
      ),
    PutSecretValue: async (h) => put(h.store, "2"),
    ListSecretVersionIds: async (h, version) => h.store.retire("a", version, context()),
    DescribeSecret: async (h) => h.store.describe("a", context()),
    ListSecrets: async (h) => h.store.list("", context()),
    TagResource: async (h) => h.store.annotate("a", { note: "text" }, {}, context()),
    UntagResource: async (h) => h.store.annotate("a", { note: null }, {}, context()),
    DeleteSecret: async (h) => h.store.delete("a", context()),
    UpdateSecretVersionStage: async (h, version) => put(h.store, "2", { expect: version }),
  };

  test.each(Object.entries(work))("%s", async (action, run) => {
    const h = await harness();
    const version = await h.seed("a", "1");
    h.fake.authorize = (asked) => asked !== `secretsmanager:${action}`;
    const name = { CreateSecret: "new", ListSecrets: "*" }[action] ?? "a";
    await expect(run(h, version)).rejects.toMatchObject({
      reason: "denied",
      needs: `secretsmanager:${action} on ${name}`,
    });
  });

  test("DescribeSecret, where a version is looked up", async () => {
    const h = await harness();
    await h.seed("a");
    h.fake.authorize = (asked) => !asked.endsWith("DescribeSecret");
    await expect(h.store.currentVersion?.({ name: "a" }, context())).rejects.toMatchObject({
      needs: "secretsmanager:DescribeSecret on a",
    });
  });
});

test("each write that is refused says why", async () => {
  const h = await harness();
  const first = await h.seed("a", "1");
  const second = await h.seed("a", "2");
  const refused = (words: string, ref = "a") =>
    expect.objectContaining({ message: expect.stringMatching(`: ${words}$`) as string, ref }) as Error;
  await expect(put(h.store, "3", { expect: first })).rejects.toThrow(
    refused("another version is current than expected"),
  );
  await expect(h.store.promote("a", first, { expectCurrent: "none" }, context())).rejects.toThrow(
    refused("another version is current"),
  );
  await expect(h.store.promote("a", "v", { expectCurrent: second }, context())).rejects.toThrow(
    refused("no such version", "a?version=v"),
  );
  await expect(h.store.retire("a", second, context())).rejects.toThrow(
    refused("the current version is not retired"),
  );
  await expect(put(h.store, "x".repeat(65_537))).rejects.toThrow(refused("a value has at most 65536 bytes"));
  await expect(put(h.store, "")).rejects.toThrow(refused("AWS keeps no empty value"));
  await expect(h.store.list("a b", context())).rejects.toThrow(refused("no name begins like that", "a b"));
  await put(h.store, "x".repeat(65_536));
});

test("a promotion of the current version, or a retirement of none, changes nothing", async () => {
  const h = await harness();
  const first = await h.seed("a", "1");
  await h.store.promote("a", first, { expectCurrent: "none" }, context());
  await h.store.retire("a", randomUUID(), context());
  expect(await labels(h)).toEqual([["AWSCURRENT"]]);
  expect(h.fake.calls.filter(({ operation }) => operation === "UpdateSecretVersionStage")).toEqual([]);
});

test("notes are written and taken away in one call each, and nothing in none", async () => {
  const h = await harness();
  await h.seed("a");
  const made = h.fake.calls.length;
  await h.store.annotate("a", {}, {}, context());
  await h.store.annotate("a", { one: "1", two: "2", three: null, four: null }, {}, context());
  expect(h.fake.calls.slice(made)).toEqual([
    {
      operation: "TagResource",
      input: {
        SecretId: "a",
        Tags: [
          { Key: "confide:one", Value: "1" },
          { Key: "confide:two", Value: "2" },
        ],
      },
    },
    { operation: "UntagResource", input: { SecretId: "a", TagKeys: ["confide:three", "confide:four"] } },
  ]);
});

test("lists are asked for in pages of a hundred, by AWS's own filter where it can", async () => {
  const h = await harness();
  await h.seed("prod/1");
  await h.store.describe("prod/1", context());
  for (const prefix of ["prod", "!", ""]) await h.store.list(prefix, context());
  const inputs = (operation: string) =>
    h.fake.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  expect(inputs("ListSecrets")).toEqual([
    { MaxResults: 100, Filters: [{ Key: "name", Values: ["prod"] }] },
    { MaxResults: 100 },
    { MaxResults: 100 },
  ]);
  expect(inputs("ListSecretVersionIds")).toEqual([
    { SecretId: "prod/1", IncludeDeprecated: true, MaxResults: 100 },
  ]);
});

test("a prefix has 512 characters at most", async () => {
  const { store } = await harness();
  expect(await store.list("x".repeat(512), context())).toEqual([]);
  expect(await reasonOf(store.list("x".repeat(513), context()))).toBe("invalid-ref");
});

test("the version that a read would bring is found by its id or its label, and none of a deleted secret", async () => {
  const h = await harness();
  const first = await h.seed("a", "1");
  const second = await h.seed("a", "2");
  const look = async (version?: string) =>
    h.store.currentVersion?.({ name: "a", ...(version !== undefined && { version }) }, context());
  expect([await look(), await look("AWSPREVIOUS"), await look(first), await look("none")]).toEqual([
    second,
    first,
    first,
    undefined,
  ]);
  await h.store.delete("a", context());
  expect(await look()).toBeUndefined();
});

test("a description has what is current and pending, with dates, and nothing that isn't there", async () => {
  const h = await harness();
  const { version } = await put(h.store, "1", { stage: "pending" });
  const { current, pending, versions } = await h.store.describe("a", context());
  expect([current, pending]).toEqual([undefined, version]);
  expect(versions).toEqual([
    { version, state: "enabled", labels: ["AWSPENDING"], createdAt: expect.any(Date) as Date },
  ]);
});

test("a pending put that expects the current version leaves it current", async () => {
  const h = await harness();
  const first = await h.seed("a", "1");
  const { version } = await put(h.store, "2", { stage: "pending", expect: first });
  expect(await h.store.describe("a", context())).toMatchObject({ current: first, pending: version });
});

test("what can be done with the store", async () => {
  const { store } = await harness();
  expect(store.limits).toEqual({ batch: 20, concurrency: 25 });
  expect(store.writes).toEqual({ cas: "version", pending: "stage", retire: "label" });
});
