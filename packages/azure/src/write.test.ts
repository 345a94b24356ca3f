import { readSecret, Secret } from "@confide/core";
import { getOutcome, SourceError } from "@confide/core/adapter";
import { expect, onTestFinished, test } from "vitest";

import { type Fixture, OWNER, signedIn } from "../test/fixture.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };

async function opened(): Promise<Fixture> {
  const fixture = await signedIn();
  onTestFinished(() => fixture.close?.());
  return fixture;
}

function put({ store }: Fixture, value: string | Uint8Array, stage: "current" | "pending" = "current") {
  return store.put("database", new Secret(value), { idempotencyKey: crypto.randomUUID(), stage }, context);
}

async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no failure",
    (error: unknown) => (error instanceof SourceError ? error.reason : error),
  );
}

test("a version keeps its name when it becomes current, though Key Vault gives it another id", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  const first = await put(fixture, "one");
  const second = await put(fixture, "two", "pending");
  expect((await readSecret(store, `database?version=${second.version}`)).reveal()).toBe("two");
  await store.promote("database", second.version, { expectCurrent: first.version }, context);
  const now = await getOutcome(store, { name: "database" }, context);
  expect(now?.value?.version).toBe(second.version);
  const { current, pending, versions } = await store.describe("database", context);
  expect([current, pending]).toEqual([second.version, undefined]);
  expect(new Set(versions.map(({ version }) => version))).toEqual(new Set([first.version, second.version]));
  expect(vault.secret("database").versions).toHaveLength(2);
});

test("retiring a version that was staged disables it where it became current and where it waited", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  const first = await put(fixture, "one");
  const second = await put(fixture, "two", "pending");
  await store.promote("database", second.version, { expectCurrent: first.version }, context);
  await put(fixture, "three");
  await store.retire("database", second.version, context);
  await store.retire("database", second.version, context);
  expect(vault.secret("database").versions.map(({ attributes }) => attributes.enabled)).toEqual([
    true,
    false,
    true,
  ]);
  expect(vault.secret("database-pending").version("").attributes.enabled).toBe(false);
  const read = await getOutcome(store, { name: "database", version: second.version }, context);
  expect(read?.error?.reason).toBe("disabled");
});

test("notes stay when versions change, also when what is staged beside them is retired", async () => {
  const fixture = await opened();
  const { store } = fixture;
  const { version: first } = await put(fixture, "one");
  await store.annotate("database", { owner: "payments" }, {}, context);
  const { version } = await put(fixture, "two", "pending");
  await store.annotate("database", { phase: "promote" }, {}, context);
  await store.retire("database", version, context);
  await store.annotate("database", { phase: null, note: "retired" }, {}, context);
  const { annotations, pending, current } = await store.describe("database", context);
  expect(annotations).toEqual({ owner: "payments", note: "retired" });
  expect([pending, current]).toEqual([undefined, first]);
});

test("what the owner has noted on a version goes along to the next", async () => {
  const fixture = await opened();
  fixture.vault.seed("database", { value: "one", contentType: "text/plain", tags: { team: "payments" } });
  await put(fixture, "two");
  expect(fixture.vault.secret("database").version("")).toMatchObject({
    contentType: "text/plain",
    tags: { team: "payments" },
  });
});

test("bytes are staged and promoted as bytes", async () => {
  const fixture = await opened();
  const first = await put(fixture, "one");
  const second = await put(fixture, Uint8Array.from([255, 0]), "pending");
  await fixture.store.promote("database", second.version, { expectCurrent: first.version }, context);
  expect((await readSecret(fixture.store, "database")).reveal()).toEqual(Uint8Array.from([255, 0]));
});

test("a staged put that is repeated is the same put, before and after it became current", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  const first = await put(fixture, "one");
  const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
  const again = () => store.put("database", new Secret("two"), options, context);
  const { version } = await again();
  expect(await again()).toEqual({ version });
  await store.promote("database", version, { expectCurrent: first.version }, context);
  expect(await again()).toEqual({ version });
  expect(vault.secret("database-pending").versions).toHaveLength(1);
});

test("a current version that somebody disabled is still the one that is current", async () => {
  const fixture = await opened();
  const { version } = await put(fixture, "one");
  const secret = fixture.vault.secret("database");
  secret.update(secret.version(""), { attributes: { enabled: false } });
  expect((await fixture.store.describe("database", context)).current).toBe(version);
});

test("more notes than Key Vault takes are refused", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  const notes = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`note-${index}`, "text"]));
  expect(await reasonOf(fixture.store.annotate("database", notes, {}, context))).toBe("too-large");
});

test("a value that Key Vault doesn't take is refused before a call is made", async () => {
  const fixture = await opened();
  expect(await reasonOf(put(fixture, "x".repeat(25_601)))).toBe("too-large");
  expect(fixture.vault.calls).toEqual([]);
});

test("the first note makes a sibling that holds no value, and a delete takes it along", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  await put(fixture, "one");
  await store.annotate("database", { owner: "payments" }, {}, context);
  expect(vault.secret("database-pending").version("").value).toBe("");
  await store.delete("database", context);
  expect(() => vault.secret("database-pending")).toThrow("was not found");
});

test("retiring what is retired writes nothing", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  const { version } = await put(fixture, "two", "pending");
  await fixture.store.retire("database", version, context);
  const writes = () => fixture.vault.calls.filter((call) => !call.startsWith("GET")).length;
  const before = writes();
  await fixture.store.retire("database", version, context);
  expect(writes()).toBe(before);
});

test("a write that only the sibling denies, or only the secret, is denied", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  await put(fixture, "one");
  const { version } = await put(fixture, "two", "pending");
  const mayWriteOnly = (written: string, read: string) => {
    vault.rbac.unassign(OWNER);
    vault.rbac.assign(OWNER, "Key Vault Secrets Officer", `/vault/secrets/${written}`);
    vault.rbac.assign(OWNER, "Key Vault Secrets User", `/vault/secrets/${read}`);
  };
  mayWriteOnly("database-pending", "database");
  expect(await reasonOf(store.delete("database", context))).toBe("denied");
  mayWriteOnly("database", "database-pending");
  expect(await reasonOf(store.retire("database", version, context))).toBe("denied");
  vault.seed("other", { value: "x" });
  mayWriteOnly("other", "other-pending");
  expect(await reasonOf(store.annotate("other", { note: "x" }, {}, context))).toBe("denied");
});

test("names come from all pages, without siblings", async () => {
  const fixture = await opened();
  const names = Array.from({ length: 30 }, (_, index) => `app-${String(index).padStart(2, "0")}`);
  for (const name of names) fixture.vault.seed(name, { value: "one" });
  fixture.vault.secret("app-07").delete();
  await put(fixture, "one", "pending");
  const listed = await fixture.store.list("app-", context);
  expect(listed).toEqual(names.filter((name) => name !== "app-07"));
  expect(await fixture.store.list("database", context)).toEqual([]);
});

test("a name that was deleted can't be used again", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  await fixture.store.delete("database", context);
  await fixture.store.delete("database", context);
  expect(await reasonOf(put(fixture, "two"))).toBe("conflict");
});

test("a secret of somebody's that has the sibling's name is left as it is", async () => {
  const fixture = await opened();
  const { store } = fixture;
  await put(fixture, "one");
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  await store.put("database-pending", new Secret("theirs"), options, context);
  expect(await reasonOf(put(fixture, "two", "pending"))).toBe("conflict");
  expect(await reasonOf(store.annotate("database", { note: "x" }, {}, context))).toBe("conflict");
  expect((await store.describe("database", context)).pending).toBeUndefined();
  await store.delete("database", context);
  expect((await readSecret(store, "database-pending")).reveal()).toBe("theirs");
});

test("each write that is refused says why", async () => {
  const fixture = await opened();
  const { store } = fixture;
  const conflict = (message: string) => ({ reason: "conflict", ref: "database", message });
  const missing = { reason: "not-found", ref: "database", message: "azure-key-vault has no database" };
  await expect(store.describe("database", context)).rejects.toMatchObject(missing);
  await expect(store.annotate("database", {}, {}, context)).rejects.toMatchObject(missing);
  const options = { idempotencyKey: "key", stage: "current", expect: "none" } as const;
  const { version } = await store.put("database", new Secret("one"), options, context);
  expect(await store.put("database", new Secret("one"), options, context)).toEqual({ version });
  await expect(store.put("database", new Secret("two"), options, context)).rejects.toMatchObject(
    conflict("database has another value under the same idempotency key"),
  );
  const other = { ...options, idempotencyKey: "other" };
  const another = conflict("database has another current version than expected");
  await expect(store.put("database", new Secret("two"), other, context)).rejects.toMatchObject(another);
  const id = "0".repeat(32);
  const promote = async (expectCurrent: string) => store.promote("database", id, { expectCurrent }, context);
  await expect(promote(id)).rejects.toMatchObject(another);
  await expect(promote(version)).rejects.toMatchObject({
    reason: "not-found",
    ref: "database",
    message: `database has no enabled version ${id}`,
  });
  await expect(store.annotate("database", {}, { expect: "x" }, context)).rejects.toMatchObject(
    conflict("database was changed meanwhile"),
  );
  await expect(store.retire("database", version, context)).rejects.toMatchObject(
    conflict(`${version} is the current version of database`),
  );
  await expect(put(fixture, "x".repeat(25_601))).rejects.toMatchObject({
    reason: "too-large",
    ref: "database",
    message: "azure-key-vault does not take a value of more than 25 KB",
  });
  await put(fixture, "x".repeat(25_600));
});

test("fifteen tags are taken with the sibling's own, and no more", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  const notes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, "x"]));
  await fixture.store.annotate("database", notes(14), {}, context);
  await expect(fixture.store.annotate("database", { more: "x" }, {}, context)).rejects.toMatchObject({
    reason: "too-large",
    ref: "database",
    message: "azure-key-vault takes 15 tags on a version, and database would have more",
  });
  await fixture.store.annotate("database", { n0: null, more: "x", "confide-sibling": "y" }, {}, context);
  const { n0: _, ...kept } = notes(14);
  expect((await fixture.store.describe("database", context)).annotations).toEqual({ ...kept, more: "x" });
});

test("where a secret of somebody's has the sibling's name, that is said", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  fixture.vault.seed("database-pending", { value: "theirs" });
  await expect(put(fixture, "two", "pending")).rejects.toMatchObject({
    reason: "conflict",
    ref: "database",
    message: "database-pending is a secret of its own, in the place of the pending value of database",
  });
  await fixture.store.delete("database", context);
  expect(await fixture.store.list("", context)).toEqual(["database-pending"]);
});

test("each call that is denied says who may make it", async () => {
  const fixture = await opened();
  const { version } = await put(fixture, "one");
  fixture.vault.rbac.unassign(OWNER);
  const { store } = fixture;
  for (const call of [
    async () => store.describe("database", context),
    async () => put(fixture, "two"),
    async () => store.promote("database", version, { expectCurrent: version }, context),
    async () => store.retire("database", version, context),
    async () => store.delete("database", context),
    async () => store.currentVersion?.({ name: "database" }, context),
  ])
    await expect(call()).rejects.toMatchObject({
      reason: "denied",
      needs: expect.stringMatching(/^Key Vault Secrets Officer on https:.*\/secrets\/database/) as string,
    });
  await expect(store.list("data", context)).rejects.toMatchObject({
    ref: "data",
    needs: expect.stringMatching(/^Key Vault Secrets Officer on https:[^ ]*[^e]$/) as string,
  });
});

test("the version that a read would bring is found without its value, unless only a read could tell", async () => {
  const fixture = await opened();
  const { store, vault } = fixture;
  const look = async (version?: string) =>
    store.currentVersion?.({ name: "database", ...(version !== undefined && { version }) }, context);
  const first = (await put(fixture, "one")).version;
  expect([await look(), await look(first), await look("0".repeat(32))]).toEqual([first, first, undefined]);
  const secret = vault.secret("database");
  for (const attributes of [{ enabled: false }, { exp: 4_000_000_000 }, { nbf: 1 }]) {
    vault.seed("other", { value: "x" });
    const other = vault.secret("other");
    other.update(other.version(""), { attributes });
    expect(
      await store.currentVersion?.({ name: "other", version: other.version("").id }, context),
    ).toBeUndefined();
  }
  expect(secret.versions).toHaveLength(1);
});

test("a first version may be expected to be none, and a second to follow it", async () => {
  const { store } = await opened();
  const putExpecting = async (expected: string) =>
    store.put(
      "database",
      new Secret("x"),
      { idempotencyKey: crypto.randomUUID(), stage: "current", expect: expected },
      context,
    );
  expect(await reasonOf(putExpecting("0".repeat(32)))).toBe("conflict");
  const { version } = await putExpecting("none");
  expect(await reasonOf(putExpecting("none"))).toBe("conflict");
  await putExpecting(version);
});

test("what can be done with the store", async () => {
  const { store } = await opened();
  expect(store.writes).toEqual({ cas: "none", pending: "sibling", retire: "disable" });
});

test("versions are described in the order in which Key Vault lists them: by their ids", async () => {
  const fixture = await opened();
  for (const value of ["one", "two", "three"]) await put(fixture, value);
  const { versions } = await fixture.store.describe("database", context);
  expect(versions.map(({ version }) => version)).toEqual(
    fixture.vault
      .secret("database")
      .versions.map(({ id }) => id)
      .toSorted(),
  );
});

test("another spelling of a name is the same secret, with what waits and is noted beside it", async () => {
  const fixture = await opened();
  const { store } = fixture;
  const first = await put(fixture, "one");
  const second = await put(fixture, "two", "pending");
  await store.annotate("database", { "rotation-note": "n" }, {}, context);
  expect(await store.describe("DataBase", context)).toMatchObject({
    current: first.version,
    pending: second.version,
    annotations: { "rotation-note": "n" },
  });
  await put(
    { ...fixture, store: { ...store, put: (_, ...rest) => store.put("DATABASE", ...rest) } },
    "three",
    "pending",
  );
  await store.delete("DATABASE", context);
  expect(await store.list("", context)).toEqual([]);
  expect(await reasonOf(store.get({ name: "database", version: second.version }, context))).toBe("not-found");
});
