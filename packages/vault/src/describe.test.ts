import { SourceError } from "@confide/core/adapter";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import type { Caller } from "./client.ts";
import { currentVersion, describeSecret, listNames, metadataOf } from "./describe.ts";
import type { KvVersion } from "./mount.ts";

const call = vi.fn<Caller>();
let answers: Record<string, unknown>;

beforeEach(() => {
  answers = {};
  call.mockReset();
  call.mockImplementation(async ({ path }) => {
    const answer = answers[path];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw failed("not-found");
    return { data: answer };
  });
});

function failed(reason: "not-found" | "denied") {
  return new SourceError({ reason, message: "a message", store: "vault" });
}

function options(version: KvVersion = 2) {
  const session = {
    call,
    renewAtMs: Infinity,
    endsAtMs: Infinity,
    logins: 1,
    touch: async () => {},
    settled: async () => {},
    end: async () => {},
  };
  return { session, mount: { path: "kv", version: async () => version, confirm: async () => {} } };
}

const created = { created_time: "2026-01-02T03:04:05Z", deletion_time: "", destroyed: false };

const METADATA = {
  current_version: 3,
  versions: {
    1: { ...created, destroyed: true, deletion_time: "2026-01-01T00:00:00Z" },
    2: { ...created, deletion_time: "2026-01-01T00:00:00Z" },
    3: { ...created, deletion_time: "2999-01-01T00:00:00Z" },
  },
  custom_metadata: { note: "a" },
  updated_time: "2026-02-02T00:00:00Z",
};

describe("the metadata", () => {
  test("say each version's state and date; one that will be deleted is still there", async () => {
    answers["kv/metadata/app"] = METADATA;
    const { current, versions, annotations } = await metadataOf("app", options(), context());
    expect(current).toBe(3);
    expect(annotations).toEqual({ note: "a" });
    const createdAt = new Date("2026-01-02T03:04:05Z");
    expect(versions).toEqual([
      { version: "1", state: "destroyed", labels: [], createdAt },
      { version: "2", state: "disabled", labels: [], createdAt },
      { version: "3", state: "enabled", labels: [], createdAt },
    ]);
  });

  test("have as etag the count of changes, or else the time of the last one", async () => {
    answers["kv/metadata/app"] = METADATA;
    expect(await metadataOf("app", options(), context())).toMatchObject({
      etag: "2026-02-02T00:00:00Z",
      casField: undefined,
    });
    answers["kv/metadata/app"] = { ...METADATA, current_metadata_version: 0 };
    expect(await metadataOf("app", options(), context())).toMatchObject({ etag: "0", casField: 0 });
  });

  test("of a secret with notes only have no versions, and of one without have no notes", async () => {
    answers["kv/metadata/app"] = { current_version: 0, versions: null, custom_metadata: null };
    expect(await metadataOf("app", options(), context())).toMatchObject({ versions: [], annotations: {} });
    const { current, ...described } = await describeSecret("app", options(), context());
    expect([current, described.versions]).toEqual([undefined, []]);
  });
});

describe("a description", () => {
  const pendingOf = (version: number) => ({
    data: { "confide:becomes": String(version), value: "x" },
    metadata: { version: 1 },
  });

  test("labels the current version, and what is pending", async () => {
    answers["kv/metadata/app"] = METADATA;
    answers["kv/data/app.pending"] = pendingOf(4);
    const { versions, ...rest } = await describeSecret("app", options(), context());
    expect(versions.map(({ version, state, labels }) => [version, state, ...labels])).toEqual([
      ["1", "destroyed"],
      ["2", "disabled"],
      ["3", "enabled", "current"],
      ["4", "enabled", "pending"],
    ]);
    expect(rest).toEqual({
      name: "app",
      current: "3",
      pending: "4",
      annotations: { note: "a" },
      etag: METADATA.updated_time,
    });
  });

  test("passes over what was promoted and is still beside the secret", async () => {
    answers["kv/metadata/app"] = METADATA;
    answers["kv/data/app.pending"] = pendingOf(3);
    const described = await describeSecret("app", options(), context());
    expect(described).not.toHaveProperty("pending");
    expect(described.versions).toHaveLength(3);
  });
});

describe("the version that a read would bring", () => {
  const engine = { dynamic: ["database/creds/"], statics: [], kvVersion: undefined };

  async function versionOf(name: string, version?: string, kv: KvVersion = 2) {
    const ref = { name, ...(version !== undefined && { version }) };
    return currentVersion(ref, { ...options(kv), engine }, context());
  }

  test("is the current one, or the one that is asked for, if it is enabled", async () => {
    answers["kv/metadata/app"] = METADATA;
    expect(await versionOf("app")).toBe("3");
    expect(await versionOf("app", "3")).toBe("3");
    expect(await versionOf("app", "2")).toBeUndefined();
    expect(await versionOf("app", "9")).toBeUndefined();
  });

  test("isn't known without a call for credentials, nor on KV v1", async () => {
    expect(await versionOf("database/creds/app")).toBeUndefined();
    expect(await versionOf("app", undefined, 1)).toBeUndefined();
    expect(call).not.toHaveBeenCalled();
  });
});

describe("a list", () => {
  const list = async (prefix: string, kv: KvVersion = 2) =>
    listNames(prefix, options(kv), context(), ".pending");

  test("begins at the prefix's folder and goes only where names may begin so", async () => {
    answers["kv/metadata/prod?list=true"] = { keys: ["b", "a/", "ab", "c/", "ab.pending"] };
    answers["kv/metadata/prod/a?list=true"] = { keys: ["z", "y"] };
    expect(await list("prod/a")).toEqual(["prod/a/y", "prod/a/z", "prod/ab"]);
    expect(call).toHaveBeenCalledTimes(2);
  });

  test("of KV v1 has other paths", async () => {
    answers["kv/?list=true"] = { keys: ["a"] };
    expect(await list("", 1)).toEqual(["a"]);
  });

  test("of a folder that isn't there is empty, and a denied one fails", async () => {
    expect(await list("none/")).toEqual([]);
    answers["kv/metadata/?list=true"] = failed("denied");
    await expect(list("")).rejects.toMatchObject({ reason: "denied" });
    answers["kv/metadata/?list=true"] = {};
    expect(await list("")).toEqual([]);
  });

  test.each(["a/b", "..", "../", "", "/", "a//", 7, null])("with the key %j makes no sense", async (key) => {
    answers["kv/metadata/?list=true"] = { keys: [key] };
    await expect(list("")).rejects.toThrow("kv/metadata/?list=true brought something else than expected");
  });
});
