import { getOutcomes, type WritableSecretStore } from "@confide/core/adapter";

import type { Issuer } from "../src/issuers/issuer.ts";

/** Where a process ends: at the n-th effect, before it or when it has been done and nobody has heard of it. */
export interface Death {
  readonly at: number;
  readonly when: "before" | "after";
}

/** What a process does outside of itself, counted; with a death, everything from there on never comes back. */
export interface Mortal {
  readonly store: WritableSecretStore;
  readonly issuer: Issuer;
  /** How many effects there were. */
  readonly count: () => number;
  /** Resolves when it has died. */
  readonly died: Promise<void>;
}

/** A dead process awaits nothing any more: its promises stay open, and nothing after them runs. */
export function mortal(store: WritableSecretStore, issuer: Issuer, death?: Death): Mortal {
  let count = 0;
  let die: () => void = () => {};
  const died = new Promise<void>((resolve) => (die = resolve));
  const never = new Promise<never>(() => {});

  const effect =
    <A extends readonly unknown[], R>(call: (...parameters: A) => Promise<R>) =>
    async (...parameters: A): Promise<R> => {
      const index = ++count;
      if (death && (index > death.at || (index === death.at && death.when === "before")))
        return (die(), never);
      const result = await call(...parameters).then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error;
        },
      );
      if (index === death?.at) return (die(), never);
      return result();
    };

  const { create, apply, test, revoke, listCreated } = issuer;
  return {
    store: {
      ...store,
      get: effect(async (...rest) => store.get(...rest)),
      ...(store.getMany && { getMany: effect(async (...rest) => getOutcomes(store, ...rest)) }),
      describe: effect(async (...rest) => store.describe(...rest)),
      put: effect(async (...rest) => store.put(...rest)),
      promote: effect(async (...rest) => store.promote(...rest)),
      annotate: effect(async (...rest) => store.annotate(...rest)),
      retire: effect(async (...rest) => store.retire(...rest)),
    },
    issuer: {
      ...issuer,
      create: effect(create),
      apply: apply && effect(apply),
      test: test && effect(test),
      revoke: revoke && effect(revoke),
      listCreated: listCreated && effect(listCreated),
    },
    count: () => count,
    died,
  };
}
