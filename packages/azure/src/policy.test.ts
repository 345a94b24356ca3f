import { execFileSync } from "node:child_process";

import { Secret } from "@confide/core";
import { getOutcomes, type Need, type WritableSecretStore } from "@confide/core/adapter";
import { describe, expect, onTestFinished, test } from "vitest";

import { az } from "../test/az.ts";
import { READER, signedIn } from "../test/fixture.ts";
import { azurePolicy } from "./policy.ts";
import { azureKeyVault } from "./store.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
const reads: Need[] = ["database", "stripe"].map((name) => ({ ref: { name }, can: "read" }));
const rotation: Need[] = [{ ref: { name: "database" }, can: "rotate" }];

/** What the policy allows somebody who has no other rights, in a vault that holds more than is needed. */
async function allowed(
  script: string,
  work: (store: WritableSecretStore) => Promise<unknown>,
): Promise<boolean> {
  const { vault, principals, server } = await signedIn();
  onTestFinished(() => server.close());
  for (const name of ["database", "stripe", "other"]) vault.seed(name, { value: "one" });
  principals.set("eyJ0.reader", READER);
  az(vault, script, READER);
  return work(azureKeyVault({ client: server.client("eyJ0.reader") })).then(
    () => true,
    () => false,
  );
}

async function load(store: WritableSecretStore, needs = reads): Promise<void> {
  const outcomes = await getOutcomes(
    store,
    needs.map(({ ref }) => ref),
    context,
  );
  for (const { error } of outcomes) if (error) throw error;
}

async function rotate(store: WritableSecretStore): Promise<void> {
  const { current = "" } = await store.describe("database", context);
  const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
  const { version } = await store.put("database", new Secret("two"), options, context);
  await store.annotate("database", { phase: "promote" }, {}, context);
  await store.promote("database", version, { expectCurrent: current }, context);
  await store.retire("database", current, context);
}

function textOf(needs: readonly Need[]): string {
  return azureKeyVault({ vaultUrl: "https://shop.vault.azure.net/" }).policy?.(needs).text ?? "";
}

function assignmentsIn(script: string): string[] {
  return script.split("\n").filter((line) => line.startsWith("az role assignment"));
}

describe("the policy to read", () => {
  const script = textOf(reads);

  test("assigns one role on each secret", () => {
    expect(script).toContain('az keyvault show --name "shop" --query id');
    expect(assignmentsIn(script)).toEqual(
      ["database", "stripe"].map(
        (name) =>
          `az role assignment create --assignee "$ASSIGNEE" --role "Key Vault Secrets User" --scope "$VAULT_ID/secrets/${name}"`,
      ),
    );
  });

  test("is enough", async () => expect(await allowed(script, load)).toBe(true));

  test.each(assignmentsIn(script))("is not, without: %s", async (line) =>
    expect(await allowed(script.replace(line, ""), load)).toBe(false),
  );

  test("is not enough to rotate, nor to read another secret", async () => {
    expect(await allowed(script, rotate)).toBe(false);
    expect(await allowed(script, (store) => load(store, [{ ref: { name: "other" }, can: "read" }]))).toBe(
      false,
    );
  });
});

/** As a verifier of keys does. The notes and what was staged are in the sibling. */
async function verify(store: WritableSecretStore): Promise<void> {
  const { versions } = await store.describe("database", context);
  await load(
    store,
    versions.map(({ version }) => ({ ref: { name: "database", version }, can: "verify" })),
  );
}

describe("the policy to verify", () => {
  const script = textOf([{ ref: { name: "database" }, can: "verify" }]);

  test("reads the secret and its sibling, and nothing else", () => {
    expect(assignmentsIn(script)).toEqual(
      ["database", "database-pending"].map(
        (name) =>
          `az role assignment create --assignee "$ASSIGNEE" --role "Key Vault Secrets User" --scope "$VAULT_ID/secrets/${name}"`,
      ),
    );
  });

  test("is enough", async () => expect(await allowed(script, verify)).toBe(true));

  test.each(assignmentsIn(script))("is not, without: %s", async (line) =>
    expect(await allowed(script.replace(line, ""), verify)).toBe(false),
  );

  test("is not enough to write", async () => {
    expect(await allowed(script, rotate)).toBe(false);
    const note = async (store: WritableSecretStore) =>
      store.annotate("database", { phase: "over" }, {}, context);
    expect(await allowed(script, note)).toBe(false);
  });

  test("is part of the one to rotate", () => {
    expect(textOf([{ ref: { name: "database" }, can: "verify" }, ...rotation])).toBe(textOf(rotation));
  });
});

describe("the policy to rotate", () => {
  const script = textOf(rotation);
  const actions = script.match(/secrets\/\w+\/action/g) ?? [];

  test("is enough", async () => expect(await allowed(script, rotate)).toBe(true));

  test.each(actions)("is not, without %s", async (action) =>
    expect(await allowed(script.replace(action, "secrets/backup/action"), rotate)).toBe(false),
  );

  test.each(assignmentsIn(script))("is not, without: %s", async (line) =>
    expect(await allowed(script.replace(line, ""), rotate)).toBe(false),
  );

  test("defines its role within the vault's resource group, as a shell reads it", () => {
    const fake =
      'az() { if [ "$2" = show ]; then echo /subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/shop; else printf "%s\\n" "$5"; fi; }';
    const printed = execFileSync("bash", ["--norc", "-euc", `${fake}\n${script}`], {
      env: { ASSIGNEE: "oid" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(JSON.parse(printed.split("\n")[0] ?? "")).toMatchObject({
      Name: "confide rotator",
      AssignableScopes: ["/subscriptions/s/resourceGroups/g"],
    });
  });
});

test("what a policy for reading and rotating looks like", () => {
  const staged = `staged-${"0".repeat(32)}`;
  const needs: Need[] = [
    ...rotation,
    ...reads.toReversed(),
    { ref: { name: "api" }, can: "rotate" },
    { ref: { name: "alpha", version: staged }, can: "read" },
  ];
  const assign = (name: string, role: string) =>
    `az role assignment create --assignee "$ASSIGNEE" --role "${role}" --scope "$VAULT_ID/secrets/${name}"`;
  const actions = ["getSecret", "setSecret", "readMetadata", "update"].map(
    (action) => `Microsoft.KeyVault/vaults/secrets/${action}/action`,
  );
  const role = {
    Name: "confide rotator",
    DataActions: actions,
    AssignableScopes: ["${VAULT_ID%/providers/*}"],
  };
  expect(azureKeyVault({ vaultUrl: "https://shop.vault.azure.net/" }).policy?.(needs)).toEqual({
    format: "shell",
    text: [
      ': "${ASSIGNEE:?say who reads: the object id of a user, group or service principal}"',
      'VAULT_ID="$(az keyvault show --name "shop" --query id --output tsv)"',
      assign("alpha-pending", "Key Vault Secrets User"),
      assign("stripe", "Key Vault Secrets User"),
      `az role definition create --role-definition "${JSON.stringify(role).replaceAll('"', '\\"')}"`,
      ...["api", "api-pending", "database", "database-pending"].map((name) =>
        assign(name, "confide rotator"),
      ),
      "",
    ].join("\n"),
  });
});

test.each(["https://shop.x", "https://shop:8443", "https://shop"])("%s is the vault shop's", (vault) => {
  expect(azurePolicy(reads, vault).text).toContain('--name "shop"');
});

test.each(["", "http://shop.x", "https://1shop.x", "https://sh_op.x", "xhttps://shop.x"])(
  "%j is no vault's address, so that there is no policy",
  (vault) => {
    expect(() => azurePolicy(reads, vault)).toThrow("azure-key-vault needs a vaultUrl");
  },
);

test("a policy to read makes no role", () => {
  expect(textOf(reads)).not.toContain("role definition");
});
