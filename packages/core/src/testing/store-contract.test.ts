import { expect, test } from "vitest";

import { SourceError } from "../model/errors.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import { memoryStore } from "./memory-store.ts";
import { storeContract } from "./store-contract.ts";
import type { StoreFixture } from "./store-fixture.ts";

// A contract that a wrong store passes is none. Its cases are run here on stores that break one rule each.

type Break = (fixture: StoreFixture) => StoreFixture;

function fixture(): StoreFixture {
  const store = memoryStore();
  return {
    store,
    hidden: ["token-71c0ffee"],
    seed: async (name, value) => {
      const { Secret } = await import("../secret/secret.ts");
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
      return (await store.put(name, new Secret(value), options, context)).version;
    },
    trouble: async (name, trouble) => store.fail(name, trouble === "hanging" ? "hang" : trouble),
  };
}

/** What each case says of a store. */
async function complaints(breaking: Break): Promise<ReadonlyMap<string, string>> {
  const cases: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => void cases.push([title, body]),
  };
  storeContract(runner, { name: "it", create: async () => breaking(fixture()) });
  const told = new Map<string, string>();
  for (const [title, body] of cases)
    await body().catch((error: unknown) => told.set(title, error instanceof Error ? error.message : ""));
  return told;
}

function failing(message: string): Break {
  return (whole) => ({
    ...whole,
    store: {
      ...whole.store,
      get: async (ref, context) => {
        const { value, error } = await getOutcome(whole.store, ref, context);
        if (error) throw new SourceError({ reason: error.reason, message, store: "it" });
        return value;
      },
    },
  });
}

test("says of an error that it shows a token", async () => {
  const told = await complaints(failing("the token-71c0ffee is refused"));
  expect([...told.values()]).toContain("the error shows a value or a token");
});

test("has nothing to say of one that shows none", async () => {
  const told = await complaints(failing("it is refused"));
  expect([...told.values()]).not.toContain("the error shows a value or a token");
});
