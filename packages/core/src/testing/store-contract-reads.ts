import type { Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { SourceError } from "../model/errors.ts";
import { formatRef, parseRef } from "../model/ref.ts";
import { isSecret } from "../secret/secret.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import { readRefs } from "../stores/read-refs.ts";
import { callContext } from "./call-context.ts";
import { CANARY } from "./canary.ts";
import { check, equal } from "./check.ts";
import { isAskedNothing } from "./store-contract-loads.ts";
import type { Case } from "./store-fixture.ts";

/** What a store answers: each kind of value, older versions, and many at once. */
export const readingCases = {
  async "reads a text"({ store, seed }) {
    await seed("contract-text", CANARY);
    const record = recordOf(await readOne(store, "contract-text"));
    check(isSecret(record.value), "the value is no Secret");
    equal(record.value.reveal(), CANARY, "the value");
    check(record.version !== "" && !/^latest$/i.test(record.version), "the version is not a concrete one");
  },

  async "reads empty text"({ store, seed }) {
    await seed("contract-empty", "");
    equal(recordOf(await readOne(store, "contract-empty")).value.reveal(), "", "the value");
  },

  async "reads unicode"({ store, seed }) {
    const text = 'zażółć 🔑 \u2028 "quotes" \\ 改行\nsecond line';
    await seed("contract-unicode", text);
    equal(recordOf(await readOne(store, "contract-unicode")).value.reveal(), text, "the value");
  },

  async "reads 64 KB"({ store, seed }) {
    const text = "0123456789abcdef".repeat(4096);
    await seed("contract-large", text);
    equal(recordOf(await readOne(store, "contract-large")).value.reveal(), text, "the value");
  },

  async "reads binary values"({ store, seed }) {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await seed("contract-binary", bytes);
    const value = recordOf(await readOne(store, "contract-binary")).value.reveal();
    check(value instanceof Uint8Array, "the value is not bytes");
    equal(Buffer.from(value).toString("hex"), Buffer.from(bytes).toString("hex"), "the bytes");
  },

  async "reads an older version"({ store, seed }) {
    const first = await seed("contract-versions", `${CANARY}-1`);
    const second = await seed("contract-versions", `${CANARY}-2`);
    check(first !== second, "two values have one version");
    const current = recordOf(await readOne(store, "contract-versions"));
    equal(current.version, second, "the current version");
    equal(current.value.reveal(), `${CANARY}-2`, "the current value");
    const older = recordOf(await readOne(store, formatRef({ name: "contract-versions", version: first })));
    equal(older.value.reveal(), `${CANARY}-1`, "the older value");
    equal(older.version, first, "the older version");
  },

  async "is asked nothing when an earlier source has all"({ store }) {
    await isAskedNothing(store);
  },

  async "tells its time once it has answered, if it has a clock"({ store, seed }) {
    if (!store.now) return;
    await seed("contract-time", CANARY);
    const { createdAt } = recordOf(await readOne(store, "contract-time"));
    const toldMs = store.now();
    check(Number.isInteger(toldMs), "after an answer, now() is not in whole milliseconds");
    check((store.now() ?? -Infinity) >= (toldMs ?? 0), "its time goes backwards");
    if (createdAt) check(isPast(createdAt, toldMs), "what was read was made after its time");
  },

  async "answers 21 refs at once, each its own"({ store, seed }) {
    const names = Array.from({ length: 21 }, (_, index) => `contract-many-${index}`);
    for (const name of names) await seed(name, `${CANARY}-${name}`);
    const outcomes = await readRefs(store, names.map(parseRef), readBounds());
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
    const outcomes = await readRefs(store, names.map(parseRef), readBounds());
    equal(outcomes.get(names[0] ?? "")?.error?.reason, "not-found", "the reason of the missing one");
    for (const name of names.slice(1))
      equal(outcomes.get(name)?.value?.value.reveal(), CANARY, `the value of ${name}`);
  },
} satisfies Record<string, Case>;

/** Whether a store's time, which may be told to the second, is after the making of a version. */
export function isPast(createdAt: Date, nowMs: number | undefined): boolean {
  return createdAt.getTime() <= (nowMs ?? -Infinity) + 1_000;
}

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

function readBounds({ timeoutMs = 10_000, signal = new AbortController().signal } = {}) {
  return { signal, deadlineMs: Date.now() + timeoutMs };
}

export async function readOne(
  store: SecretStore,
  ref: string,
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Outcome<SecretRecord>> {
  const outcomes = await readRefs(store, [parseRef(ref)], readBounds(options));
  const [outcome] = outcomes.values();
  check(outcome !== undefined, "no outcome");
  return outcome;
}

function recordOf(outcome: Outcome<SecretRecord>): SecretRecord {
  check(outcome.value !== undefined, `the read failed: ${outcome.error?.reason}`);
  return outcome.value;
}
