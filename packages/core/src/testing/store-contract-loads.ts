import { ConfigError } from "../report/config-error.ts";
import type { SourceErrorReason } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig } from "../load/load.ts";
import { contractSchemas } from "./contract-schemas.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretStore } from "../contract/store.ts";
import { check, equal, takesAtMost } from "./check.ts";
import { countedStore } from "./counted-store.ts";

const next = memory({ value: "the next source's" });
/** What a load has where nothing answers, and where something does: that may be on a busy machine. */
export function loadTimeoutMs(reasons: readonly SourceErrorReason[]): number {
  return reasons.includes("timeout") ? 300 : 1_500;
}

/**
 * A failure stops the load within its deadline and 100 ms more, with the true reason: neither the default nor the next
 * source is in. Within `optional()` they do, and `explain` shows it.
 */
export async function stopsALoad(
  store: SecretStore,
  ref: string,
  reasons: readonly SourceErrorReason[],
): Promise<void> {
  const source = fromStore(store, { refs: { value: ref } });
  const { valueOrDefault: schema } = await contractSchemas();
  // What is let pass is looked at below, and not by the person who runs this suite.
  const timeoutMs = loadTimeoutMs(reasons);
  const options = { timeoutMs, onWarning: () => {} };
  const error: unknown = await takesAtMost(timeoutMs + 100, `a load of ${timeoutMs} ms`, () =>
    loadConfig({ schema, sources: [source, next] }, options).catch((thrown: unknown) => thrown),
  );
  check(error instanceof ConfigError, "the load went on");
  const [problem, ...others] = error.problems;
  equal(others.length, 0, "the number of other problems");
  check(
    problem?.kind === "failed" && reasons.includes(problem.reason ?? "unknown"),
    `the load's reason is ${problem?.reason}`,
  );

  const config = await loadConfig({ schema, sources: [optional(source), next] }, options);
  equal(config.value.reveal(), "the next source's", "the value where the store is optional");
  check(explain(config)[0]?.warning !== undefined, "explain does not show what was let pass");
}

/** No call, and so no SDK, for what an earlier source has. */
export async function isAskedNothing(store: SecretStore): Promise<void> {
  const { counted, calls } = countedStore(store);
  const { valueOrDefault: schema } = await contractSchemas();
  await loadConfig({ schema, sources: [next, fromStore(counted)] });
  equal(calls(), 0, "the number of calls");
}
