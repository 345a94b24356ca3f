import { SourceError } from "../model/errors.ts";
import { Secret } from "../secret/secret.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import type { WritableSecretStore } from "../contract/store.ts";
import { callContext } from "./call-context.ts";
import { CANARY } from "./canary.ts";
import { check, equal } from "./check.ts";
import { isPast } from "./store-contract-reads.ts";
import type { Case, StoreFixture } from "./store-fixture.ts";

/** The rules that rotation builds on. A store without `writes` passes them untried. */
export const writingCases = {
  "keeps what is put": writing(async (store) => {
    const { version } = await put(store, "contract-put", CANARY);
    equal(await current(store, "contract-put"), CANARY, "the value");
    equal((await store.describe("contract-put", callContext())).current, version, "the current version");
  }),

  "makes no version after its own time, if it has a clock": writing(async (store) => {
    if (!store.now) return;
    await put(store, "contract-made", CANARY);
    for (const { createdAt } of (await store.describe("contract-made", callContext())).versions)
      if (createdAt) check(isPast(createdAt, store.now()), "a version was made after the store's time");
  }),

  "takes the same put again as the same version": writing(async (store) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    const first = await store.put("contract-again", new Secret(CANARY), options, callContext());
    const second = await store.put("contract-again", new Secret(CANARY), options, callContext());
    equal(second.version, first.version, "the version");
    equal(
      (await store.describe("contract-again", callContext())).versions.length,
      1,
      "the number of versions",
    );
  }),

  "refuses another value under the same key": writing(async (store) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    await store.put("contract-other", new Secret(CANARY), options, callContext());
    await conflicts(store.put("contract-other", new Secret(`${CANARY}-2`), options, callContext()));
  }),

  "refuses a put when another version is current": writing(async (store) => {
    const { version } = await put(store, "contract-cas", `${CANARY}-1`);
    await put(store, "contract-cas", `${CANARY}-2`);
    await conflicts(put(store, "contract-cas", `${CANARY}-3`, "current", version));
    equal(await current(store, "contract-cas"), `${CANARY}-2`, "the value");
  }),

  "shows nobody what is pending": writing(async (store) => {
    await put(store, "contract-pending", `${CANARY}-1`);
    const { version } = await put(store, "contract-pending", `${CANARY}-2`, "pending");
    equal(await current(store, "contract-pending"), `${CANARY}-1`, "the current value");
    equal((await store.describe("contract-pending", callContext())).pending, version, "the pending version");
  }),

  "gives what is pending by its version": writing(async (store) => {
    await put(store, "contract-waiting", `${CANARY}-1`);
    const { version } = await put(store, "contract-waiting", `${CANARY}-2`, "pending");
    const record = await store.get({ name: "contract-waiting", version }, callContext());
    equal(record.value.reveal(), `${CANARY}-2`, "the pending value");
    equal(record.version, version, "its version");
  }),

  "promotes what is pending, also twice": writing(async (store) => {
    const first = await put(store, "contract-promote", `${CANARY}-1`);
    const second = await put(store, "contract-promote", `${CANARY}-2`, "pending");
    await store.promote("contract-promote", second.version, { expectCurrent: first.version }, callContext());
    await store.promote("contract-promote", second.version, { expectCurrent: first.version }, callContext());
    equal(await current(store, "contract-promote"), `${CANARY}-2`, "the value");
  }),

  "refuses to promote when another version is current": writing(async (store) => {
    const first = await put(store, "contract-guard", `${CANARY}-1`);
    const pending = await put(store, "contract-guard", `${CANARY}-2`, "pending");
    await put(store, "contract-guard", `${CANARY}-3`);
    await conflicts(
      store.promote("contract-guard", pending.version, { expectCurrent: first.version }, callContext()),
    );
    equal(await current(store, "contract-guard"), `${CANARY}-3`, "the value");
  }),

  "lets one of two writers win": writing(async (store) => {
    const { version } = await put(store, "contract-race", `${CANARY}-0`);
    const results = await Promise.allSettled(
      [1, 2].map((each) => put(store, "contract-race", `${CANARY}-${each}`, "current", version)),
    );
    equal(results.filter(({ status }) => status === "fulfilled").length, 1, "the number of writers that won");
    for (const result of results)
      if (result.status === "rejected") equal(reasonOf(result.reason), "conflict", "the loser's reason");
  }),

  "keeps annotations beside the secret": writing(async (store) => {
    await put(store, "contract-notes", CANARY);
    await store.annotate("contract-notes", { "rotation-id": "one", phase: "claim" }, {}, callContext());
    await store.annotate("contract-notes", { phase: null }, {}, callContext());
    const { annotations } = await store.describe("contract-notes", callContext());
    equal(annotations["rotation-id"], "one", "the annotation");
    equal(annotations["phase"], undefined, "the annotation that was taken away");
  }),

  "retires a version, also twice, but not the current one": writing(async (store) => {
    const first = await put(store, "contract-retire", `${CANARY}-1`);
    const second = await put(store, "contract-retire", `${CANARY}-2`);
    await store.retire("contract-retire", first.version, callContext());
    await store.retire("contract-retire", first.version, callContext());
    await conflicts(store.retire("contract-retire", second.version, callContext()));
    equal(await current(store, "contract-retire"), `${CANARY}-2`, "the value");
  }),

  "leaves what is pending alone when it retires another version": writing(async (store) => {
    const first = await put(store, "contract-retire-old", `${CANARY}-1`);
    await put(store, "contract-retire-old", `${CANARY}-2`);
    const third = await put(store, "contract-retire-old", `${CANARY}-3`, "pending");
    await store.retire("contract-retire-old", first.version, callContext());
    const { pending } = await store.describe("contract-retire-old", callContext());
    equal(pending, third.version, "the pending version");
    equal(await current(store, "contract-retire-old"), `${CANARY}-2`, "the current value");
  }),

  "has nothing pending once that is retired": writing(async (store) => {
    await put(store, "contract-retire-pending", `${CANARY}-1`);
    const second = await put(store, "contract-retire-pending", `${CANARY}-2`, "pending");
    await store.retire("contract-retire-pending", second.version, callContext());
    const { pending } = await store.describe("contract-retire-pending", callContext());
    equal(pending, undefined, "the pending version");
    equal(await current(store, "contract-retire-pending"), `${CANARY}-1`, "the current value");
  }),

  "lists names by prefix": writing(async (store) => {
    await put(store, "contract-list-a", CANARY);
    await put(store, "contract-list-b", CANARY);
    await put(store, "contract-unlisted", CANARY);
    equal(
      (await store.list("contract-list-", callContext())).toSorted().join(),
      "contract-list-a,contract-list-b",
      "the names",
    );
  }),

  deletes: writing(async (store) => {
    await put(store, "contract-delete", CANARY);
    await store.delete("contract-delete", callContext());
    const { error } = await getOutcome(store, { name: "contract-delete" }, callContext());
    check(error !== undefined, "the secret can still be read");
  }),

  "says not-found when it describes what isn't there": writing(async (store) => {
    equal(await failureOf(store.describe("contract-missing", callContext())), "not-found", "the reason");
  }),
} satisfies Record<string, Case>;

/** A store that is only read passes untried. */
export function writing(body: (store: WritableSecretStore) => Promise<void>): Case {
  return async ({ store }: StoreFixture) => {
    if ("writes" in store) await body(store);
  };
}

export function put(
  store: WritableSecretStore,
  name: string,
  value: string,
  stage: "current" | "pending" = "current",
  expect?: string,
) {
  const options = { idempotencyKey: crypto.randomUUID(), stage, ...(expect !== undefined && { expect }) };
  return store.put(name, new Secret(value), options, callContext());
}

export async function current(store: WritableSecretStore, name: string): Promise<unknown> {
  return (await store.get({ name }, callContext())).value.reveal();
}

async function conflicts(call: Promise<unknown>): Promise<void> {
  equal(await failureOf(call), "conflict", "the reason");
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => "no failure", reasonOf);
}

function reasonOf(error: unknown): unknown {
  return error instanceof SourceError ? error.reason : error;
}
