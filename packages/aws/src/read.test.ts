import { getOutcome, getOutcomes } from "@confide/core/adapter";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Refusal, refusals } from "../test/fake/refusal.ts";
import { CANARY, context, errorOf, harness, type Harness, readTexts } from "../test/harness.ts";

const reads = ({ fake }: Harness) =>
  fake.calls.map(({ operation }) => operation).filter((operation) => operation.includes("Get"));

describe("which calls are made", () => {
  test("current versions go in one batch", async () => {
    const h = await harness();
    for (const name of ["a", "b", "c"]) await h.seed(name, `${CANARY}-${name}`);
    expect(await readTexts(h.store, "c", "a", "b")).toEqual(
      ["c", "a", "b"].map((name) => `${CANARY}-${name}`),
    );
    expect(reads(h)).toEqual(["BatchGetSecretValue"]);
  });

  test("one alone is read by itself, with AWSCURRENT asked for by name", async () => {
    const h = await harness();
    await h.seed("a");
    await readTexts(h.store, "a");
    expect(h.fake.calls.at(-1)).toEqual({
      operation: "GetSecretValue",
      input: { SecretId: "a", VersionStage: "AWSCURRENT" },
    });
  });

  test("a version is read by its id, also Terraform's, or by its label", async () => {
    const h = await harness();
    const first = await h.seed("a", "first");
    await h.seed("a", "second");
    const terraform = "terraform-20260101120000000000000001";
    expect(await readTexts(h.store, `a?version=${first}`, "a?version=AWSPREVIOUS", "a")).toEqual([
      "first",
      "first",
      "second",
    ]);
    expect(await readTexts(h.store, `a?version=${terraform}`)).toEqual(["not-found"]);
    expect(h.fake.calls.at(-1)?.input).toEqual({ SecretId: "a", VersionId: terraform });
  });

  test("a name that AWS refuses is refused before, and the others are read", async () => {
    const h = await harness();
    await h.seed("rds!db-1");
    expect(await readTexts(h.store, "has space", "rds!db-1", "x".repeat(513), "arn:aws:s3:::bucket")).toEqual(
      ["invalid-ref", CANARY, "invalid-ref", "invalid-ref"],
    );
    expect(reads(h)).toEqual(["GetSecretValue"]);
  });

  test("every page is fetched, an empty one too", async () => {
    const h = await harness();
    for (const name of ["a", "b", "c"]) await h.seed(name, name);
    h.fake.pageSize = 1;
    let answers = 0;
    h.fake.alter = (_operation, output) => (answers++ === 0 ? { SecretValues: [], NextToken: "0" } : output);
    expect(await readTexts(h.store, "a", "b", "c")).toEqual(["a", "b", "c"]);
    expect(reads(h)).toEqual(Array<string>(4).fill("BatchGetSecretValue"));
  });
});

describe("a batch that is denied", () => {
  async function denied() {
    const h = await harness();
    for (const name of ["a", "b"]) await h.seed(name, name);
    h.fake.authorize = (action) => action !== "secretsmanager:BatchGetSecretValue";
    return h;
  }

  test("is read one by one, and not tried again", async () => {
    const h = await denied();
    expect(await readTexts(h.store, "a", "b")).toEqual(["a", "b"]);
    expect(await readTexts(h.store, "b", "a")).toEqual(["b", "a"]);
    expect(reads(h)).toEqual(["BatchGetSecretValue", ...Array<string>(4).fill("GetSecretValue")]);
  });

  test("is another store's own affair", async () => {
    const [h, other] = [await denied(), await harness()];
    for (const name of ["a", "b"]) await other.seed(name, name);
    await readTexts(h.store, "a", "b");
    await readTexts(other.store, "a", "b");
    expect(reads(other)).toEqual(["BatchGetSecretValue"]);
  });
});

describe("a batch that fails", () => {
  test("for what may be one ref's fault is read one by one, and tried again", async () => {
    const h = await harness();
    for (const name of ["a", "b"]) await h.seed(name, name);
    h.fake.authorize = (action) => {
      if (action.endsWith("BatchGetSecretValue")) throw refusals.constraint("secretIdList", CANARY, "…");
      return true;
    };
    expect(await readTexts(h.store, "a", "b")).toEqual(["a", "b"]);
    await readTexts(h.store, "a", "b");
    expect(reads(h).filter((operation) => operation.startsWith("Batch"))).toHaveLength(2);
  });

  test.each([
    ["UnknownOperationException", 400],
    ["InternalFailure", 501],
  ])(
    "an emulator doesn't know (%s, %i) is followed by single reads, and not tried again",
    async (code, status) => {
      const h = await harness();
      for (const name of ["a", "b"]) await h.seed(name, name);
      h.fake.alter = (operation, output) => {
        if (operation === "BatchGetSecretValue") throw new Refusal(code, "", status);
        return output;
      };
      const before = h.fake.calls.length;
      for (let load = 0; load < 2; load++) expect(await readTexts(h.store, "a", "b")).toEqual(["a", "b"]);
      const made = h.fake.calls.slice(before).map(({ operation }) => operation);
      expect(made.filter((operation) => operation === "BatchGetSecretValue")).toHaveLength(1);
      expect(made).toHaveLength(5);
    },
  );

  test.each([
    ["the same token", () => "x", 2],
    ["always another token", (count: number) => String(count), 101],
  ])("whose pages don't end, with %s, is malformed", async (_, tokenOf, calls) => {
    const h = await harness();
    let count = 0;
    h.fake.alter = () => ({ SecretValues: [], NextToken: tokenOf(count++) });
    const [outcome] = await getOutcomes(h.store, [{ name: "a" }, { name: "b" }], context());
    expect(outcome?.error).toMatchObject({
      reason: "malformed",
      ref: "a",
      message: "unreadable answer from aws-secrets-manager: its pages don't end",
    });
    expect(count).toBe(calls);
  });

  test("for another reason fails for each ref, by its own name", async () => {
    const h = await harness();
    h.fake.refuse(refusals.throttled());
    const outcomes = await getOutcomes(h.store, [{ name: "a" }, { name: "b" }], context());
    expect(outcomes.map(({ error }) => [error?.reason, error?.ref, error?.retryable])).toEqual([
      ["throttled", "a", true],
      ["throttled", "b", true],
    ]);
    expect(reads(h)).toEqual(["BatchGetSecretValue"]);
  });

  test("in part fails for those refs only", async () => {
    const h = await harness();
    for (const name of ["a", "b", "c"]) await h.seed(name, name);
    h.fake.refuse(refusals.denied("secretsmanager:GetSecretValue", "b"), "b");
    h.fake.refuse(refusals.noKey(), "c");
    const [a, b, c, missing] = await getOutcomes(
      h.store,
      ["a", "b", "c", "missing"].map((name) => ({ name })),
      context(),
    );
    expect(a?.value?.value.reveal()).toBe("a");
    expect(b?.error).toMatchObject({
      reason: "denied",
      needs: "secretsmanager:GetSecretValue on b",
      ref: "b",
    });
    expect(c?.error?.needs).toContain("kms:Decrypt with the KMS key of c");
    expect(missing?.error?.reason).toBe("not-found");
    expect(reads(h)).toEqual(["BatchGetSecretValue"]);
  });

  test("a secret that it leaves out is asked for by itself", async () => {
    const h = await harness();
    for (const name of ["a", "b"]) await h.seed(name, name);
    h.fake.alter = (operation, output) => {
      if (operation !== "BatchGetSecretValue") return output;
      const { SecretValues } = output as { SecretValues: { Name: string }[] };
      return { SecretValues: SecretValues.filter(({ Name }) => Name === "a") };
    };
    h.fake.refuse(refusals.denied("secretsmanager:GetSecretValue", "b"), "b");
    expect(await readTexts(h.store, "a", "b")).toEqual(["a", "denied"]);
  });
});

test("batch: false never calls the batch action, and the policy doesn't ask for it", async () => {
  const h = await harness({ batch: false });
  for (const name of ["a", "b"]) await h.seed(name, name);
  expect(await readTexts(h.store, "a", "b")).toEqual(["a", "b"]);
  expect(h.fake.calls.map(({ operation }) => operation).slice(-2)).toEqual([
    "GetSecretValue",
    "GetSecretValue",
  ]);
  const needs = ["a", "b"].map((name) => ({ ref: { name }, can: "read" as const }));
  expect(h.store.policy?.(needs).text).not.toContain("Batch");
});

test("each ref gets its own value, by name, ARN and ARN without suffix", async () => {
  const h = await harness();
  const asked = fc.record({
    name: fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,12}$/),
    form: fc.constantFrom("name", "arn", "partial"),
  });
  const refOf = ({ name, form }: { name: string; form: string }) => {
    const arn = h.fake.keep(name, `value of ${name}`);
    if (form === "arn") return arn;
    // AWS takes the end of such a name for the ARN's own suffix.
    return form === "name" || /-[A-Za-z0-9]{6}$/.test(name) ? name : arn.slice(0, -7);
  };
  const secrets = fc.uniqueArray(asked, { selector: ({ name }) => name, minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(secrets, async (all) => {
    const refs = all.map(refOf);
    const before = h.fake.calls.length;
    const outcomes = await getOutcomes(
      h.store,
      refs.map((name) => ({ name })),
      context(),
    );
    expect(outcomes.map(({ value }) => value?.value.reveal())).toEqual(
      all.map(({ name }) => `value of ${name}`),
    );
    expect(h.fake.calls).toHaveLength(before + 1);
  });
  await fc.assert(property);
});

test("a record says which version it is, since when, and what it is labelled", async () => {
  const h = await harness();
  const version = await h.seed("a");
  const outcome = await getOutcome(h.store, { name: "a" }, context());
  expect(outcome?.value).toMatchObject({ version, labels: ["AWSCURRENT"] });
  expect(Math.abs(Date.now() - Number(outcome?.value?.createdAt))).toBeLessThan(5_000);
});

describe("an answer that makes no sense is malformed", () => {
  test.each([
    ["nothing", {}],
    ["a list", []],
    ["a number for a text", { SecretString: 5, VersionId: "v".repeat(32) }],
    ["no version", { SecretString: CANARY }],
    ["bytes that are none", { SecretBinary: `*${CANARY}`, VersionId: "v".repeat(32) }],
    ["a time that is none", { SecretString: CANARY, VersionId: "v".repeat(32), CreatedDate: CANARY }],
  ])("%s", async (_, output) => {
    const h = await harness();
    await h.seed("a");
    h.fake.alter = () => output;
    expect((await errorOf(h.store, "a")).reason).toBe("malformed");
  });
});

test("a secret without a value, and a missing version, are not found", async () => {
  const h = await harness();
  h.fake.refuse(refusals.noStage("AWSCURRENT"), "empty");
  await h.seed("a");
  h.fake.refuse(new Refusal("ResourceNotFoundException", "Secrets Manager can't find it"), "b");
  expect((await errorOf(h.store, "a?version=AWSPENDING")).message).toContain("no such version");
  expect((await errorOf(h.store, "b")).reason).toBe("not-found");
});
