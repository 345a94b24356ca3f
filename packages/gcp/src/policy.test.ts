import { Secret } from "@confide/core";
import { getOutcome, getOutcomes, type Need, type WritableSecretStore } from "@confide/core/adapter";
import { describe, expect, onTestFinished, test } from "vitest";

import { OWNER, READER, signedIn } from "../test/fixture.ts";
import { gcloud } from "../test/gcloud.ts";
import { googleSecretManager } from "./store.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
const reads: Need[] = ["database", "stripe"].map((name) => ({ ref: { name }, can: "read" }));
const rotation: Need[] = [{ ref: { name: "database" }, can: "rotate" }];

/** What the policy allows somebody who has no other rights, in a project that holds more than is needed. */
async function allowed(
  script: string,
  work: (store: WritableSecretStore) => Promise<unknown>,
): Promise<boolean> {
  const fixture = await signedIn();
  const { project, members, server } = fixture;
  for (const name of ["database", "stripe", "other"]) project.seed(name, "one");
  members.set("ya29.reader", READER);
  gcloud(project, script, READER);
  const client = server.client("ya29.reader");
  onTestFinished(async () => {
    await client.close();
    await fixture.close?.();
  });
  return work(googleSecretManager({ project: "shop", client })).then(
    () => true,
    () => false,
  );
}

async function load(store: WritableSecretStore): Promise<void> {
  const outcomes = await getOutcomes(
    store,
    reads.map(({ ref }) => ref),
    context,
  );
  for (const { error } of outcomes) if (error) throw error;
}

async function rotate(store: WritableSecretStore): Promise<void> {
  const { current = "" } = await store.describe("database", context);
  const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
  const { version } = await store.put("database", new Secret("two"), options, context);
  await store.put("database", new Secret("two"), options, context);
  await store.annotate("database", { phase: "promote" }, {}, context);
  await store.promote("database", version, { expectCurrent: current }, context);
  await store.retire("database", current, context);
}

function textOf(needs: readonly Need[]): string {
  return googleSecretManager({ project: "shop" }).policy?.(needs).text ?? "";
}

describe("the policy to read", () => {
  const script = textOf(reads);
  const lines = script.split("\n").filter((line) => line.startsWith("gcloud"));

  test("binds one role on each secret", () => {
    expect(lines).toEqual(
      ["database", "stripe"].map(
        (name) =>
          `gcloud secrets add-iam-policy-binding ${name} --project="shop" --member="$MEMBER" --role="roles/secretmanager.secretAccessor"`,
      ),
    );
  });

  test("is enough", async () => expect(await allowed(script, load)).toBe(true));

  test.each(lines)("is not, without: %s", async (line) =>
    expect(await allowed(script.replace(line, ""), load)).toBe(false),
  );

  test("is not enough to rotate, nor to read another secret", async () => {
    expect(await allowed(script, rotate)).toBe(false);
    const other = async (store: WritableSecretStore) => {
      const outcome = await getOutcome(store, { name: "other" }, context);
      if (outcome?.error) throw outcome.error;
    };
    expect(await allowed(script, other)).toBe(false);
  });
});

/** As a verifier of keys does. */
async function verify(store: WritableSecretStore): Promise<void> {
  const { versions } = await store.describe("database", context);
  const refs = versions.map(({ version }) => ({ name: "database", version }));
  for (const { error } of await getOutcomes(store, refs, context)) if (error) throw error;
}

describe("the policy to verify", () => {
  const script = textOf([{ ref: { name: "database" }, can: "verify" }]);
  const permissions = script.match(/secretmanager\.\w+\.\w+/g) ?? [];

  test("is enough", async () => {
    expect(permissions).toHaveLength(3);
    expect(await allowed(script, verify)).toBe(true);
  });

  test.each(permissions)("is not, without %s", async (permission) => {
    const less = script.replace(permission, "secretmanager.locations.get");
    expect(await allowed(less, verify)).toBe(false);
  });

  test("is not enough to write, and to read is not enough for it", async () => {
    expect(await allowed(script, rotate)).toBe(false);
    const note = async (store: WritableSecretStore) =>
      store.annotate("database", { phase: "over" }, {}, context);
    expect(await allowed(script, note)).toBe(false);
    expect(await allowed(textOf(reads), verify)).toBe(false);
  });

  test("is part of the one to rotate", () => {
    expect(textOf([{ ref: { name: "database" }, can: "verify" }, ...rotation])).toBe(textOf(rotation));
  });
});

describe("the policy to rotate", () => {
  const script = textOf(rotation);
  const permissions = script.match(/secretmanager\.\w+\.\w+/g) ?? [];

  test("is enough", async () => expect(await allowed(script, rotate)).toBe(true));

  test.each(permissions)("is not, without %s", async (permission) => {
    const less = script.replace(permission, "secretmanager.locations.get");
    expect(await allowed(less, rotate)).toBe(false);
  });

  test("says why and what for when it isn't", async () => {
    const less = script.replace("secretmanager.versions.add", "secretmanager.locations.get");
    const needed = async (store: WritableSecretStore) => {
      const error: unknown = await rotate(store).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        reason: "denied",
        needs: "secretmanager.versions.add on projects/shop/secrets/database-pending",
      });
    };
    expect(await allowed(less, needed)).toBe(true);
  });
});

test("a project that isn't given, and a region, are asked of whoever runs it", () => {
  const { text } = googleSecretManager({ location: "europe-west3" }).policy?.(reads) ?? { text: "" };
  expect(text).toContain(': "${PROJECT:?');
  expect(text).toContain('--project="$PROJECT" --location=europe-west3');
  expect(OWNER).not.toBe(READER);
});

test("what a policy for reading and rotating looks like", () => {
  const needs = [...rotation, ...reads.toReversed(), { ref: { name: "api" }, can: "rotate" as const }];
  const bind = (name: string, role: string) =>
    `gcloud secrets add-iam-policy-binding ${name} --project="$PROJECT" --member="$MEMBER" --role="${role}"`;
  const permissions = [
    "secretmanager.secrets.get",
    "secretmanager.secrets.update",
    "secretmanager.versions.access",
    "secretmanager.versions.add",
    "secretmanager.versions.destroy",
    "secretmanager.versions.get",
    "secretmanager.versions.list",
  ];
  expect(googleSecretManager().policy?.(needs)).toEqual({
    format: "shell",
    text: [
      ': "${MEMBER:?say who reads, as serviceAccount:NAME@PROJECT.iam.gserviceaccount.com}"',
      ': "${PROJECT:?say which project holds the secrets}"',
      bind("stripe", "roles/secretmanager.secretAccessor"),
      `gcloud iam roles create confideRotator --project="$PROJECT" --permissions=${permissions.join(",")}`,
      ...["api", "database"].flatMap((name) => [
        `gcloud secrets describe ${name}-pending --project="$PROJECT" > /dev/null 2>&1 || ` +
          `gcloud secrets create ${name}-pending --project="$PROJECT" --replication-policy=automatic --set-annotations=confide-sibling=${name}`,
        bind(name, "projects/$PROJECT/roles/confideRotator"),
        bind(`${name}-pending`, "projects/$PROJECT/roles/confideRotator"),
      ]),
      "",
    ].join("\n"),
  });
});
