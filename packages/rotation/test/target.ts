import { Secret } from "@confide/core";

import { defineIssuer } from "../src/issuers/define-issuer.ts";
import type { Issuer, IssuerValue } from "../src/issuers/issuer.ts";

/** Something that has to accept credentials: a vendor's API, as a rotation sees it. */
export interface Target {
  readonly issuer: Issuer;
  /** What it accepts. */
  readonly valid: Set<string>;
  /** What it was made to end. */
  readonly revoked: Set<string>;
  accepts(value: string): boolean;
}

/** Whose credentials are made here and told to it. */
export function target(first: string, more: Partial<Issuer> = {}): Target {
  const [valid, revoked] = [new Set([first]), new Set<string>()];
  let count = 0;
  return {
    valid,
    revoked,
    accepts: (value) => valid.has(value),
    issuer: defineIssuer({
      create: async () => new Secret<string | Uint8Array>(`made-${++count}-${crypto.randomUUID()}`),
      apply: async ({ value }) => void valid.add(textOf(value)),
      async test({ value }) {
        if (!valid.has(textOf(value))) throw new Error("not accepted");
      },
      async revoke({ value }) {
        const old = await value();
        if (!old) return;
        valid.delete(textOf(old));
        revoked.add(textOf(old));
      },
      ...more,
    }),
  };
}

/** One that makes its keys itself, as Stripe does: only the answer to the call that makes one holds it. */
export function makingTarget(first: { readonly id: string; readonly key: string }) {
  const keys = new Map([[first.id, { key: first.key, rotationId: "" }]]);
  const revoked = new Set<string>();
  const idIn = (value: IssuerValue) => (JSON.parse(textOf(value)) as { id: string }).id;
  const issuer = defineIssuer({
    name: "making-target",
    async create({ rotationId }) {
      const [id, key] = [`key_${crypto.randomUUID().slice(0, 8)}`, `sk_${crypto.randomUUID()}`];
      keys.set(id, { key, rotationId });
      return new Secret<string | Uint8Array>(JSON.stringify({ id, key }));
    },
    async test({ value }) {
      if (!keys.has(idIn(value))) throw new Error("no such key");
    },
    async revoke({ handle }) {
      if (handle === undefined) throw new Error("which one?");
      keys.delete(handle);
      revoked.add(handle);
    },
    listCreated: async (rotationId) =>
      [...keys].flatMap(([id, key]) => (key.rotationId === rotationId ? id : [])),
    handleOf: idIn,
  });
  return { issuer, keys, revoked };
}

export function textOf(value: IssuerValue): string {
  return String(value.reveal());
}
