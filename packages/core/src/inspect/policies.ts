import { checkedDefinition, type Definition } from "../load/definition.ts";
import { refuseUnknownPaths } from "../load/unknown-paths.ts";
import { asError, SourceError } from "../model/errors.ts";
import { publishAudit } from "../events/publish.ts";
import { formatRef } from "../model/ref.ts";
import { planOf } from "../schema/plan.ts";
import type { Source } from "../contract/source.ts";
import type { StoreSource } from "../stores/from-store.ts";
import type { Need, Policy, SecretStore } from "../contract/store.ts";

export interface StorePolicy {
  readonly store: SecretStore;
  readonly policy: Policy;
}

/**
 * The least that a definition needs of each store among its sources, in the vendor's own form. Nothing is read. What
 * an earlier source may hold too is in it, as a store must be able to answer where that source is empty.
 *
 * @throws ConfigError if refs name a setting that the schema lacks: the policy would be short of it.
 *
 * @example
 * ```ts
 * import { awsSecretsManager } from "@confide/aws";
 * import { fromStore, policiesOf, secret } from "@confide/core";
 * import * as z from "zod";
 *
 * const sources = [fromStore(awsSecretsManager({ region: "eu-west-1" }))];
 * const policies = policiesOf({ schema: z.object({ password: secret(z.string()) }), sources });
 * for (const { policy } of policies) console.log(policy.text);
 * ```
 */
export function policiesOf(definition: Definition): readonly StorePolicy[] {
  const { schema, sources = [] } = checkedDefinition(definition);
  const plan = planOf(schema);
  refuseUnknownPaths(plan, sources);
  const { settings } = plan;
  const needs = new Map<SecretStore, { ref: { name: string; version?: string }; can: "read" }[]>();
  for (const source of sources.filter(isStoreSource)) {
    const wanted = source.refsOf(settings).map((ref) => ({ ref, can: "read" as const }));
    needs.set(source.store, [...(needs.get(source.store) ?? []), ...wanted]);
  }
  return [...needs].flatMap(([store, wanted]) => {
    if (!store.policy) return [];
    const policy = policyOf(store, wanted);
    const refs = wanted.map(({ ref }) => formatRef(ref));
    publishAudit("policy", () => ({ store: store.name, refs, outcome: "ok" }));
    return [{ store, policy }];
  });
}

function policyOf(store: SecretStore, needs: readonly Need[]): Policy {
  try {
    const policy = store.policy?.(needs);
    if (typeof policy?.text === "string" && typeof policy.format === "string") return policy;
  } catch (error) {
    throw asError(error, store.name);
  }
  const message = `${store.name} wrote a policy that is none: { format, text }`;
  throw new SourceError({ reason: "malformed", message, store: store.name });
}

function isStoreSource(source: Source): source is StoreSource {
  return "store" in source && "refsOf" in source;
}
