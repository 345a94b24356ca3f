import {
  type CallContext,
  failureFor,
  formatRef,
  type Outcome,
  type SecretRecord,
  type SecretRef,
  type SecretStore,
  SourceError,
  valueOf,
} from "@confide/core/adapter";

import { type Outcomes, readBatch } from "./batch.ts";
import type { AwsCalls } from "./calls.ts";
import { isUnknownCall } from "./common-faults.ts";
import { failure } from "./errors.ts";
import { checkName, nameFailure, versionIn } from "./names.ts";
import { recordOf } from "./record.ts";

/** What fails for one ref can fail a batch as a whole, and what forbids batches forbids no single read. */
const ONE_BY_ONE: ReadonlySet<SourceError["reason"]> = new Set<SourceError["reason"]>([
  "denied",
  "not-found",
  "disabled",
  "invalid-ref",
  "unknown",
]);

/** Current versions go in batches, which know no other; a version, or a secret alone, is read by itself. */
export function reader(aws: AwsCalls, batch = true): Required<Pick<SecretStore, "get" | "getMany">> {
  // BatchGetSecretValue takes a permission of its own, which many readers lack. Some emulators don't know it.
  let isBatchOff = !batch;

  async function readTogether(refs: readonly SecretRef[], context: CallContext, outcomes: Outcomes) {
    if (refs.length === 0) return;
    const failed = await readBatch(aws, refs, context, outcomes);
    isBatchOff ||= failed !== undefined && (failed.reason === "denied" || isUnknownCall(failed));
    const left = refs.filter((ref) => !outcomes.has(ref));
    // Unanswered although nothing failed: the single read's word counts, since a guess could let a default through.
    if (!failed || ONE_BY_ONE.has(failed.reason)) return readSingly(aws, left, context, outcomes);
    for (const ref of left) outcomes.set(ref, { error: failureFor(formatRef(ref), failed) });
  }

  return {
    async get(ref, context) {
      checkName(ref.name);
      return valueOf(await readOne(aws, ref, context));
    },

    async getMany(refs, context) {
      const outcomes: Outcomes = new Map();
      const valid = refs.filter((ref) => isValid(ref, outcomes));
      const current = valid.filter(({ version }) => version === undefined);
      const together = current.length > 1 && !isBatchOff ? current : [];
      const single = valid.filter((ref) => !together.includes(ref));
      await Promise.all([
        readTogether(together, context, outcomes),
        readSingly(aws, single, context, outcomes),
      ]);
      return refs.map((ref) => outcomes.get(ref) ?? { error: unanswered(ref) });
    },
  };
}

function isValid(ref: SecretRef, outcomes: Outcomes): boolean {
  const error = nameFailure(ref.name);
  if (error) outcomes.set(ref, { error });
  return !error;
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
    if (error instanceof SourceError) return { error };
    throw error;
  }
}

function unanswered(ref: SecretRef): SourceError {
  return failure("malformed", formatRef(ref), "it was not answered");
}
