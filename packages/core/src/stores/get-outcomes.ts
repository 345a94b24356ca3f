import type { CallContext, Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { asError, SourceError } from "../model/errors.ts";
import { formatRef, type SecretRef } from "../model/ref.ts";

/**
 * Reads several secrets, each once, as the store's limits say. One outcome for each ref, in their order.
 *
 * @example
 * ```ts
 * import { getOutcomes } from "@confide/core/adapter";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const context = { signal: AbortSignal.timeout(1_000), deadlineMs: Date.now() + 1_000, attempt: 1 };
 * const refs = [{ name: "prod/a" }, { name: "prod/b" }];
 * for (const { error } of await getOutcomes(memoryStore(), refs, context)) console.log(error?.reason);
 * ```
 */
export async function getOutcomes(
  store: SecretStore,
  refs: readonly SecretRef[],
  context: CallContext,
): Promise<readonly Outcome<SecretRecord>[]> {
  const outcomes = new Map<SecretRef, Outcome<SecretRecord>>();
  await forEachBatch(store, refs, async (batch) => {
    const found = await getBatch(store, batch, context);
    for (const [index, outcome] of found.entries()) outcomes.set(batch[index] as SecretRef, outcome);
  });
  return refs.map((ref) => outcomes.get(ref) ?? noOutcome(store.name, ref));
}

/**
 * Reads one secret. What `get` rejects with is the outcome.
 *
 * @example
 * ```ts
 * import { getOutcome } from "@confide/core/adapter";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const context = { signal: AbortSignal.timeout(1_000), deadlineMs: Date.now() + 1_000, attempt: 1 };
 * const { value, error } = await getOutcome(memoryStore(), { name: "prod/a" }, context);
 * console.log(value?.version ?? error?.reason); // not-found
 * ```
 */
export async function getOutcome(
  store: SecretStore,
  ref: SecretRef,
  context: CallContext,
): Promise<Outcome<SecretRecord>> {
  try {
    return checked({ value: await store.get(ref, context) }, store.name, ref);
  } catch (error) {
    return { error: asError(error, store.name, formatRef(ref)) };
  }
}

/** Calls `work` for each batch that the store takes in one call, as many at once as its limits allow. */
export async function forEachBatch(
  store: SecretStore,
  refs: readonly SecretRef[],
  work: (batch: readonly SecretRef[]) => Promise<void>,
): Promise<void> {
  const batches = chunks(refs, store.getMany ? Math.min(store.limits.batch ?? Infinity, refs.length) : 1);
  const worker = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await work(batch);
  };
  await Promise.all(Array.from({ length: Math.min(store.limits.concurrency, batches.length) }, worker));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** One call for all of these, or one for each where the store has no `getMany`. One outcome for each ref. */
export async function getBatch(
  store: SecretStore,
  refs: readonly SecretRef[],
  context: CallContext,
): Promise<readonly Outcome<SecretRecord>[]> {
  if (!store.getMany || refs.length === 1)
    return Promise.all(refs.map(async (ref) => getOutcome(store, ref, context)));
  const outcomes: readonly Outcome<SecretRecord>[] | undefined = await store.getMany(refs, context);
  return refs.map((ref, index) => checked(outcomes?.[index], store.name, ref));
}

/** A store of somebody else's may return anything, also an error of its client in place of a SourceError. */
function checked(
  outcome: Partial<Outcome<Partial<SecretRecord>>> | undefined,
  store: string,
  ref: SecretRef,
): Outcome<SecretRecord> {
  if (outcome?.error !== undefined) return { error: asError(outcome.error, store, formatRef(ref)) };
  return outcome?.value?.value === undefined ? noOutcome(store, ref) : (outcome as Outcome<SecretRecord>);
}

/**
 * The value of an outcome. Throws its error.
 *
 * @example
 * ```ts
 * import { getOutcome, valueOf } from "@confide/core/adapter";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const context = { signal: AbortSignal.timeout(1_000), deadlineMs: Date.now() + 1_000, attempt: 1 };
 * const outcome = await getOutcome(memoryStore({ "prod/a": "…" }), { name: "prod/a" }, context);
 * console.log(valueOf(outcome).version);
 * ```
 */
export function valueOf<T>({ value, error }: Outcome<T>): T {
  if (error) throw error;
  return value;
}

/** An answer that leaves a ref out has not said that it is missing. */
export function noOutcome(name: string, ref: SecretRef): { readonly error: SourceError } {
  const message = `${name} gave no outcome for ${formatRef(ref)}`;
  return { error: new SourceError({ reason: "malformed", message, store: name, ref: formatRef(ref) }) };
}
