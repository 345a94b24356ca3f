import { GetParameterHistoryCommand } from "@aws-sdk/client-ssm";
import { Secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { refusals } from "../../test/fake/refusal.ts";
import { CANARY, context, readTexts } from "../../test/harness.ts";
import { parameters, type Parameters } from "../../test/parameters.ts";

const PENDING = "/confide-pending/app/key";

function put(
  { store }: Pick<Parameters, "store">,
  value: string,
  stage: "current" | "pending" = "current",
  more = {},
) {
  const options = { idempotencyKey: crypto.randomUUID(), stage, ...more };
  return store.put("/app/key", new Secret(value), options, context());
}

async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no failure",
    (error: unknown) => (error instanceof SourceError ? error.reason : error),
  );
}

test("a new version keeps what the owner has set: type, key, description, pattern, tags", async () => {
  const each = await parameters();
  const { client, store } = each;
  const rules = {
    KeyId: "alias/own",
    Description: "of the shop",
    AllowedPattern: "[a-z]+",
    Tags: [{ Key: "team", Value: "a" }],
  };
  await each.put("/app/key", { Value: "one", ...rules });
  await put(each, "two");
  const { Parameters: versions = [] } = await client.send(
    new GetParameterHistoryCommand({ Name: "/app/key" }),
  );
  const { Tags: _, ...kept } = rules;
  expect(versions.at(-1)).toMatchObject({ Version: 2, Type: "SecureString", ...kept });
  expect((await store.describe("/app/key", context())).annotations).toEqual({});
  expect(await reasonOf(put(each, "NO"))).toBe("unknown");
  expect(await readTexts(store, "/app/key")).toEqual(["two"]);
});

test("a pending value is in no place that readers of the parameter, or of its path, look at", async () => {
  const each = await parameters();
  const { fake, store } = each;
  await put(each, "one");
  const { version } = await put(each, "two", "pending");
  expect([...fake.parameters.keys()]).toEqual(["/app/key", PENDING]);
  expect(await store.list("/", context())).toEqual(["/app/key"]);
  expect(fake.parameters.get("/app/key")?.versions).toHaveLength(1);
  await store.promote("/app/key", version, { expectCurrent: "1" }, context());
  expect([...fake.parameters.keys()]).toEqual(["/app/key"]);
  expect(await readTexts(store, "/app/key", "/app/key?version=1")).toEqual(["two", "one"]);
});

test("up to 8 KB are kept, in the tier that they need, and no more", async () => {
  const each = await parameters();
  await put(each, "x".repeat(4_096));
  await put(each, "x".repeat(8_192));
  await put(each, "y");
  expect(each.fake.parameters.get("/app/key")?.versions.map(({ tier }) => tier)).toEqual([
    "Standard",
    "Advanced",
    "Advanced",
  ]);
  const before = each.fake.calls.length;
  expect(await reasonOf(put(each, "x".repeat(8_193)))).toBe("too-large");
  expect(await reasonOf(put(each, ""))).toBe("unknown");
  const bytes = new Secret(new Uint8Array([1])) as Secret<string | Uint8Array>;
  const options = { idempotencyKey: "k", stage: "current" } as const;
  expect(await reasonOf(each.store.put("/app/key", bytes, options, context()))).toBe("unknown");
  expect(each.fake.calls).toHaveLength(before);
});

test("a put whose answer was lost makes no second version", async () => {
  const each = await parameters();
  await put(each, "one");
  const more = { idempotencyKey: crypto.randomUUID() };
  each.fake.alter = (operation, output) => (operation === "PutParameter" ? JSON.parse("{") : output);
  expect(await reasonOf(put(each, "two", "current", more))).toBe("unavailable");
  each.fake.alter = (_, output) => output;
  expect(await put(each, "two", "current", more)).toEqual({ version: "2" });
  expect(each.fake.parameters.get("/app/key")?.versions).toHaveLength(2);
});

test("a list is kept as a list, whether it is given as it is read or as AWS writes it", async () => {
  const each = await parameters();
  await each.put("/app/key", { Type: "StringList", Value: "a,b" });
  await put(each, '["c","d"]');
  expect(await readTexts(each.store, "/app/key")).toEqual(['["c","d"]']);
  await put(each, "e,f");
  expect(await readTexts(each.store, "/app/key")).toEqual(['["e","f"]']);
  expect(each.fake.parameters.get("/app/key")?.versions.map(({ value }) => value)).toEqual([
    "a,b",
    "c,d",
    "e,f",
  ]);
});

test("a list of which AWS would keep another is refused, and one in other words is the same", async () => {
  const each = await parameters();
  await each.put("/app/key", { Type: "StringList", Value: "a,b" });
  for (const stage of ["current", "pending"] as const)
    for (const list of ['["a","b,c"]', "[]", '[""]'])
      expect(await reasonOf(put(each, list, stage))).toBe("unknown");
  const again = { idempotencyKey: crypto.randomUUID() };
  const { version } = await put(each, '["c", "d"]', "pending", again);
  expect(await put(each, '["c", "d"]', "pending", again)).toEqual({ version });
  await each.store.promote("/app/key", version, { expectCurrent: "1" }, context());
  expect(await readTexts(each.store, "/app/key")).toEqual(['["c","d"]']);
  expect(await put(each, '["c", "d"]', "current", again)).toEqual({ version });
});

test("an older version is promoted by being kept once more, and only once", async () => {
  const each = await parameters();
  await put(each, "one");
  await put(each, "two");
  await each.store.promote("/app/key", "1", { expectCurrent: "2" }, context());
  await each.store.promote("/app/key", "1", { expectCurrent: "2" }, context());
  expect(await readTexts(each.store, "/app/key")).toEqual(["one"]);
  expect((await each.store.describe("/app/key", context())).current).toBe("3");
  expect(await reasonOf(each.store.promote("/app/key", "9", { expectCurrent: "3" }, context()))).toBe(
    "not-found",
  );
});

test("a version that was retired is noted as that, and is there by its number all the same", async () => {
  const each = await parameters();
  await put(each, "one");
  await put(each, "two");
  await each.store.retire("/app/key", "1", context());
  const { versions } = await each.store.describe("/app/key", context());
  expect(versions.map(({ version, state, labels }) => [version, state, labels])).toEqual([
    ["1", "disabled", []],
    ["2", "enabled", ["current"]],
  ]);
  expect(await readTexts(each.store, "/app/key?version=1")).toEqual(["one"]);
});

test("what only an ARN names, and what has no place for a pending value, is not written", async () => {
  const { store, fake } = await parameters();
  const arn = "arn:aws:ssm:eu-west-1:111111111111:parameter/app/key";
  const deep = `/${Array.from({ length: 15 }, () => "a").join("/")}`;
  const options = { idempotencyKey: "k", stage: "current" } as const;
  for (const name of [arn, deep])
    expect(await reasonOf(store.put(name, new Secret(CANARY), options, context()))).toBe("invalid-ref");
  expect(fake.calls).toEqual([]);
});

test("a throttled look for a pending value is no sign that there is none; a denied one is all that a reader can see", async () => {
  const each = await parameters();
  const { fake, store } = each;
  await put(each, "one");
  const { version } = await put(each, "two", "pending");
  const read = async () => reasonOf(store.get({ name: "/app/key", version }, context()));
  expect(await read()).toBe("no failure");
  fake.refuse(refusals.throttled(), PENDING);
  expect(await read()).toBe("throttled");
  fake.refuse(refusals.denied("ssm:GetParameters", PENDING), PENDING);
  expect(await read()).toBe("not-found");
});

test("a name has one spelling, with which rotators lock it", async () => {
  const { store } = await parameters();
  expect(["prod/key", "/prod/key"].map((name) => store.canonicalName?.(name))).toEqual([
    "/prod/key",
    "/prod/key",
  ]);
});
