import type { SecretStore } from "../contract/store.ts";
import { SourceError, type SourceErrorReason } from "../model/errors.ts";
import { formatRef, parseRef } from "../model/ref.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import { callContext } from "./call-context.ts";
import { CANARY } from "./canary.ts";
import { check, equal, printed, takesAtMost } from "./check.ts";
import { stopsALoad } from "./store-contract-loads.ts";
import { readOne } from "./store-contract-reads.ts";
import type { Case, StoreFixture, Trouble } from "./store-fixture.ts";

/** How a store fails: with the true reason, in time, and without a value. */
export const failureCases = {
  async "says not-found for a secret that isn't there"({ store }) {
    await failsWith(store, "contract-missing", ["not-found"]);
  },

  async "says not-found for a version that isn't there"({ store, seed }) {
    const version = await seed("contract-versions", CANARY);
    const missing = /^\d+$/.test(version)
      ? "999"
      : version.replace(/[0-9a-f]/g, (digit) => (digit === "0" ? "1" : "0"));
    await failsWith(store, formatRef({ name: "contract-versions", version: missing }), ["not-found"]);
  },

  async "says denied"(fixture) {
    await troubled(fixture, "denied", ["denied"]);
  },

  async "says unauthenticated"(fixture) {
    await troubled(fixture, "unauthenticated", ["unauthenticated"]);
  },

  async "says disabled"(fixture) {
    await troubled(fixture, "disabled", ["disabled"]);
  },

  async "says destroyed"(fixture) {
    await troubled(fixture, "destroyed", ["destroyed"]);
  },

  async "says throttled"(fixture) {
    check((await troubled(fixture, "throttled", ["throttled"])).retryable, "throttled is not retryable");
  },

  async "says unavailable"(fixture) {
    check(
      (await troubled(fixture, "unavailable", ["unavailable"])).retryable,
      "unavailable is not retryable",
    );
  },

  async "says malformed for an answer that makes no sense"(fixture) {
    await troubled(fixture, "malformed", ["malformed", "unavailable"]);
  },

  /** A load would go on with a default. */
  async "takes no other's 404 for a secret that isn't there"(fixture) {
    await troubled(fixture, "stranger", ["malformed", "unavailable", "unknown", "invalid-ref"]);
  },

  async "ends at the deadline when nothing answers"({ store, seed, trouble }) {
    await seed("contract-hanging", CANARY);
    await trouble("contract-hanging", "hanging");
    const { error } = await takesAtMost(400, "a deadline of 300 ms", () =>
      readOne(store, "contract-hanging", { timeoutMs: 300 }),
    );
    equal(error?.reason, "timeout", "the reason");
    await stopsALoad(store, "contract-hanging", ["timeout"]);
  },

  async "ends when it is aborted"({ store, seed, trouble }) {
    await seed("contract-hanging", CANARY);
    await trouble("contract-hanging", "hanging");
    const controller = new AbortController();
    const reading = readOne(store, "contract-hanging", { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort();
    const { error } = await takesAtMost(50, "an abort", () => reading);
    equal(error?.reason, "aborted", "the reason");
  },

  async "says whether its time or its caller ended it"({ store, seed }) {
    await seed("contract-ended", CANARY);
    const ends = { timeout: new DOMException("The time is over", "TimeoutError"), aborted: undefined };
    for (const [reason, by] of Object.entries(ends)) {
      const context = callContext(AbortSignal.abort(by));
      const { error } = await getOutcome(store, { name: "contract-ended" }, context);
      equal(error?.reason, reason, "the reason");
    }
  },

  async "says whether a running call was ended by its time or its caller"({ store, seed, trouble }) {
    await seed("contract-hanging", CANARY);
    await trouble("contract-hanging", "hanging");
    const ends = { timeout: new DOMException("The time is over", "TimeoutError"), aborted: undefined };
    for (const [reason, by] of Object.entries(ends)) {
      const controller = new AbortController();
      const context = callContext(controller.signal);
      const reading = getOutcome(store, { name: "contract-hanging" }, context);
      setTimeout(() => controller.abort(by), 50);
      equal((await reading).error?.reason, reason, "the reason");
    }
  },
} satisfies Record<string, Case>;

/** One attempt: how often core repeats it is not the adapter's doing. */
async function failsWith(
  store: SecretStore,
  ref: string,
  reasons: readonly SourceErrorReason[],
  hidden: readonly string[] = [],
): Promise<SourceError> {
  const error: unknown = await store.get(parseRef(ref), callContext()).catch((thrown: unknown) => thrown);
  check(error instanceof SourceError, "the failure is no SourceError");
  check(reasons.includes(error.reason), `the reason is ${error.reason}, not ${reasons.join(" or ")}`);
  for (const secret of [CANARY, ...hidden])
    check(!printed(error).includes(secret), "the error shows a value or a token");
  return error;
}

async function troubled(
  { store, seed, trouble, hidden }: StoreFixture,
  how: Trouble,
  reasons: readonly SourceErrorReason[],
): Promise<SourceError> {
  await seed("contract-troubled", CANARY);
  await trouble("contract-troubled", how);
  const error = await failsWith(store, "contract-troubled", reasons, hidden);
  await stopsALoad(store, "contract-troubled", reasons);
  return error;
}
