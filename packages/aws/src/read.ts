import {
  type CallContext,
  formatRef,
  type Outcome,
  type SecretRecord,
  type SecretRef,
  type SecretStore,
  StoreError,
} from "@confide/core";

import { type Outcomes, readBatch } from "./batch.ts";
import type { AwsCalls } from "./calls.ts";
import { failure, failureFor } from "./failure.ts";
import { nameFailure, versionIn } from "./name.ts";
import { recordOf } from "./record.ts";

/** What fails for one ref can fail a batch as a whole, and what forbids batches forbids no single read. */
const ONE_BY_ONE: ReadonlySet<StoreError["reason"]> = new Set<StoreError["reason"]>([
  "denied",
  "not-found",
  "disabled",
  "invalid-ref",
  "unknown",
]);

/** Current versions go in batches, which know no other; a version, or a secret alone, is read by itself. */
export function reader(aws: AwsCalls): SecretStore["read"] {
  let batchDenied = false; // BatchGetSecretValue takes a permission of its own, which many readers lack

  return async (refs, context) => {
    const outcomes: Outcomes = new Map();
    const valid = refs.filter((ref) => {
      const error = nameFailure(ref.name);
      if (error) outcomes.set(ref, { error });
      return !error;
    });
    const current = valid.filter(({ version }) => version === undefined);
    const batch = current.length > 1 && !batchDenied ? current : [];
    const [failed] = await Promise.all([
      batch.length > 0 ? readBatch(aws, batch, context, outcomes) : undefined,
      readSingly(
        aws,
        valid.filter((ref) => !batch.includes(ref)),
        context,
        outcomes,
      ),
    ]);
    batchDenied ||= failed?.reason === "denied";
    // Unanswered although nothing failed: the single read's word counts, since a guess could let a default through.
    const left = batch.filter((ref) => !outcomes.has(ref));
    if (!failed || ONE_BY_ONE.has(failed.reason)) await readSingly(aws, left, context, outcomes);
    else for (const ref of left) outcomes.set(ref, { error: failureFor(formatRef(ref), failed) });
    return refs.map((ref) => outcomes.get(ref) ?? { error: unanswered(ref) });
  };
}

async function readSingly(
  aws: AwsCalls,
  refs: readonly SecretRef[],
  context: CallContext,
  outcomes: Outcomes,
): Promise<void> {
  await Promise.all(refs.map(async (ref) => outcomes.set(ref, await readOne(aws, ref, context))));
}

async function readOne(aws: AwsCalls, ref: SecretRef, context: CallContext): Promise<Outcome<SecretRecord>> {
  const about = { action: "GetSecretValue", name: ref.name, ref: formatRef(ref) };
  try {
    const answer = await aws.call(about, context, ({ client, sdk }, options) =>
      client.send(new sdk.GetSecretValueCommand({ SecretId: ref.name, ...versionIn(ref) }), options),
    );
    return recordOf(answer, ref);
  } catch (error) {
    if (error instanceof StoreError) return { error };
    throw error;
  }
}

function unanswered(ref: SecretRef): StoreError {
  return failure("malformed", formatRef(ref), "it was not answered");
}
