import { readSecret, Secret, type SourceError } from "@confide/core";
import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { faultProxy } from "@confide/core/testing";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import type { FakeProject } from "../test/fake-project.ts";
import { type Fixture, OWNER, OWNER_TOKEN, READER, signedIn } from "../test/fixture.ts";
import { Refusal } from "../test/refusal.ts";
import { crc32c } from "./crc32c.ts";
import { googleSecretManager } from "./store.ts";

async function opened(): Promise<Fixture> {
  const fixture = await signedIn();
  onTestFinished(() => fixture.close?.());
  return fixture;
}

function once(signal = AbortSignal.timeout(5_000)) {
  return { signal, deadlineMs: Date.now() + 5_000, attempt: 1 };
}

async function failure(
  { store }: Pick<Fixture, "store">,
  name: string,
  version?: string,
): Promise<SourceError> {
  const outcome = await getOutcome(store, { name, ...(version !== undefined && { version }) }, once());
  if (!outcome?.error) throw new Error("the read did not fail");
  return outcome.error;
}

function operations({ calls }: FakeProject): string[] {
  return calls.map(({ operation, name }) => `${operation} ${name.replace(/^.*\/secrets\//, "")}`);
}

/** A caller who has this role on this secret and nothing else. */
function as(fixture: Fixture, role: string, name: string) {
  fixture.members.set("ya29.reader", READER);
  fixture.project.iam.bind(READER, role, `projects/shop/secrets/${name}`);
  const client = fixture.server.client("ya29.reader");
  onTestFinished(() => client.close());
  return { store: googleSecretManager({ project: "shop", client }) };
}

describe("which version is read", () => {
  test("latest comes back as the number that it was", async () => {
    const { store, project } = await opened();
    project.seed("database", "one");
    project.seed("database", "two");
    const latest = await getOutcome(store, { name: "database", version: "latest" }, once());
    expect(latest?.value?.version).toBe("2");
  });

  test("a plain read is one call, of latest, which every other program reads", async () => {
    const { store, project } = await opened();
    project.seed("database", "one");
    project.seed("database", "two");
    project.secret("database").update({ versionAliases: { current: "1", canary: "1" } }, ["version_aliases"]);
    expect((await readSecret(store, "database")).reveal()).toBe("two");
    expect((await readSecret(store, "database?version=canary")).reveal()).toBe("one");
    expect(operations(project)).toEqual([
      "AccessSecretVersion database/versions/latest",
      "AccessSecretVersion database/versions/canary",
    ]);
  });

  test("one that waits in the sibling is read by the number that it will have, by who may see that", async () => {
    const fixture = await opened();
    const { store, project } = fixture;
    project.seed("database", "one");
    const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
    const { version } = await store.put("database", new Secret("two"), options, once());
    const record = await store.get({ name: "database", version }, once());
    expect([version, record.version, record.value.reveal()]).toEqual(["2", "2", "two"]);
    const reader = as(fixture, "roles/secretmanager.secretAccessor", "database");
    expect((await failure(reader, "database", version)).reason).toBe("not-found");
    expect((await failure(fixture, "database", "3")).reason).toBe("not-found");
    expect((await failure(fixture, "database", "next")).reason).toBe("not-found");
  });

  test("a secret of one region is read by its region's name", async () => {
    const fixture = await opened();
    const asked = await getOutcome(
      googleSecretManager({
        project: "shop",
        location: "europe-west3",
        client: fixture.server.client(OWNER_TOKEN),
      }),
      { name: "database" },
      once(),
    );
    // The global endpoint refuses a regional name in these words, so it was one.
    expect(asked?.error?.reason).toBe("invalid-ref");
    expect(fixture.project.calls.map(({ name }) => name)).toContain(
      "projects/shop/locations/europe-west3/secrets/database/versions/latest",
    );
  });
});

describe("what is refused", () => {
  test("a name or version that Secret Manager doesn't take, before it is called", async () => {
    const { store, project } = await opened();
    const refs = ["prod/database", "a.b", "ä", "x".repeat(256)].map((name) => ({ name }));
    const outcomes = await getOutcomes(store, [...refs, { name: "database", version: "a/b" }], once());
    expect(outcomes.map(({ error }) => error?.reason)).toEqual(outcomes.map(() => "invalid-ref"));
    expect(outcomes[0]?.error?.message).toBe(
      "google-secret-manager would refuse prod/database: a name has 1 to 255 letters, digits, - and _",
    );
    expect(project.calls).toEqual([]);
  });

  test("no name that Secret Manager takes", async () => {
    const fixture = await opened();
    const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/);
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        expect((await failure(fixture, name)).reason).toBe("not-found");
      }),
      { numRuns: 25 },
    );
  });

  test("a payload that doesn't fit its checksum", async () => {
    const fixture = await opened();
    fixture.project.seed("database", "canary-b91c");
    fixture.server.meet("wrong-checksum");
    const error = await failure(fixture, "database");
    expect(error.reason).toBe("malformed");
    expect(error.message).toBe("google-secret-manager answered with a payload that doesn't fit its checksum");
  });

  test("a payload without a checksum", async () => {
    const fixture = await opened();
    fixture.project.seed("database", "canary-b91c");
    fixture.server.meet("no-checksum");
    expect((await failure(fixture, "database")).reason).toBe("malformed");
  });
});

describe("why it failed", () => {
  test("disabled and destroyed are told apart with no more than the permission to read", async () => {
    const fixture = await opened();
    fixture.project.seed("database", "one");
    const reader = as(fixture, "roles/secretmanager.secretAccessor", "database");
    const secret = fixture.project.secret("database");
    secret.setState(secret.version("1"), "DISABLED");
    expect((await failure(reader, "database")).reason).toBe("disabled");
    secret.destroy(secret.version("1"));
    expect((await failure(reader, "database")).reason).toBe("destroyed");
  });

  test("where the text says nothing, by the version's state", async () => {
    const fixture = await opened();
    fixture.project.seed("database", "one");
    const secret = fixture.project.secret("database");
    secret.destroy(secret.version("1"));
    fixture.project.statesAreTold = false;
    expect((await failure(fixture, "database")).reason).toBe("destroyed");
    expect(
      (await failure(as(fixture, "roles/secretmanager.secretAccessor", "database"), "database")).reason,
    ).toBe("disabled");
  });

  test("denied names the role and the resource", async () => {
    const fixture = await opened();
    fixture.project.iam.unbind(OWNER);
    const error = await failure(fixture, "database");
    expect(error.message).toBe("access denied by google-secret-manager");
    expect(error.needs).toBe("roles/secretmanager.secretAccessor on projects/shop/secrets/database");
  });

  test("an API that is not enabled is told as that", async () => {
    const fixture = await opened();
    fixture.project.apiEnabled = false;
    const error = await failure(fixture, "database");
    expect(error.reason).toBe("denied");
    expect(error.needs).toBe("secretmanager.googleapis.com enabled in projects/shop");
  });

  test.each([
    [8, "throttled"],
    [13, "unavailable"],
    [14, "unavailable"],
    [12, "malformed"],
    [15, "malformed"],
    [16, "unauthenticated"],
    [2, "unknown"],
  ])("code %i is %s, after one attempt", async (code, reason) => {
    const fixture = await opened();
    fixture.server.meet(new Refusal(code, "in other words"));
    const error = await failure(fixture, "database", "1");
    expect(error.reason).toBe(reason);
    expect(error.cause).toEqual({ name: "Error", code });
    expect(fixture.server.attempts).toBe(1);
  });
});

describe("through a network that fails", () => {
  test.each([
    ["reset", "unavailable"],
    ["hang", "timeout"],
    ["answer", "unavailable"],
    ["cut", "unavailable"],
  ] as const)("%s is %s, in time", async (kind, reason) => {
    const { project, server } = await opened();
    project.seed("database", "one");
    const proxy = await faultProxy(`http://127.0.0.1:${server.plainPort}`);
    onTestFinished(async () => proxy.close());
    proxy.set({ kind, status: 502, body: "<html>Bad Gateway</html>", afterBytes: 60 });
    const client = server.plainClient(proxy.port);
    onTestFinished(() => client.close());
    const started = Date.now();
    const store = googleSecretManager({ project: "shop", client });
    const context = { signal: new AbortController().signal, deadlineMs: started + 500, attempt: 1 };
    const outcome = await getOutcome(store, { name: "database" }, context);
    expect(outcome?.error?.reason).toBe(reason);
    expect(Date.now() - started).toBeLessThan(600);
  });

  test("an abort ends the call at once", async () => {
    const fixture = await opened();
    fixture.server.meet("hang");
    const controller = new AbortController();
    const reading = getOutcomes(fixture.store, [{ name: "database" }], once(controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const aborted = performance.now();
    controller.abort();
    const [outcome] = await reading;
    expect(outcome?.error?.reason).toBe("aborted");
    expect(performance.now() - aborted).toBeLessThan(50);
  });
});

describe("an answer", () => {
  async function reading(answer: object): Promise<unknown> {
    const client = { initialize: async () => {}, accessSecretVersion: async () => [answer] };
    const store = googleSecretManager({ project: "shop", client: client as never });
    const outcome = await getOutcome(store, { name: "database", version: "1" }, once());
    return outcome?.error?.message ?? outcome?.value?.value.reveal();
  }

  const name = "projects/1/secrets/database/versions/1";
  const payload = { data: Buffer.from("one"), dataCrc32c: String(crc32c(Buffer.from("one"))) };

  test("has bytes over gRPC, and base64 over REST", async () => {
    expect(await reading({ name, payload })).toBe("one");
    expect(await reading({ name, payload: { ...payload, data: "b25l" } })).toBe("one");
  });

  test.each([
    ["a payload", { name }],
    ["a payload", { name, payload: null }],
    ["a payload", { name, payload: { ...payload, data: null } }],
    ["a version", { payload }],
    ["a version", { name: `${name}x`, payload }],
    ["a version", { name: "projects/1/secrets/database/versions/x1", payload }],
  ])("without %s makes no sense", async (what, answer) => {
    expect(await reading(answer)).toBe(`google-secret-manager answered without ${what}`);
  });
});

test("an answer about another secret or version is none", async () => {
  const data = Buffer.from("canary");
  const read = async (version: string | undefined, name: string) => {
    const accessSecretVersion = async () => [{ name, payload: { data, dataCrc32c: String(crc32c(data)) } }];
    const client = { initialize: async () => {}, accessSecretVersion } as never;
    const store = googleSecretManager({ project: "shop", client });
    const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 };
    const { value, error } = await getOutcome(store, { name: "a", ...(version && { version }) }, context);
    return error?.message ?? value?.version;
  };
  const mixed = "google-secret-manager answered with another secret or version than was asked for";
  expect(await read("3", "projects/1/secrets/a/versions/3")).toBe("3");
  expect(await read(undefined, "projects/1/secrets/a/versions/7")).toBe("7");
  expect(await read("stable", "projects/1/locations/europe-west3/secrets/a/versions/7")).toBe("7");
  expect(await read("3", "projects/1/secrets/a/versions/7")).toBe(mixed);
  expect(await read(undefined, "projects/1/secrets/b/versions/7")).toBe(mixed);
});
