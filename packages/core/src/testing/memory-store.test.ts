import { describe, test } from "vitest";

import { Secret } from "../secret/secret.ts";
import { memoryStore } from "./memory-store.ts";
import { storeContract } from "./store-contract.ts";
import type { StoreFixture } from "./store-fixture.ts";

async function create(): Promise<StoreFixture> {
  const store = memoryStore();
  const seed: StoreFixture["seed"] = async (name, value) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
    return (await store.put(name, new Secret(value), options, context)).version;
  };
  return {
    store,
    seed,
    trouble: async (name, trouble) => store.fail(name, trouble === "hanging" ? "hang" : trouble),
  };
}

storeContract({ describe, test }, { name: "memory-store", create });
