import { LabelParameterVersionCommand } from "@aws-sdk/client-ssm";
import { env, fromStore, loadConfig, secret } from "@confide/core";
import { expect, test } from "vitest";
import * as z from "zod";

import { parameterRefusals } from "../../test/fake/parameter.ts";
import { refusals } from "../../test/fake/refusal.ts";
import { CANARY, context, errorOf, readTexts } from "../../test/harness.ts";
import { parameters } from "../../test/parameters.ts";

test("a path is its name, with or without the slash before it", async () => {
  const { store, put, fake } = await parameters();
  await put("/prod/shop/database/password");
  await put("plain");
  expect(
    await readTexts(store, "/prod/shop/database/password", "prod/shop/database/password", "plain"),
  ).toEqual([CANARY, CANARY, CANARY]);
  expect(fake.calls.at(-1)?.input).toMatchObject({ WithDecryption: true });
});

test("a version is a number or a label, and of one parameter several can be asked for at once", async () => {
  const { store, client, put } = await parameters();
  await put("/a", { Value: "one" });
  await put("/a", { Value: "two", Overwrite: true });
  await put("/a", { Value: "three", Overwrite: true });
  const label = { Name: "/a", ParameterVersion: 2, Labels: ["stable"] };
  await client.send(new LabelParameterVersionCommand(label));
  const refs = ["/a", "/a?version=1", "/a?version=stable", "/a?version=9", "/a?version=canary"];
  expect(await readTexts(store, ...refs)).toEqual(["three", "one", "two", "not-found", "not-found"]);
  const record = await store.get({ name: "/a", version: "stable" }, context());
  expect(record).toMatchObject({ version: "2", createdAt: expect.any(Date) as Date });
  expect((await errorOf(store, "/a?version=9")).message).toBe(
    "not found in aws-parameter-store: no such parameter, version or label in eu-west-1",
  );
});

test("each type is read: a list is an array, of one item too", async () => {
  const { store, put } = await parameters();
  await put("/t/text", { Type: "String", Value: "plain, with a comma" });
  await put("/t/hosts", { Type: "StringList", Value: "a.example,b.example" });
  await put("/t/one", { Type: "StringList", Value: "[1]" });
  await put("/t/key");
  const schema = z.object({
    text: z.string(),
    hosts: z.array(z.string()),
    one: z.array(z.string()),
    key: secret(z.string()),
  });
  const { key, ...rest } = await loadConfig({
    schema,
    sources: [env({ from: {} }), fromStore(store, { prefix: "/t/", plainSettings: true })],
  });
  expect(rest).toEqual({ text: "plain, with a comma", hosts: ["a.example", "b.example"], one: ["[1]"] });
  expect(key.reveal()).toBe(CANARY);
});

test("ten parameters are one call, and a missing one hides no other", async () => {
  const { store, put, fake } = await parameters();
  const names = Array.from({ length: 23 }, (_, index) => `/many/${index}`);
  for (const name of names.slice(1)) await put(name, { Value: `value ${name}` });
  const before = fake.calls.length;
  expect(await readTexts(store, ...names)).toEqual([
    "not-found",
    ...names.slice(1).map((name) => `value ${name}`),
  ]);
  const calls = fake.calls.slice(before).map(({ input }) => (input["Names"] as string[]).length);
  expect(calls.toSorted((a, b) => b - a)).toEqual([10, 10, 3]);
});

test("a denied one, which AWS lets fail the whole call, hides no other either", async () => {
  const { store, put, fake } = await parameters();
  for (const name of ["/d/a", "/d/b", "/d/c"]) await put(name);
  fake.refuse(refusals.denied("ssm:GetParameters", "/d/b"), "/d/b");
  expect(await readTexts(store, "/d/a", "/d/b", "/d/c")).toEqual([CANARY, "denied", CANARY]);
  expect((await errorOf(store, "/d/b")).needs).toBe("ssm:GetParameters on /d/b");
});

test("a key that can't be used is named as what is missing", async () => {
  const { store, put, fake } = await parameters();
  await put("/k");
  fake.authorize = (action) => {
    if (action === "kms:Decrypt") throw parameterRefusals.noKey();
    return true;
  };
  expect(await errorOf(store, "/k")).toMatchObject({
    reason: "denied",
    message: "access denied by aws-parameter-store: the KMS key of the parameter could not be used",
    needs: "kms:Decrypt with the KMS key of /k, and that key enabled",
  });
  expect(await store.currentVersion?.({ name: "/k" }, context())).toBe("1"); // without the value, so without the key
  expect(await store.currentVersion?.({ name: "/nothing" }, context())).toBeUndefined();
});

test.each([
  "",
  "a b",
  "/",
  "//a",
  "/a//b",
  "/a/",
  "a:b",
  "*",
  "arn:aws:ssm:x",
  `/${"a/".repeat(16)}a`,
  "a".repeat(1012),
])("%j is refused before a call", async (name) => {
  const { store, fake } = await parameters();
  await expect(store.get({ name }, context())).rejects.toMatchObject({ reason: "invalid-ref" });
  expect(fake.calls).toEqual([]);
});

test.each(["0", "1.5", "aws-1", "SSM", "a/b", "a b"])(
  "version %j is refused before a call",
  async (version) => {
    const { store, fake } = await parameters();
    await expect(store.get({ name: "/a", version }, context())).rejects.toMatchObject({
      reason: "invalid-ref",
    });
    expect(fake.calls).toEqual([]);
  },
);

test("an answer that leaves a parameter out, or gives it no value, is no missing parameter", async () => {
  const { store, put, fake } = await parameters();
  await put("/a");
  for (const answer of [
    {},
    { Parameters: [{ Name: "/a", Version: 1 }] },
    { Parameters: [{ Name: "/a", Value: "x" }] },
  ]) {
    fake.alter = () => answer;
    expect(await readTexts(store, "/a")).toEqual(["malformed"]);
  }
  fake.alter = () => ({ Parameters: [{ Name: "/a", Value: "x", Version: 2 }] });
  expect(await readTexts(store, "/a", "/a?version=2", "/a?version=1")).toEqual(["x", "x", "malformed"]);
  const labelled = (Selector?: string) => () => ({
    Parameters: [{ Name: "/a", Value: "x", Version: 2, ...(Selector !== undefined && { Selector }) }],
  });
  fake.alter = labelled(":other");
  expect((await errorOf(store, "/a?version=stable")).message).toBe(
    "unreadable answer from aws-parameter-store: it is about another version",
  );
  for (const selector of [":stable", "/a:stable", "", undefined]) {
    fake.alter = labelled(selector); // which some emulators leave out
    expect(await readTexts(store, "/a?version=stable")).toEqual(["x"]);
  }
});

test("what an ARN names is read", async () => {
  const { store, put, fake } = await parameters();
  await put("/shared/key", { Value: "one" });
  await put("/shared/key", { Value: "two", Overwrite: true });
  const arn = fake.parameters.get("/shared/key")?.arn ?? "";
  const [first] = [{ name: arn, version: "1" }];
  expect((await store.get({ name: arn }, context())).value.reveal()).toBe("two");
  expect((await store.get(first, context())).value.reveal()).toBe("one");
});
