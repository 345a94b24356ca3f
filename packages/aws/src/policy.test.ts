import { randomUUID } from "node:crypto";

import { DescribeSecretCommand, TagResourceCommand } from "@aws-sdk/client-secrets-manager";
import { Secret } from "@confide/core";
import { getOutcome, type Need, parseRef } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { iam } from "../test/iam.ts";
import { context, harness, type Harness, readTexts, REGION } from "../test/harness.ts";
import { policyFor } from "./policy.ts";

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

function policyOf(needs: readonly Need[], region: string | undefined = REGION): Policy {
  const { format, text } = policyFor(needs, region === undefined ? {} : { region });
  expect(format).toBe("json");
  return JSON.parse(text) as Policy;
}

function toRead(...refs: string[]): Need[] {
  return refs.map((ref) => ({ ref: parseRef(ref), can: "read" }));
}

/** The policy with one thing less, in every way: a statement, an action, a resource. */
function lessened(policy: Policy): [string, Policy][] {
  return policy.Statement.flatMap((statement, index): [string, Policy][] => {
    const having = (...instead: Statement[]) => ({
      ...policy,
      Statement: policy.Statement.toSpliced(index, 1, ...instead),
    });
    const { Sid, Action, Resource } = statement;
    const resources = typeof Resource === "string" ? [] : Resource;
    return [
      [Sid, having()],
      ...listsWithout(Action).map(([gone, rest]): [string, Policy] => [
        `${Sid}: ${gone}`,
        having({ ...statement, Action: rest }),
      ]),
      ...listsWithout(resources).map(([gone, rest]): [string, Policy] => [
        `${Sid}: ${gone}`,
        having({ ...statement, Resource: rest }),
      ]),
    ];
  });
}

/** A list of one is gone with its statement. */
function listsWithout(items: readonly string[]): [string, string[]][] {
  if (items.length < 2) return [];
  return items.map((item) => [item, items.filter((other) => other !== item)]);
}

describe("reading", () => {
  const refs = ["prod/db", "prod/stripe", "prod/old?version=AWSPREVIOUS"];
  const expected = ["db", "stripe", "old"];

  async function prepared(): Promise<Harness> {
    const h = await harness();
    for (const name of expected) await h.seed(`prod/${name}`, name);
    await h.seed("prod/old", "new");
    return h;
  }

  test("works with the policy", async () => {
    const h = await prepared();
    h.fake.authorize = iam(policyOf(toRead(...refs)));
    expect(await readTexts(h.store, ...refs)).toEqual(expected);
    expect(h.fake.calls.filter(({ operation }) => operation === "BatchGetSecretValue")).toHaveLength(1);
  });

  const lesser = lessened(policyOf(toRead(...refs)));

  test.each(lesser.filter(([gone]) => gone !== "ReadInBatches"))(
    "does not work without %s",
    async (_, less) => {
      const h = await prepared();
      h.fake.authorize = iam(less);
      expect(await readTexts(h.store, ...refs)).toContain("denied");
    },
  );

  test("goes on by single reads without the permission for batches", async () => {
    const h = await prepared();
    h.fake.authorize = iam(new Map(lesser).get("ReadInBatches"));
    expect(await readTexts(h.store, ...refs)).toEqual(expected);
  });

  test("opens no neighbour, however its name begins", async () => {
    const h = await prepared();
    for (const name of ["prod/db-abcdef", "prod/db2", "prod"]) await h.seed(name);
    h.fake.authorize = iam(policyOf(toRead("prod/db")));
    const texts = await readTexts(h.store, "prod/db", "prod/db-abcdef", "prod/db2", "prod");
    expect(texts).toEqual(["db", "denied", "denied", "denied"]);
  });

  test("by ARN, with and without its suffix, works with the policy", async () => {
    const h = await prepared();
    const arnOf = async (name: string) =>
      (await h.client.send(new DescribeSecretCommand({ SecretId: name }))).ARN ?? "";
    const [whole, partial] = [await arnOf("prod/db"), (await arnOf("prod/stripe")).slice(0, -7)];
    h.fake.authorize = iam(policyOf(toRead(whole, partial), undefined));
    expect(await readTexts(h.store, whole, partial)).toEqual(["db", "stripe"]);
    expect(await readTexts(h.store, "prod/old")).toEqual(["denied"]);
  });

  test("one secret alone needs no batches, and nothing needs nothing", () => {
    expect(policyOf(toRead("a")).Statement.map(({ Sid }) => Sid)).toEqual(["ReadSecrets"]);
    expect(policyOf(toRead("a", "a#x")).Statement.map(({ Sid }) => Sid)).toEqual(["ReadSecrets"]);
    expect(policyOf([]).Statement).toEqual([]);
  });

  test.each([
    [REGION, "arn:aws:secretsmanager:eu-west-1:*:secret:a-??????"],
    ["cn-north-1", "arn:aws-cn:secretsmanager:cn-north-1:*:secret:a-??????"],
    ["us-gov-west-1", "arn:aws-us-gov:secretsmanager:us-gov-west-1:*:secret:a-??????"],
  ])("in %s the secret is %s", (region, arn) => {
    expect(policyOf(toRead("a"), region).Statement[0]?.Resource).toEqual([arn]);
  });

  test("where no region is given, it is any", () => {
    expect(policyFor(toRead("a"), {}).text).toContain("arn:aws:secretsmanager:*:*:secret:a-??????");
  });
});

describe("rotating", () => {
  const policy = policyOf([{ ref: { name: "prod/db" }, can: "rotate" }]);

  async function rotate({ store }: Harness): Promise<void> {
    const { current = "" } = await store.describe("prod/db", context());
    const options = { idempotencyKey: randomUUID(), stage: "pending" } as const;
    const { version } = await store.put("prod/db", new Secret("new"), options, context());
    const pending = await getOutcome(store, { name: "prod/db", version }, context());
    if (pending?.error) throw pending.error;
    await store.promote("prod/db", version, { expectCurrent: current }, context());
    await store.annotate("prod/db", { phase: "grace" }, {}, context());
    await store.annotate("prod/db", { phase: null }, {}, context());
    await store.retire("prod/db", current, context());
  }

  async function prepared(authorize: unknown): Promise<Harness> {
    const h = await harness();
    await h.seed("prod/db", "old");
    h.fake.authorize = iam(authorize);
    return h;
  }

  test("works with the policy", async () => {
    const h = await prepared(policy);
    await rotate(h);
    expect(await readTexts(h.store, "prod/db")).toEqual(["new"]);
  });

  test.each(lessened(policy))("does not work without %s", async (_, less) => {
    const h = await prepared(less);
    await expect(rotate(h)).rejects.toMatchObject({ reason: "denied" });
  });

  test("lets nobody write a tag that others may decide by", async () => {
    const h = await prepared(policy);
    const Tags = [{ Key: "team", Value: "payments" }];
    const tagging = h.client.send(new TagResourceCommand({ SecretId: "prod/db", Tags }));
    await expect(tagging).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("verifying", () => {
  const policy = policyOf([{ ref: { name: "prod/db" }, can: "verify" }]);

  /** As a verifier of keys does: what is there, and the current and the old value by their versions. */
  async function verify({ store }: Harness): Promise<unknown> {
    const { versions, annotations } = await store.describe("prod/db", context());
    for (const { version } of versions) {
      const read = await getOutcome(store, { name: "prod/db", version }, context());
      if (read.error) throw read.error;
    }
    return annotations;
  }

  async function prepared(authorize: unknown): Promise<Harness> {
    const h = await harness();
    await h.seed("prod/db", "old");
    await h.seed("prod/db", "new");
    await h.store.annotate("prod/db", { phase: "grace" }, {}, context());
    h.fake.authorize = iam(authorize);
    return h;
  }

  test("works with the policy", async () => {
    expect(await verify(await prepared(policy))).toEqual({ phase: "grace" });
  });

  test.each(lessened(policy))("does not work without %s", async (_, less) => {
    await expect(verify(await prepared(less))).rejects.toMatchObject({ reason: "denied" });
  });

  test("does not work with a policy to read, and writes nothing", async () => {
    await expect(verify(await prepared(policyOf(toRead("prod/db"))))).rejects.toMatchObject({
      reason: "denied",
    });
    const { store } = await prepared(policy);
    const options = { idempotencyKey: randomUUID(), stage: "pending" } as const;
    const writes = [
      store.put("prod/db", new Secret("new"), options, context()),
      store.annotate("prod/db", { phase: "over" }, {}, context()),
      store.annotate("prod/db", { phase: null }, {}, context()),
      store.promote("prod/db", randomUUID(), { expectCurrent: randomUUID() }, context()),
      store.delete("prod/db", context()),
    ];
    for (const write of writes) await expect(write).rejects.toMatchObject({ reason: "denied" });
  });

  test("who rotates a secret can verify it too, with nothing more", () => {
    const rotated = { ref: parseRef("prod/db"), can: "rotate" } as const;
    const both = policyOf([{ ref: parseRef("prod/db"), can: "verify" }, rotated]);
    expect(both).toEqual(policyOf([rotated]));
  });
});

test("a region is one by its looks, or there is no policy", () => {
  for (const region of ["eu", "eu-west-1", `a${"x".repeat(40)}`])
    expect(() => policyFor(toRead("a"), { region })).not.toThrow();
  for (const region of ["", "e", "EU-west-1", "1eu", "eu_west", "*", " eu", "eu\n", `a${"x".repeat(41)}`])
    expect(() => policyFor(toRead("a"), { region })).toThrow(
      expect.objectContaining({
        reason: "invalid-ref",
        message: expect.stringMatching(/: region is not one of AWS's$/) as string,
      }),
    );
});

test("what a policy for reading and rotating looks like", () => {
  const needs = [...toRead("b"), { ref: parseRef("a"), can: "rotate" } as const];
  const [a, b] = ["a", "b"].map((name) => `arn:aws:secretsmanager:eu-west-1:*:secret:${name}-??????`);
  expect(policyOf(needs)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "ReadSecrets", Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [a, b] },
      {
        Sid: "ReadInBatches",
        Effect: "Allow",
        Action: ["secretsmanager:BatchGetSecretValue"],
        Resource: "*",
      },
      {
        Sid: "RotateSecrets",
        Effect: "Allow",
        Action: [
          "secretsmanager:DescribeSecret",
          "secretsmanager:ListSecretVersionIds",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        Resource: [a],
      },
      {
        Sid: "NoteRotation",
        Effect: "Allow",
        Action: ["secretsmanager:TagResource", "secretsmanager:UntagResource"],
        Resource: [a],
        Condition: { "ForAllValues:StringLike": { "aws:TagKeys": "confide:*" } },
      },
    ],
  });
});

test("a policy is indented by two, and of another partition where the region is", () => {
  expect(policyFor([], { region: REGION }).text).toBe('{\n  "Version": "2012-10-17",\n  "Statement": []\n}');
  for (const [region, partition] of [
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-east-1", "aws"],
  ])
    expect(policyOf(toRead("a"), region).Statement[0]?.Resource).toEqual([
      `arn:${partition}:secretsmanager:${region}:*:secret:a-??????`,
    ]);
  const anywhere = JSON.parse(policyFor(toRead("a"), {}).text) as Policy;
  expect(anywhere.Statement[0]?.Resource).toEqual(["arn:aws:secretsmanager:*:*:secret:a-??????"]);
});
