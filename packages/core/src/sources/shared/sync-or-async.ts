import { sleep } from "../../util/abort.ts";
import { isSourceError, type SourceError } from "../../model/errors.ts";
import { isSetting, type Place } from "../../model/setting.ts";
import type { ReadContext, Reading, SyncSource } from "../../contract/source.ts";
import { importOnUse, type PackageOnUse, requireOnUse } from "./on-use.ts";

/**
 * A reading that may have to wait, written once. As a generator it runs the same with and without promises: the caller
 * that drives it answers its questions, by a timer and `import()` or by a blocking sleep and `require()`.
 */
export type SyncOrAsync<T> = Generator<Step, T, unknown>;

type Step = { readonly waitMs: number } | { readonly onUse: PackageOnUse<object> };

export interface SteppedSource extends Omit<SyncSource, "read" | "readSync"> {
  readonly steps: (wanted: readonly Place[], context: ReadContext) => SyncOrAsync<Reading>;
}

/** A source out of its steps. A SourceError that they throw is a failure of every setting, at the place that it names. */
export function syncOrAsyncSource({ steps, ...source }: SteppedSource): SyncSource {
  const run = function* (wanted: readonly Place[], context: ReadContext): SyncOrAsync<Reading> {
    try {
      return yield* steps(wanted, context);
    } catch (error) {
      if (isSourceError(error)) return failedReading(error, wanted, source.name);
      throw error;
    }
  };
  return {
    ...source,
    read: (wanted, context) => drive(run(wanted, context), context),
    readSync: (wanted, context) => driveSync(run(wanted, context)),
  };
}

function failedReading(error: SourceError, wanted: readonly Place[], source: string): Reading {
  const origin = { source: error.store ?? source, ...(error.ref !== undefined && { location: error.ref }) };
  return { answers: wanted.filter(isSetting).map(({ path }) => ({ path, error, origin })) };
}

/** Waits, and goes on early when the load is given up: then it is the step's to look at its signal. */
export function* wait(waitMs: number): SyncOrAsync<void> {
  yield { waitMs };
}

/** An npm package, loaded on use; `undefined` where it is not installed. */
export function* loadOnUse<Module extends object>(
  onUse: PackageOnUse<Module>,
): SyncOrAsync<Module | undefined> {
  return (yield { onUse }) as Module | undefined;
}

export async function drive<T>(steps: SyncOrAsync<T>, context: Pick<ReadContext, "signal">): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    step = steps.next(
      "onUse" in value
        ? await importOnUse(value.onUse)
        : await sleep(value.waitMs, context.signal).catch(() => undefined),
    );
  }
  return step.value;
}

export function driveSync<T>(steps: SyncOrAsync<T>): T {
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    step = steps.next("onUse" in value ? requireOnUse(value.onUse) : sleepSync(value.waitMs));
  }
  return step.value;
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
