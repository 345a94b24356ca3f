import { withdraw } from "./ending.ts";
import { locked, type AbortRotationOptions } from "./locked.ts";
import { noteOf } from "./record.ts";
import { type Run, runOf } from "./run.ts";
import { pendingIn } from "./situation.ts";

export interface AbortRotationResult {
  /** `too-late`: the new value is current; to go back is a rotation of its own. */
  readonly outcome: "aborted" | "too-late" | "nothing";
  readonly rotationId?: string;
}

/**
 * Gives up a rotation that is not promoted yet: its value is revoked and retired, the current one stays.
 *
 * @throws RotationError if it can't go on, SourceError if the store can't be used
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { abortRotation, randomKey } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const { outcome } = await abortRotation({ store, name: "prod/api-key", issuer: randomKey() });
 * console.log(outcome); // nothing
 * ```
 */
export async function abortRotation(options: AbortRotationOptions): Promise<AbortRotationResult> {
  const abortion = await locked(options, async (held) => abort(runOf(options, held), options));
  return abortion ?? { outcome: "nothing" };
}

async function abort(run: Run, { issuer }: AbortRotationOptions): Promise<AbortRotationResult> {
  const situation = await run.look();
  const { begun, current, description, promoted, graces } = situation;
  const pending = begun?.to ?? pendingIn(description);
  const [done] = [...promoted, ...graces.map(({ record }) => record)];
  if (begun === undefined && done) return { outcome: "too-late", rotationId: done.rotationId };
  if (pending === undefined) return { outcome: "nothing" };
  const rotationId = run.rotationIdOf(current);
  const record = begun ?? { rotationId, base: current, attempt: 1, graceMs: 0 };
  // Its key is spent first: a rotator that is still at it can then neither find the value nor put it again.
  const { to: _to, newHandle: _handle, ...next } = record;
  await run.calls.annotate(noteOf({ ...next, attempt: record.attempt + 1 }));
  await withdraw(situation, { ...record, to: pending }, { run, issuer });
  return { outcome: "aborted", rotationId };
}
