import type { PutOptions } from "../contract/store.ts";
import { Secret } from "../secret/secret.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import { callContext } from "./call-context.ts";
import { CANARY } from "./canary.ts";
import { check, equal, printed, rejectionOf } from "./check.ts";
import { current, put, writing } from "./store-contract-writes.ts";
import type { Case } from "./store-fixture.ts";

/** What a program without types may hand to a store that is written: nothing of it gets in. */
export const refusalCases = {
  "puts nothing but a Secret of a string or of bytes": writing(async (store) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    for (const odd of [CANARY, undefined, new Secret({ canary: CANARY })] as unknown[]) {
      const error = await rejectionOf(store.put("contract-odd", odd as Secret, options, callContext()));
      check(error instanceof TypeError, "a put of what is no Secret of a string or of bytes is no TypeError");
      check(!printed(error).includes(CANARY), "the error holds a value");
    }
    const { error } = await getOutcome(store, { name: "contract-odd" }, callContext());
    equal(error?.reason, "not-found", "the reason, after what was refused,");
  }),

  "puts nothing with options that no put takes": writing(async (store) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    const { idempotencyKey } = options;
    const odd = [
      { stage: "current" },
      { idempotencyKey },
      { ...options, stage: "AWSCURRENT" },
      { ...options, idempotencyKey: 7 },
    ];
    for (const each of odd as unknown[]) {
      const error = await rejectionOf(
        store.put("contract-odd", new Secret(CANARY), each as PutOptions, callContext()),
      );
      check(error instanceof TypeError, "a put with an odd option is no TypeError");
    }
    await put(store, "contract-odd", CANARY);
    const notes = { note: 5 } as unknown as Record<string, string>;
    const error = await rejectionOf(store.annotate("contract-odd", notes, {}, callContext()));
    check(error instanceof TypeError, "a note that is no string is no TypeError");
    equal(await current(store, "contract-odd"), CANARY, "the value");
  }),
} satisfies Record<string, Case>;
