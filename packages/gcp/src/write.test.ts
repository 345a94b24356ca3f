import { readSecret, Secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import { expect, onTestFinished, test } from "vitest";

import { type Fixture, signedIn } from "../test/fixture.ts";
import { Refusal } from "../test/refusal.ts";
import { crc32c } from "./crc32c.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };

async function opened(): Promise<Fixture> {
  const fixture = await signedIn();
  onTestFinished(() => fixture.close?.());
  return fixture;
}

function put({ store }: Fixture, value: string, stage: "current" | "pending" = "current", guard?: string) {
  const options = {
    idempotencyKey: crypto.randomUUID(),
    stage,
    ...(guard !== undefined && { expect: guard }),
  };
  return store.put("database", new Secret(value), options, context);
}

async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no failure",
    (error: unknown) => (error instanceof SourceError ? error.reason : error),
  );
}

test("a secret that others have made keeps its value, aliases and notes when a version is held back", async () => {
  const fixture = await opened();
  const { project, store } = fixture;
  project.seed("database", "one");
  project.seed("database", "two");
  const fields = { versionAliases: { blessed: "1" }, annotations: { team: "payments" } };
  project.secret("database").update(fields, ["version_aliases", "annotations"]);
  await put(fixture, "three", "pending");
  expect((await readSecret(store, "database")).reveal()).toBe("two");
  const { versions, annotations, current, pending } = await store.describe("database", context);
  expect(versions.map(({ version, labels }) => [version, labels])).toEqual([
    ["3", ["pending"]],
    ["2", ["current"]],
    ["1", ["blessed"]],
  ]);
  expect([annotations, current, pending]).toEqual([{ team: "payments" }, "2", "3"]);
});

test("the first version can be held back too: until it is promoted, there is nothing to read", async () => {
  const fixture = await opened();
  const { store, project } = fixture;
  const { version } = await put(fixture, "one", "pending", "none");
  expect(await reasonOf(readSecret(store, "database"))).toBe("not-found");
  expect(await store.describe("database", context)).toMatchObject({ pending: version });
  expect(await store.list("", context)).toEqual(["database"]);
  await store.promote("database", version, { expectCurrent: "none" }, context);
  expect((await readSecret(store, "database")).reveal()).toBe("one");
  expect(project.secret("database").version("latest").number).toBe(Number(version));
});

test("what was promoted waits nowhere any more, and the version before is there by its number", async () => {
  const fixture = await opened();
  const { store, project } = fixture;
  const first = await put(fixture, "one");
  const second = await put(fixture, "two", "pending");
  expect(project.secret("database").version("latest").number).toBe(1);
  await store.promote("database", second.version, { expectCurrent: first.version }, context);
  expect((await readSecret(store, `database?version=${first.version}`)).reveal()).toBe("one");
  expect((await store.describe("database", context)).pending).toBeUndefined();
  expect(project.secret("database-pending").version("latest").state).toBe("DESTROYED");
});

test("an older version becomes the newest by being kept once more, and only once", async () => {
  const fixture = await opened();
  const { store } = fixture;
  const first = await put(fixture, "one");
  const { version } = await put(fixture, "two");
  await store.promote("database", first.version, { expectCurrent: version }, context);
  await store.promote("database", first.version, { expectCurrent: version }, context);
  expect((await readSecret(store, "database")).reveal()).toBe("one");
  expect((await store.describe("database", context)).current).toBe("3");
  await put(fixture, "four");
  expect(await reasonOf(store.promote("database", first.version, { expectCurrent: version }, context))).toBe(
    "conflict",
  );
});

test("a version that isn't enabled is not promoted", async () => {
  const fixture = await opened();
  const first = await put(fixture, "one");
  const second = await put(fixture, "two", "pending");
  const sibling = fixture.project.secret("database-pending");
  sibling.setState(sibling.version("latest"), "DISABLED");
  const promoting = fixture.store.promote(
    "database",
    second.version,
    { expectCurrent: first.version },
    context,
  );
  expect(await reasonOf(promoting)).toBe("not-found");
});

test("a pending value that another replaces is destroyed", async () => {
  const fixture = await opened();
  await put(fixture, "one");
  await put(fixture, "two", "pending");
  const { version } = await put(fixture, "three", "pending");
  const sibling = fixture.project.secret("database-pending");
  expect(["1", "2"].map((each) => sibling.version(each).state)).toEqual(["DESTROYED", "ENABLED"]);
  expect((await fixture.store.get({ name: "database", version }, context)).value.reveal()).toBe("three");
});

test("a secret of somebody's in the sibling's place is left unchanged, and so is the one to rotate", async () => {
  const fixture = await opened();
  const { project, store } = fixture;
  project.seed("database", "one");
  project.seed("database-pending", "somebody's");
  await expect(put(fixture, "two", "pending")).rejects.toMatchObject({
    reason: "conflict",
    message:
      "database can't be rotated: database-pending, where its pending value would be kept, is a secret of its own",
  });
  expect(project.secret("database-pending").version("latest").number).toBe(1);
  await store.delete("database", context);
  expect(await store.list("", context)).toEqual(["database-pending"]);
});

test("the sibling is kept where the secret is, and goes with it", async () => {
  const fixture = await opened();
  const { project, store } = fixture;
  const replicas = [{ location: "europe-west3" }];
  project.seed("database", "one");
  Object.assign(project.secret("database").fields, { replication: { userManaged: { replicas } } });
  await put(fixture, "two", "pending");
  expect(project.secret("database-pending").fields.replication).toMatchObject({
    userManaged: { replicas: [{ location: "europe-west3" }] },
  });
  await store.delete("database", context);
  expect(() => project.secret("database-pending")).toThrow("not found");
});

test("a version that somebody adds by hand is current, and what waited under its number is not", async () => {
  const fixture = await opened();
  const { project, store } = fixture;
  const first = await put(fixture, "one");
  const waiting = await put(fixture, "two", "pending");
  expect(project.seed("database", "by hand")).toBe(waiting.version);
  expect(await store.describe("database", context)).not.toHaveProperty("pending");
  const promoting = store.promote("database", waiting.version, { expectCurrent: first.version }, context);
  expect(await reasonOf(promoting)).toBe("conflict");
  expect((await readSecret(store, "database")).reveal()).toBe("by hand");
});

test("while one writer adds a version, another is refused; once that one's time is over, it is not", async () => {
  const fixture = await opened();
  const { project, server } = fixture;
  await put(fixture, "one");
  const claim = (untilMs: number) =>
    project
      .secret("database")
      .update({ annotations: { "confide-claim": `2:${untilMs}:another` } }, ["annotations"]);
  const nowMs = Date.UTC(2030, 0, 1);
  server.dateOf = () => new Date(nowMs).toUTCString(); // the time is Google's, not this machine's
  claim(nowMs + 5_000);
  await expect(put(fixture, "two")).rejects.toMatchObject({
    reason: "conflict",
    message: "database is being given a new version by another writer",
  });
  claim(nowMs - 1);
  expect((await put(fixture, "two")).version).toBe("2");
});

test("a writer that failed after its note goes on where it was", async () => {
  const fixture = await opened();
  const { store, server } = fixture;
  await put(fixture, "one");
  const options = { idempotencyKey: "key", stage: "current" } as const;
  const attempts = server.attempts;
  server.meet(new Refusal(14, "The service is currently unavailable."), "AddSecretVersion");
  expect(await reasonOf(store.put("database", new Secret("two"), options, context))).toBe("unavailable");
  expect(server.attempts).toBeGreaterThan(attempts);
  server.meet(undefined);
  expect((await store.put("database", new Secret("two"), options, context)).version).toBe("2");
  expect((await store.put("database", new Secret("two"), options, context)).version).toBe("2");
});

test("who loses the race leaves no version behind that could be used", async () => {
  const fixture = await opened();
  const { version } = await put(fixture, "zero");
  const results = await Promise.allSettled(
    ["one", "two", "three"].map((value) => put(fixture, value, "current", version)),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { versions } = await fixture.store.describe("database", context);
  expect(versions.filter(({ state }) => state === "enabled")).toHaveLength(2);
});

test("what is added is sent with its checksum", async () => {
  const fixture = await opened();
  const { version } = await put(fixture, "one");
  const { checksumGiven, data } = fixture.project.secret("database").version(version);
  expect([checksumGiven, crc32c(data)]).toEqual([true, crc32c(Buffer.from("one"))]);
});

test("an annotation under another etag than expected is a conflict", async () => {
  const { store, project } = await opened();
  project.seed("database", "one");
  const { etag = "" } = await store.describe("database", context);
  await store.annotate("database", { phase: "claim" }, { expect: etag }, context);
  expect(await reasonOf(store.annotate("database", { phase: "late" }, { expect: etag }, context))).toBe(
    "conflict",
  );
  expect((await store.describe("database", context)).annotations).toEqual({ phase: "claim" });
});

test.each([
  ["empty", "", "unknown"],
  ["of more than 64 KiB", "x".repeat(65_537), "too-large"],
])("a value %s is refused before a call is made", async (_, value, reason) => {
  const fixture = await opened();
  expect(await reasonOf(put(fixture, value))).toBe(reason);
  expect(fixture.project.calls).toEqual([]);
});

test("a repeated put of bytes that happen to be UTF-8 is the same put", async () => {
  const { store } = await opened();
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  const first = await store.put("database", new Secret(Uint8Array.from([104, 105])), options, context);
  expect(await store.put("database", new Secret(Uint8Array.from([104, 105])), options, context)).toEqual(
    first,
  );
});

test("names come from all pages", async () => {
  const { store, project } = await opened();
  const names = Array.from({ length: 8 }, (_, index) => `app-${index}`);
  for (const name of [...names, "other"]) project.seed(name, "one");
  expect(await store.list("app-", context)).toEqual(names);
});

test("where a secret destroys its versions later, retiring one again is no error", async () => {
  const fixture = await opened();
  const { version } = await put(fixture, "one");
  await put(fixture, "two");
  fixture.project.secret("database").destroysLater = true;
  await fixture.store.retire("database", version, context);
  const { etag } = fixture.project.secret("database").version(version);
  await fixture.store.retire("database", version, context);
  expect(fixture.project.secret("database").version(version)).toMatchObject({ state: "DISABLED", etag });
});

test("each write that is refused says why", async () => {
  const fixture = await opened();
  const { store, project } = fixture;
  const name = { reason: "conflict", ref: "database" };
  await expect(put(fixture, "one", "current", "1")).rejects.toMatchObject({
    ...name,
    message: "database has no version, which is not what was expected",
  });
  const { version } = await put(fixture, "one", "current", "none");
  await expect(put(fixture, "two", "current", "7")).rejects.toMatchObject({
    ...name,
    message: "database has another current version than expected",
  });
  await expect(store.promote("database", "7", { expectCurrent: "8" }, context)).rejects.toMatchObject({
    ...name,
    message: "database has another current version than expected",
  });
  await expect(store.promote("database", "7", { expectCurrent: version }, context)).rejects.toMatchObject({
    ref: "database",
    message: "database has no enabled version 7",
  });
  await expect(store.retire("database", version, context)).rejects.toMatchObject({
    ...name,
    message: `database has ${version} as its current version`,
  });
  await expect(store.annotate("database", {}, { expect: "x" }, context)).rejects.toMatchObject({
    ...name,
    message: "database was changed meanwhile",
  });
  for (const note of ["confide-puts", "confide-pending", "confide-claim", "confide-sibling"])
    await expect(store.annotate("database", { [note]: "x" }, {}, context)).rejects.toMatchObject({
      reason: "invalid-ref",
      ref: "database",
      message: `the annotation ${note} is confide's own`,
    });
  await expect(put(fixture, "")).rejects.toThrow("google-secret-manager does not take an empty value");
  await expect(put(fixture, "x".repeat(65_537))).rejects.toMatchObject({
    ref: "database",
    message: "google-secret-manager does not take a value of more than 64 KiB",
  });
  const options = { idempotencyKey: "key", stage: "current" } as const;
  await store.put("database", new Secret("x".repeat(65_536)), options, context);
  await expect(store.put("database", new Secret("y"), options, context)).rejects.toMatchObject({
    ...name,
    message: "database has another value under the same idempotency key",
  });
  expect(project.secret("database").version("2").state).toBe("ENABLED");
});

test("each call that is denied says which permission it needs", async () => {
  const fixture = await opened();
  const { store, server } = fixture;
  fixture.project.seed("database", "one");
  const options = { idempotencyKey: "key", stage: "current" } as const;
  for (const [needs, call] of [
    ["secretmanager.secrets.get", async () => store.describe("database", context)],
    ["secretmanager.versions.add", async () => store.put("database", new Secret("x"), options, context)],
    [
      "secretmanager.versions.add",
      async () => store.promote("database", "1", { expectCurrent: "1" }, context),
    ],
    ["secretmanager.secrets.update", async () => store.annotate("database", {}, {}, context)],
    ["secretmanager.versions.destroy", async () => store.retire("database", "1", context)],
    ["secretmanager.secrets.delete", async () => store.delete("database", context)],
  ] as const) {
    server.meet(new Refusal(7, "in other words"));
    await expect(call()).rejects.toMatchObject({
      reason: "denied",
      ref: "database",
      needs: `${needs} on projects/shop/secrets/database`,
    });
  }
  server.meet(new Refusal(7, "in other words"));
  await expect(store.list("data", context)).rejects.toMatchObject({
    ref: "data",
    needs: "secretmanager.secrets.list on the project",
  });
});

test("a promotion of the current version, and a retirement of none, change nothing", async () => {
  const { store, project } = await opened();
  project.seed("database", "one");
  await store.promote("database", "1", { expectCurrent: "none" }, context);
  await store.retire("database", "7", context);
  const operations = project.calls.map(({ operation }) => operation);
  expect(operations).not.toContain("UpdateSecret");
  expect(operations).not.toContain("DestroySecretVersion");
});

test("a note is taken away, and the others stay", async () => {
  const { store, project } = await opened();
  project.seed("database", "one");
  await store.annotate("database", { one: "1", two: "2" }, {}, context);
  await store.annotate("database", { one: null, none: null }, {}, context);
  expect((await store.describe("database", context)).annotations).toEqual({ two: "2" });
});

test("what is deleted is gone, and a second time is no failure", async () => {
  const { store, project } = await opened();
  project.seed("database", "one");
  await store.delete("database", context);
  await store.delete("database", context);
  expect(await store.list("", context)).toEqual([]);
});

test("what can be done with the store", async () => {
  const { store } = await opened();
  expect(store.limits).toEqual({ concurrency: 100 });
  expect(store.writes).toEqual({ cas: "etag", pending: "sibling", retire: "destroy" });
});

test("a look for a pending value that failed for now is no sign that there is none", async () => {
  const fixture = await opened();
  const { server, store } = fixture;
  await put(fixture, "one");
  const { version } = await put(fixture, "two", "pending");
  const read = async () => reasonOf(store.get({ name: "database", version }, context));
  expect(await read()).toBe("no failure");
  server.meet(new Refusal(8, "Quota exceeded"), "GetSecret");
  expect(await read()).toBe("throttled");
  server.meet(new Refusal(7, "in other words"), "GetSecret");
  expect(await read()).toBe("not-found");
});
