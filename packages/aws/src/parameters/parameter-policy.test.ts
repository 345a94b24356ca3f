import { Secret } from "@confide/core";
import { getOutcomes, type Need, type WritableSecretStore } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { KEY_ARN } from "../../test/fake/parameter.ts";
import { context, REGION } from "../../test/harness.ts";
import { iam } from "../../test/iam.ts";
import { parameters } from "../../test/parameters.ts";
import { awsParameterStore } from "../index.ts";

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Action: string[];
    readonly Resource: unknown;
    Condition?: object;
  }[];
}

const reads: Need[] = ["/prod/a", "/prod/b"].map((name) => ({ ref: { name }, can: "read" }));
const rotation: Need[] = [{ ref: { name: "/prod/a" }, can: "rotate" }];

function policyOf(needs: readonly Need[], region: string | undefined = REGION): PolicyDocument {
  const store = awsParameterStore({ region });
  return JSON.parse(store.policy?.(needs).text ?? "") as PolicyDocument;
}

/** What an identity with this policy, and with nothing else, can do. */
async function allowed(
  policy: unknown,
  work: (store: WritableSecretStore) => Promise<unknown>,
): Promise<boolean> {
  const { fake, store, put } = await parameters();
  for (const name of ["/prod/a", "/prod/b", "/prod/other"]) await put(name);
  fake.authorize = iam(policy);
  return work(store).then(
    () => true,
    () => false,
  );
}

async function load(store: WritableSecretStore): Promise<void> {
  const refs = reads.map(({ ref }) => ref);
  for (const { error } of await getOutcomes(store, refs, context())) if (error) throw error;
}

async function rotate(store: WritableSecretStore): Promise<void> {
  const { current = "" } = await store.describe("/prod/a", context());
  const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
  const value = new Secret("x".repeat(5_000)); // in the advanced tier, which has a permission of its own
  const { version } = await store.put("/prod/a", new Secret("two"), options, context());
  await store.annotate("/prod/a", { phase: "promote" }, {}, context());
  await store.promote("/prod/a", version, { expectCurrent: current }, context());
  await store.annotate("/prod/a", { phase: null }, {}, context());
  await store.retire("/prod/a", current, context());
  await store.put("/prod/a", value, { ...options, idempotencyKey: crypto.randomUUID() }, context());
}

/** The same policy without one action. */
function without(policy: PolicyDocument, action: string): PolicyDocument {
  const Statement = policy.Statement.map((each) => ({
    ...each,
    Action: each.Action.filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0);
  return { ...policy, Statement };
}

const actionsOf = ({ Statement }: PolicyDocument) => [...new Set(Statement.flatMap(({ Action }) => Action))];

describe("the policy to read", () => {
  const policy = policyOf(reads);

  test("has two actions, on these parameters, and on a key only for them", () => {
    const arns = ["/prod/a", "/prod/b"].map((name) => `arn:aws:ssm:${REGION}:*:parameter${name}`);
    expect(policy.Statement).toEqual([
      { Sid: "ReadParameters", Effect: "Allow", Action: ["ssm:GetParameters"], Resource: arns },
      {
        Sid: "DecryptParameters",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: `arn:aws:kms:${REGION}:*:key/*`,
        Condition: {
          StringLike: { "kms:ViaService": `ssm.${REGION}.*`, "kms:EncryptionContext:PARAMETER_ARN": arns },
        },
      },
    ]);
  });

  test("is enough", async () => expect(await allowed(policy, load)).toBe(true));

  test.each(actionsOf(policy))("is not, without %s", async (action) =>
    expect(await allowed(without(policy, action), load)).toBe(false),
  );

  test("is not enough to rotate, nor to read another parameter", async () => {
    expect(await allowed(policy, rotate)).toBe(false);
    const other = async (store: WritableSecretStore) => store.get({ name: "/prod/other" }, context());
    expect(await allowed(policy, other)).toBe(false);
  });

  test("decrypts nothing else with the key, and nothing past Parameter Store", async () => {
    const judge = iam(policy);
    const keys = (arn: string, service: string) => ({
      "kms:ViaService": [service],
      "kms:EncryptionContext:PARAMETER_ARN": [arn],
    });
    const arn = (name: string) => `arn:aws:ssm:${REGION}:111111111111:parameter${name}`;
    const via = `ssm.${REGION}.amazonaws.com`;
    expect(await judge("kms:Decrypt", KEY_ARN, keys(arn("/prod/a"), via))).toBe(true);
    expect(await judge("kms:Decrypt", KEY_ARN, keys(arn("/prod/other"), via))).toBe(false);
    expect(await judge("kms:Decrypt", KEY_ARN, keys(arn("/prod/a"), `s3.${REGION}.amazonaws.com`))).toBe(
      false,
    );
    expect(await judge("kms:Decrypt", KEY_ARN, {})).toBe(false);
  });
});

async function verify(store: WritableSecretStore): Promise<void> {
  const { versions } = await store.describe("/prod/a", context());
  const refs = versions.map(({ version }) => ({ name: "/prod/a", version }));
  for (const { error } of await getOutcomes(store, refs, context())) if (error) throw error;
}

describe("the policy to verify", () => {
  const policy = policyOf([{ ref: { name: "/prod/a" }, can: "verify" }]);

  test("is enough", async () => expect(await allowed(policy, verify)).toBe(true));

  test.each(actionsOf(policy))("is not, without %s", async (action) =>
    expect(await allowed(without(policy, action), verify)).toBe(false),
  );

  test("is not enough to write, and to read is not enough for it", async () => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
    const writes: ((store: WritableSecretStore) => Promise<unknown>)[] = [
      async (store) => store.put("/prod/a", new Secret("two"), options, context()),
      async (store) => store.annotate("/prod/a", { phase: "over" }, {}, context()),
      async (store) => store.annotate("/prod/a", { phase: null }, {}, context()),
      async (store) => store.get({ name: "/prod/b" }, context()),
    ];
    for (const write of writes) expect(await allowed(policy, write)).toBe(false);
    expect(await allowed(policyOf(reads), verify)).toBe(false);
  });

  test("is part of the one to rotate", () => {
    expect(policyOf([{ ref: { name: "/prod/a" }, can: "verify" }, ...rotation])).toEqual(policyOf(rotation));
  });
});

describe("the policy to rotate", () => {
  const policy = policyOf(rotation);

  test("is enough", async () => expect(await allowed(policy, rotate)).toBe(true));

  test.each(actionsOf(policy))("is not, without %s", async (action) =>
    expect(await allowed(without(policy, action), rotate)).toBe(false),
  );

  test("writes no tag but confide's own", async () => {
    const arn = `arn:aws:ssm:${REGION}:111111111111:parameter/prod/a`;
    const judge = iam(policy);
    expect(await judge("ssm:AddTagsToResource", arn, { "aws:TagKeys": ["confide-puts"] })).toBe(true);
    expect(await judge("ssm:AddTagsToResource", arn, { "aws:TagKeys": ["team"] })).toBe(false);
  });
});

test("a region that isn't given is any, one of another cloud has its ARNs, and one that is none is refused", () => {
  const text = (region: string | undefined) => JSON.stringify(policyOf(reads, region));
  expect(JSON.stringify(JSON.parse(awsParameterStore().policy?.(reads).text ?? ""))).toContain(
    "arn:aws:ssm:*:*:parameter/prod/a",
  );
  expect(text("cn-north-1")).toContain("arn:aws-cn:ssm:cn-north-1:");
  expect(text("eusc-de-east-1")).toContain("arn:aws-eusc:kms:eusc-de-east-1:");
  expect(() => text("$(id)")).toThrow("region is not one of AWS's");
});
