import { Secret } from "@confide/core";
import { SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { HOSTILE_NAMES } from "./hostile-names.ts";

export interface NameCases {
  readonly name: string;
  /** A store, and how many calls it has made. */
  readonly open: () => { readonly store: WritableSecretStore; readonly calls: () => number };
  readonly isName: (name: string) => boolean;
  /** What no name begins with. */
  readonly badPrefixes: readonly string[];
  /** Versions that can't be. */
  readonly badVersions: readonly string[];
}

/** What can't be a name, a version or a prefix makes no call, whatever is to be done with it. */
export function nameCases({ name, open, isName, badPrefixes, badVersions }: NameCases): void {
  const bad = HOSTILE_NAMES.filter((each) => !isName(each));

  describe(`${name} makes no call`, () => {
    for (const [operation, work] of Object.entries(operations))
      test.each(bad)(`to ${operation} %j`, async (each) => {
        const { store, calls } = open();
        expect([await reasonOf(work(store, each, "1")), calls()]).toEqual(["invalid-ref", 0]);
      });

    for (const operation of ["read", "promote", "retire"] as const)
      test.each(badVersions)(`to ${operation} version %j`, async (version) => {
        const { store, calls } = open();
        expect([await reasonOf(operations[operation](store, "app", version)), calls()]).toEqual([
          "invalid-ref",
          0,
        ]);
      });

    test.each(badPrefixes)("to list %j", async (prefix) => {
      const { store, calls } = open();
      expect([await reasonOf(store.list(prefix, context())), calls()]).toEqual(["invalid-ref", 0]);
    });
  });
}

type Work = (store: WritableSecretStore, name: string, version: string) => Promise<unknown>;

const operations = {
  read: async (store, name, version) => {
    const ref = version === "1" ? { name } : { name, version };
    await store.get(ref, context());
  },
  "look up": async (store, name) =>
    store.currentVersion ? store.currentVersion({ name }, context()) : store.describe(name, context()),
  describe: async (store, name) => store.describe(name, context()),
  put: async (store, name) =>
    store.put(name, new Secret("a value"), { idempotencyKey: "key", stage: "current" }, context()),
  stage: async (store, name) =>
    store.put(name, new Secret("a value"), { idempotencyKey: "key", stage: "pending" }, context()),
  promote: async (store, name, version) => store.promote(name, version, { expectCurrent: "none" }, context()),
  annotate: async (store, name) => store.annotate(name, { note: "text" }, {}, context()),
  retire: async (store, name, version) => store.retire(name, version, context()),
  delete: async (store, name) => store.delete(name, context()),
} satisfies Record<string, Work>;

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "done",
    (error: unknown) => (error instanceof SourceError ? error.reason : error),
  );
}

function context() {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
}
