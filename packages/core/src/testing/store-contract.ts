import { getOutcome } from "../stores/get-outcomes.ts";
import { readRefs } from "../stores/read-refs.ts";
import { SourceError, type SourceErrorReason } from "../model/errors.ts";
import { formatRef, parseRef } from "../model/ref.ts";
import { isSecret } from "../secret/secret.ts";
import type { Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { check, equal, printed, within } from "./check.ts";
import { isAskedNothing, stopsALoad } from "./store-contract-loads.ts";
import type { Runner } from "./source-contract.ts";
import { refreshCases, troubledLike } from "./store-contract-refreshes.ts";
import { writingCases } from "./store-contract-writes.ts";
import { callContext, type Case, type StoreFixture, type Trouble } from "./store-fixture.ts";

export interface StoreContract {
  /** In the tests' titles. */
  readonly name: string;
  /** Called once a case. Names are of letters, digits and hyphens, which every store takes. */
  readonly create: () => Promise<StoreFixture>;
  /** Cases that this store can't have, each with the reason, which is printed. */
  readonly without?: Readonly<Partial<Record<CaseName, string>>>;
}

export type CaseName = keyof typeof cases;

/**
 * The rules that every store keeps, as tests. Failures count as much as success: a store is troubled in each way that
 * vendors know, and must say so in one vocabulary, in time, and without a value.
 *
 * @example
 * import { describe, test } from "vitest";
 * storeContract({ describe, test }, { name: "etcd", create: async () => fixture() });
 */
export function storeContract(
  { describe, test }: Runner,
  { name, create, without = {} }: StoreContract,
): void {
  describe(`${name} keeps the contract of a store`, () => {
    for (const [title, body] of Object.entries<Case>(cases)) {
      const reason = without[title as CaseName] ?? without[troubledLike[title] as CaseName];
      if (reason !== undefined) {
        process.stdout.write(`${name}: "${title}" is left out: ${reason}\n`);
        continue;
      }
      test(title, async () => {
        const fixture = await create();
        try {
          await body(fixture);
        } finally {
          await fixture.close?.();
          await fixture.store.close?.();
        }
      });
    }
  });
}

const CANARY = "canary-5e1f0c77d2";

const readingCases = {
  async "reads a text"({ store, seed }) {
    await seed("contract-text", CANARY);
    const record = valueOf(await readOne(store, "contract-text"));
    check(isSecret(record.value), "the value is no Secret");
    equal(record.value.reveal(), CANARY, "the value");
    check(record.version !== "" && !/^latest$/i.test(record.version), "the version is not a concrete one");
  },

  async "reads empty text"({ store, seed }) {
    await seed("contract-empty", "");
    equal(valueOf(await readOne(store, "contract-empty")).value.reveal(), "", "the value");
  },

  async "reads unicode"({ store, seed }) {
    const text = 'zażółć 🔑 \u2028 "quotes" \\ 改行\nsecond line';
    await seed("contract-unicode", text);
    equal(valueOf(await readOne(store, "contract-unicode")).value.reveal(), text, "the value");
  },

  async "reads 64 KB"({ store, seed }) {
    const text = "0123456789abcdef".repeat(4096);
    await seed("contract-large", text);
    equal(valueOf(await readOne(store, "contract-large")).value.reveal(), text, "the value");
  },

  async "reads binary values"({ store, seed }) {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await seed("contract-binary", bytes);
    const value = valueOf(await readOne(store, "contract-binary")).value.reveal();
    check(value instanceof Uint8Array, "the value is not bytes");
    equal(Buffer.from(value).toString("hex"), Buffer.from(bytes).toString("hex"), "the bytes");
  },

  async "reads an older version"({ store, seed }) {
    const first = await seed("contract-versions", `${CANARY}-1`);
    const second = await seed("contract-versions", `${CANARY}-2`);
    check(first !== second, "two values have one version");
    const current = valueOf(await readOne(store, "contract-versions"));
    equal(current.version, second, "the current version");
    equal(current.value.reveal(), `${CANARY}-2`, "the current value");
    const older = valueOf(await readOne(store, formatRef({ name: "contract-versions", version: first })));
    equal(older.value.reveal(), `${CANARY}-1`, "the older value");
    equal(older.version, first, "the older version");
  },

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

  async "ends at the deadline when nothing answers"({ store, seed, trouble }) {
    await seed("contract-hanging", CANARY);
    await trouble("contract-hanging", "hanging");
    const { error } = await within(400, "a deadline of 300 ms", () =>
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
    const { error } = await within(50, "an abort", () => reading);
    equal(error?.reason, "aborted", "the reason");
  },

  async "says whether its time or its caller ended it"({ store, seed }) {
    await seed("contract-ended", CANARY);
    const ends = { timeout: new DOMException("The time is over", "TimeoutError"), aborted: undefined };
    for (const [reason, by] of Object.entries(ends)) {
      const { error } = await getOutcome(
        store,
        { name: "contract-ended" },
        callContext(AbortSignal.abort(by)),
      );
      equal(error?.reason, reason, "the reason");
    }
  },

  async "says whether a running call was ended by its time or its caller"({ store, seed, trouble }) {
    await seed("contract-hanging", CANARY);
    await trouble("contract-hanging", "hanging");
    const ends = { timeout: new DOMException("The time is over", "TimeoutError"), aborted: undefined };
    for (const [reason, by] of Object.entries(ends)) {
      const controller = new AbortController();
      const reading = getOutcome(store, { name: "contract-hanging" }, callContext(controller.signal));
      setTimeout(() => controller.abort(by), 50);
      equal((await reading).error?.reason, reason, "the reason");
    }
  },

  async "is asked nothing when an earlier source has all"({ store }) {
    await isAskedNothing(store);
  },

  async "answers 21 refs at once, each its own"({ store, seed }) {
    const names = Array.from({ length: 21 }, (_, index) => `contract-many-${index}`);
    for (const name of names) await seed(name, `${CANARY}-${name}`);
    const outcomes = await readRefs(store, names.map(parseRef), callContext());
    for (const name of names)
      equal(outcomes.get(name)?.value?.value.reveal(), `${CANARY}-${name}`, `the value of ${name}`);
  },

  async "grants no name that can't be asked for"({ store }) {
    for (const name of UNASKABLE) {
      const { error } = await getOutcome(store, { name }, callContext());
      const isRefused = error?.reason === "invalid-ref";
      if (isRefused) check(!hasPolicy(store, name), `there is a policy for ${JSON.stringify(name)}`);
    }
  },

  async "answers nineteen when one of twenty is missing"({ store, seed }) {
    const names = Array.from({ length: 20 }, (_, index) => `contract-some-${index}`);
    for (const name of names.slice(1)) await seed(name, CANARY);
    const outcomes = await readRefs(store, names.map(parseRef), callContext());
    equal(outcomes.get(names[0] ?? "")?.error?.reason, "not-found", "the reason of the missing one");
    for (const name of names.slice(1))
      equal(outcomes.get(name)?.value?.value.reveal(), CANARY, `the value of ${name}`);
  },
} satisfies Record<string, Case>;

/** A name that a shell, a policy's language or a path would read as something else. */
const UNASKABLE = [
  "",
  "$(id)",
  "`id`",
  'a"b',
  "a'b",
  "a\nb",
  "*",
  "a/*",
  "a/+/b",
  "${a}",
  "{{a}}",
  "../a",
  "a//b",
];

function hasPolicy(store: SecretStore, name: string): boolean {
  try {
    return store.policy?.([{ ref: { name }, can: "read" }]) !== undefined;
  } catch (error) {
    check(error instanceof SourceError && error.reason === "invalid-ref", "policy() throws something else");
    return false;
  }
}

const cases = { ...readingCases, ...writingCases, ...refreshCases };

async function readOne(
  store: SecretStore,
  ref: string,
  { timeoutMs, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Outcome<SecretRecord>> {
  const outcomes = await readRefs(store, [parseRef(ref)], callContext(signal, timeoutMs));
  const [outcome] = outcomes.values();
  check(outcome !== undefined, "no outcome");
  return outcome;
}

export function valueOf(outcome: Outcome<SecretRecord>): SecretRecord {
  check(outcome.value !== undefined, `the read failed: ${outcome.error?.reason}`);
  return outcome.value;
}

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
