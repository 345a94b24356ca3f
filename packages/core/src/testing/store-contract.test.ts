import { expect, test, vi } from "vitest";

import type { PutOptions, SecretDescription, SecretRecord } from "../contract/store.ts";
import { SourceError, type SourceErrorReason } from "../model/errors.ts";
import type { SecretRef } from "../model/ref.ts";
import { Secret } from "../secret/secret.ts";
import { getOutcome } from "../stores/get-outcomes.ts";
import { memoryStore, type MemoryStore } from "./memory-store.ts";
import { storeContract, type StoreContract } from "./store-contract.ts";
import type { StoreFixture } from "./store-fixture.ts";

// A contract that a wrong store passes is none. Its cases are run here on stores that break one rule each.

type Break = (fixture: StoreFixture) => StoreFixture;

function fixture(): StoreFixture {
  const store = memoryStore();
  return {
    store,
    hidden: ["token-71c0ffee"],
    seed: async (name, value) => {
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
      return (await store.put(name, new Secret(value), options, context)).version;
    },
    trouble: async (name, trouble) =>
      store.fail(name, trouble === "hanging" ? "hang" : trouble === "stranger" ? "malformed" : trouble),
  };
}

const CHANGES = ["put", "promote", "annotate", "retire", "delete"] as const;
const READS = ["get", "getMany", "describe", "list"] as const;

/** What changes something takes a while here, and a call that is made meanwhile is noted. */
function slow(whole: StoreFixture, early: (call: string) => void): StoreFixture {
  let waiting = 0;
  const noting =
    <Values extends unknown[], Result>(call: string, method: (...values: Values) => Promise<Result>, isChange: boolean) =>
    async (...values: Values): Promise<Result> => {
      if (waiting > 0) early(call);
      if (isChange) waiting++;
      try {
        if (isChange) await new Promise((resolve) => setTimeout(resolve, 2));
        return await method(...values);
      } finally {
        if (isChange) waiting--;
      }
    };
  const store = whole.store as MemoryStore;
  const changed = (names: readonly (keyof MemoryStore)[], isChange: boolean) =>
    names.map((name) => [name, noting(name, store[name] as () => Promise<unknown>, isChange)] as const);
  return {
    ...whole,
    store: { ...store, ...Object.fromEntries([...changed(CHANGES, true), ...changed(READS, false)]) },
    seed: noting("seed", whole.seed, true),
    trouble: noting("trouble", whole.trouble, true),
    close: async () => void (waiting > 0 && early("close")),
  };
} // prettier-ignore

/** The cases, by their titles. */
function casesOn(create: () => StoreFixture, without?: StoreContract["without"]) {
  const cases = new Map<string, () => Promise<void>>();
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => void cases.set(title, body),
  };
  storeContract(runner, { name: "it", create: async () => create(), ...(without && { without }) });
  return cases;
}

/** What one case says of a store. */
async function complaint(title: string, breaking: Break): Promise<string | undefined> {
  const run = casesOn(() => breaking(fixture())).get(title);
  if (!run) throw new Error(`There is no case "${title}"`);
  return run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );
}

/** A store of which some methods are others. */
function overriding(change: (store: MemoryStore) => Partial<MemoryStore>): Break {
  return (whole) => {
    const store = whole.store as MemoryStore;
    return { ...whole, store: { ...store, ...change(store) } };
  };
}

/** What is read is something else, however it is asked for. */
function reading(change: (record: SecretRecord, ref: SecretRef) => Partial<SecretRecord>): Break {
  return overriding((store) => {
    const get: MemoryStore["get"] = async (ref, context) => {
      const record = await store.get(ref, context);
      return { ...record, ...change(record, ref) };
    };
    return {
      get,
      getMany: async (refs, context) => Promise.all(refs.map((ref) => getOutcome({ ...store, get }, ref, context))),
    };
  });
} // prettier-ignore

const other = reading(() => ({ value: new Secret("something else") }));
const invalid = async () => {
  throw new SourceError({ reason: "unknown", message: "it can't" });
};
const failingWith = (reason: SourceErrorReason, message = "it can't", cause?: unknown): Break =>
  overriding(() => {
    const get = async () => {
      throw new SourceError({ reason, message, store: "it", cause });
    };
    return { get, getMany: get };
  });
/** Troubled once; then it has nothing of that name. */
const troubledOnce: Break = overriding((store) => {
  let calls = 0;
  const get: MemoryStore["get"] = async (ref, context) => {
    if (calls++ === 0) return store.get(ref, context);
    throw new SourceError({ reason: "not-found", message: "it isn't there" });
  };
  return { get, getMany: async (refs, context) => Promise.all(refs.map((ref) => getOutcome({ ...store, get }, ref, context))) };
}); // prettier-ignore
const untroubled: Break = (whole) => ({ ...whole, trouble: async () => {} });
const differs = (what: string) => `${what} is not what the contract says`;

/** Every call that changes something does nothing, the second time. */
function onlyOnce(name: "promote" | "retire"): Break {
  return overriding((store) => {
    let calls = 0;
    const method = async (...values: never[]) =>
      calls++ > 0 ? invalid() : (Reflect.apply(store[name], store, values) as Promise<void>);
    return { [name]: method };
  });
} // prettier-ignore

const ignoring = (name: "put" | "promote" | "annotate" | "retire" | "delete"): Break =>
  overriding(() => ({ [name]: async () => ({ version: "1" }) }));

/** `put` with other options than it is given. */
const putting = (change: (options: PutOptions) => PutOptions): Break =>
  overriding((store) => ({
    put: (name, value, options, context) => store.put(name, value, change(options), context),
  }));

const describing = (change: (description: SecretDescription) => Partial<SecretDescription>): Break =>
  overriding((store) => ({
    describe: async (name, context) => {
      const description = await store.describe(name, context);
      return { ...description, ...change(description) };
    },
  }));

const NO_TYPE_ERROR = "a put of what is no Secret of a string or of bytes is no TypeError";

/** `put` that refuses, in words of its own. */
function refusingPut(words: (store: MemoryStore, value: unknown) => Promise<string>): Break {
  return overriding((store) => ({
    put: async (_, value) => {
      throw new TypeError(await words(store, value));
    },
  }));
}

async function keepsAnything(store: MemoryStore): Promise<string> {
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
  await store.put("contract-odd", new Secret("kept"), options, context);
  return "refused";
}

const withoutExpect = putting(({ idempotencyKey, stage }) => ({ idempotencyKey, stage }));
const withNewKeys = putting((options) => ({ ...options, idempotencyKey: crypto.randomUUID() }));
const alwaysCurrent = putting((options) => ({ ...options, stage: "current" }));

test("has these cases, and a store that keeps the contract passes each", async () => {
  const cases = casesOn(fixture);
  expect([...cases.keys()]).toEqual(TITLES);
  for (const [title, run] of cases) expect([title, await run().catch(String)]).toEqual([title, undefined]);
}); // prettier-ignore

test("each case waits for what it has changed, but for the race", async () => {
  const early: string[] = [];
  const titles = [...casesOn(fixture).keys()];
  const results = await Promise.all(
    titles.map(async (title) => {
      const run = casesOn(() => slow(fixture(), (call) => early.push(`${title}: ${call}`))).get(title);
      return [title, await run?.().catch(String)];
    }),
  );
  expect(results).toEqual(TITLES.map((title) => [title, undefined]));
  expect(early).toEqual(["lets one of two writers win: put"]);
}); // prettier-ignore

const TITLES = [
  "reads a text", "reads empty text", "reads unicode", "reads 64 KB", "reads binary values", "reads an older version",
  "is asked nothing when an earlier source has all", "tells its time once it has answered, if it has a clock", "answers 21 refs at once, each its own",
  "grants no name that can't be asked for", "answers nineteen when one of twenty is missing",
  "says not-found for a secret that isn't there", "says not-found for a version that isn't there", "says denied",
  "says unauthenticated", "says disabled", "says destroyed", "says throttled", "says unavailable",
  "says malformed for an answer that makes no sense", "takes no other's 404 for a secret that isn't there", "ends at the deadline when nothing answers",
  "ends when it is aborted", "says whether its time or its caller ended it",
  "says whether a running call was ended by its time or its caller", 
  "keeps what is put",
  "makes no version after its own time, if it has a clock", "takes the same put again as the same version", "refuses another value under the same key",
  "refuses a put when another version is current", "shows nobody what is pending",
  "gives what is pending by its version",
  "promotes what is pending, also twice", "refuses to promote when another version is current",
  "lets one of two writers win", "keeps annotations beside the secret",
  "retires a version, also twice, but not the current one",
  "leaves what is pending alone when it retires another version", "has nothing pending once that is retired",
  "lists names by prefix", "deletes", "says not-found when it describes what isn't there",
  "puts nothing but a Secret of a string or of bytes", "puts nothing with options that no put takes",
  "a refresh brings a new version", "a refresh fetches no value that it has",
  "tells the version that a read would bring", "a refresh that is denied changes nothing",
  "a refresh that is not signed in changes nothing", "a refresh that is throttled changes nothing",
  "a refresh that finds the store unavailable changes nothing", "a refresh that gets nonsense changes nothing",
  "a refresh that gets no answer changes nothing, and ends in time",
]; // prettier-ignore

test.each<readonly [title: string, breaks: string, breaking: Break, says: string]>([
  ["reads a text", "gives no Secret", reading(({ value }) => ({ value: { reveal: () => value.reveal() } as never })), "the value is no Secret"],
  ["reads a text", "gives another value", other, differs("the value")],
  ["reads a text", "gives no version", reading(() => ({ version: "" })), "the version is not a concrete one"],
  ["reads a text", "calls a version latest", reading(() => ({ version: "LATEST" })), "the version is not a concrete one"],
  ["reads a text", "fails", failingWith("denied"), "the read failed: denied"],
  ["reads empty text", "gives another value", other, differs("the value")],
  ["reads unicode", "keeps one byte a character", reading(({ value }) => ({ value: new Secret(Buffer.from(String(value.reveal()), "latin1").toString("latin1")) })), differs("the value")],
  ["reads 64 KB", "cuts what is long", reading(({ value }) => ({ value: new Secret(String(value.reveal()).slice(0, 65_535)) })), differs("the value")],
  ["reads binary values", "gives a text", other, "the value is not bytes"],
  ["reads binary values", "loses a byte", reading(({ value }) => ({ value: new Secret((value.reveal() as Uint8Array).slice(1)) })), differs("the bytes")],
  ["reads an older version", "has one version for all", (whole) => ({ ...whole, seed: async (...values) => (await whole.seed(...values), "1") }), "two values have one version"],
  ["reads an older version", "tells another current version", reading(({ version }, ref) => ({ version: ref.version ?? `0${version}` })), differs("the current version")],
  ["reads an older version", "gives another current value", reading((record, ref) => (ref.version === undefined ? { value: new Secret("x") } : record)), differs("the current value")],
  ["reads an older version", "gives another older value", reading((record, ref) => (ref.version === undefined ? record : { value: new Secret("x") })), differs("the older value")],
  ["reads an older version", "tells another older version", reading((record, ref) => (ref.version === undefined ? record : { version: "2" })), differs("the older version")],
  ["tells its time once it has answered, if it has a clock", "tells none", overriding(() => ({ now: () => undefined })), "after an answer, now() is not in whole milliseconds"],
  ["tells its time once it has answered, if it has a clock", "runs backwards", overriding(() => { let ms = Date.now() + 9_000; return { now: () => ms-- }; }), "its time goes backwards"],
  ["tells its time once it has answered, if it has a clock", "is slow", overriding(() => ({ now: () => Date.now() - 60_000 })), "what was read was made after its time"],
  ["makes no version after its own time, if it has a clock", "is slow", overriding(() => ({ now: () => Date.now() - 60_000 })), "a version was made after the store's time"],
  ["says not-found for a secret that isn't there", "denies it", failingWith("denied"), "the reason is denied, not not-found"],
  ["says not-found for a secret that isn't there", "throws an error of its own", overriding(() => ({ get: async () => { throw new TypeError("no"); } })), "the failure is no SourceError"],
  ["says not-found for a version that isn't there", "gives the current one", overriding((store) => ({ get: (ref, context) => store.get({ name: ref.name }, context) })), "the failure is no SourceError"],
  ...(["denied", "unauthenticated", "disabled", "destroyed", "throttled", "unavailable"] as const).flatMap((reason) => [
    [`says ${reason}`, "reads all the same", untroubled, "the failure is no SourceError"] as const,
    [`says ${reason}`, "lets a load go on", troubledOnce, "the load went on"] as const,
    [`says ${reason}`, "says unknown", failingWith("unknown"), `the reason is unknown, not ${reason}`] as const,
    [`says ${reason}`, "shows the value", failingWith(reason, "it holds canary-5e1f0c77d2"), "the error shows a value or a token"] as const,
    [`says ${reason}`, "shows a token", failingWith(reason, "it is token-71c0ffee"), "the error shows a value or a token"] as const,
  ]),
  ["says malformed for an answer that makes no sense", "says denied", failingWith("denied"), "the reason is denied, not malformed or unavailable"],
  ["ends at the deadline when nothing answers", "answers", untroubled, differs("the reason")],
  ["ends at the deadline when nothing answers", "lets a load go on", troubledOnce, "the load went on"],
  ["ends when it is aborted", "answers", untroubled, differs("the reason")],
  ["says whether its time or its caller ended it", "looks at no signal", overriding((store) => ({ get: (ref) => store.get(ref, { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 }) })), differs("the reason")],
  ["says whether its time or its caller ended it", "always says timeout", failingWith("timeout"), differs("the reason")],
  ["says whether its time or its caller ended it", "always says aborted", failingWith("aborted"), differs("the reason")],
  ["says whether a running call was ended by its time or its caller", "answers", untroubled, differs("the reason")],
  ["says whether a running call was ended by its time or its caller", "always says timeout", failingWith("timeout"), differs("the reason")],
  ["answers 21 refs at once, each its own", "gives one value for all", other, differs("the value of contract-many-0")],
  ["answers 21 refs at once, each its own", "answers twenty", reading((record, { name }) => (name === "contract-many-20" ? { value: new Secret("x") } : record)), differs("the value of contract-many-20")],
  ["grants no name that can't be asked for", "has a policy for it", overriding(() => ({ get: async () => { throw new SourceError({ reason: "invalid-ref", message: "no name" }); }, policy: () => ({ format: "json", text: "" }) })), 'there is a policy for ""'],
  ["grants no name that can't be asked for", "throws something else", overriding(() => ({ get: async () => { throw new SourceError({ reason: "invalid-ref", message: "no name" }); }, policy: () => { throw new TypeError("no"); } })), "policy() throws something else"],
  ["answers nineteen when one of twenty is missing", "fails as a whole", failingWith("denied"), differs("the reason of the missing one")],
  ["answers nineteen when one of twenty is missing", "gives another value", other, differs("the value of contract-some-1")],
  ["keeps what is put", "gives another value", other, differs("the value")],
  ["keeps what is put", "tells another version", describing(() => ({ current: "7" })), differs("the current version")],
  ["puts nothing but a Secret of a string or of bytes", "takes anything", ignoring("put"), NO_TYPE_ERROR],
  ["puts nothing but a Secret of a string or of bytes", "fails otherwise", overriding(() => ({ put: invalid })), NO_TYPE_ERROR],
  ["puts nothing but a Secret of a string or of bytes", "says the value", refusingPut(async (_, value) => String(value)), "the error holds a value"],
  ["puts nothing but a Secret of a string or of bytes", "keeps something", refusingPut(keepsAnything), differs("the reason, after what was refused,")],
  ["puts nothing with options that no put takes", "takes any stage", putting((options) => ({ ...options, stage: "current" })), "a put with an odd option is no TypeError"],
  ["puts nothing with options that no put takes", "makes keys of its own", withNewKeys, "a put with an odd option is no TypeError"],
  ["puts nothing with options that no put takes", "takes any note", ignoring("annotate"), "a note that is no string is no TypeError"],
  ["takes the same put again as the same version", "makes a new one", withNewKeys, differs("the version")],
  ["takes the same put again as the same version", "lists it twice", describing(({ versions }) => ({ versions: [...versions, ...versions] })), differs("the number of versions")],
  ["refuses another value under the same key", "takes it", withNewKeys, differs("the reason")],
  ["refuses a put when another version is current", "takes it", withoutExpect, differs("the reason")],
  ["refuses a put when another version is current", "gives another value", other, differs("the value")],
  ["shows nobody what is pending", "shows it", alwaysCurrent, differs("the current value")],
  ["shows nobody what is pending", "doesn't tell it", describing(() => ({ pending: "7" })), differs("the pending version")],
  ["gives what is pending by its version", "gives another value", reading((record, ref) => (ref.version === undefined ? record : { value: new Secret("x") })), differs("the pending value")],
  ["gives what is pending by its version", "tells another version", reading((record, ref) => (ref.version === undefined ? record : { version: "7" })), differs("its version")],
  ["gives what is pending by its version", "doesn't", overriding((store) => ({ get: async (ref, context) => { if (ref.version === "2") throw new SourceError({ reason: "not-found", message: "no version" }); return store.get(ref, context); } })), "no version"],
  ["promotes what is pending, also twice", "doesn't", ignoring("promote"), differs("the value")],
  ["promotes what is pending, also twice", "fails the second time", onlyOnce("promote"), "it can't"],
  ["refuses to promote when another version is current", "promotes it", ignoring("promote"), differs("the reason")],
  ["refuses to promote when another version is current", "gives another value", other, differs("the value")],
  ["lets one of two writers win", "lets both", withoutExpect, differs("the number of writers that won")],
  ["lets one of two writers win", "says another reason", overriding((store) => ({ put: (...values) => store.put(...values).catch(invalid) })), differs("the loser's reason")],
  ["keeps annotations beside the secret", "keeps none", ignoring("annotate"), differs("the annotation")],
  ["keeps annotations beside the secret", "takes none away", describing(({ annotations }) => ({ annotations: { ...annotations, phase: "claim" } })), differs("the annotation that was taken away")],
  ["retires a version, also twice, but not the current one", "fails the second time", onlyOnce("retire"), "it can't"],
  ["retires a version, also twice, but not the current one", "retires the current one", ignoring("retire"), differs("the reason")],
  ["retires a version, also twice, but not the current one", "gives another value", other, differs("the value")],
  ["leaves what is pending alone when it retires another version", "takes it away", describing(() => ({ pending: "7" })), differs("the pending version")],
  ["leaves what is pending alone when it retires another version", "gives another value", other, differs("the current value")],
  ["has nothing pending once that is retired", "does", ignoring("retire"), differs("the pending version")],
  ["has nothing pending once that is retired", "gives another value", other, differs("the current value")],
  ["lists names by prefix", "lists all", overriding((store) => ({ list: (_, context) => store.list("", context) })), differs("the names")],
  ["deletes", "keeps it", ignoring("delete"), "the secret can still be read"],
  ["says not-found when it describes what isn't there", "describes it", overriding(() => ({ describe: async () => ({ name: "it", versions: [], annotations: {} }) })), differs("the reason")],
  ["says not-found when it describes what isn't there", "throws an error of its own", overriding(() => ({ describe: async () => { throw new TypeError("no"); } })), differs("the reason")],
  ["a refresh brings a new version", "gives the old value", reading(() => ({ value: new Secret("x") })), differs("the value")],
  ["a refresh fetches no value that it has", "can't tell versions", overriding(() => ({ currentVersion: async () => undefined })), differs("the number of reads")],
  ["a refresh fetches no value that it has", "gives another value", other, differs("the value")],
  ["tells the version that a read would bring", "tells another current one", overriding(() => ({ currentVersion: async () => "1" })), "it is not the current version"],
  ["tells the version that a read would bring", "tells another than the one asked for", overriding(() => ({ currentVersion: async () => "2" })), "it is not the one asked for"],
  ["a refresh that is denied changes nothing", "goes well", untroubled, "the refresh went well"],
  ["a refresh that is not signed in changes nothing", "goes well", untroubled, "the refresh went well"],
  ["a refresh that is throttled changes nothing", "goes well", untroubled, "the refresh went well"],
  ["a refresh that finds the store unavailable changes nothing", "goes well", untroubled, "the refresh went well"],
  ["a refresh that gets nonsense changes nothing", "says denied", (whole) => ({ ...whole, trouble: (name) => whole.trouble(name, "denied") }), "the reason is denied, not malformed or unavailable"],
  ["a refresh that gets no answer changes nothing, and ends in time", "says denied", (whole) => ({ ...whole, trouble: (name) => whole.trouble(name, "denied") }), "the reason is denied, not timeout"],
])("%s: says so of a store that %s", async (title, _, breaking, says) => {
  expect(await complaint(title, breaking)).toBe(says);
}); // prettier-ignore

test("each case troubles only what it has seeded, and puts in a stage that there is", async () => {
  const [troubled, stages]: [string[], string[]] = [[], []];
  const noting = putting((options) => (stages.push(options.stage), options));
  const cases = casesOn(() => {
    const whole = noting(fixture());
    const seeded = new Set<string>();
    return {
      ...whole,
      seed: async (name, value) => (seeded.add(name), whole.seed(name, value)),
      trouble: async (name, trouble) => {
        troubled.push(seeded.has(name) ? name : `${name}, which isn't there`);
        await whole.trouble(name, trouble);
      },
    };
  });
  for (const [title, run] of cases) if (title !== "puts nothing with options that no put takes") await run();
  expect([...new Set(troubled)].toSorted()).toEqual(["contract-hanging", "contract-live", "contract-troubled"]);
  expect([...new Set(stages)].toSorted()).toEqual(["current", "pending"]);
}); // prettier-ignore

test("what is left out is printed with its reason, and so is what it brings about", () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const cases = casesOn(fixture, { "says denied": "it can't be denied" });
  const printed = write.mock.calls.map(([line]) => line);
  write.mockRestore();
  expect(printed).toEqual([
    'it: "says denied" is left out: it can\'t be denied\n',
    'it: "a refresh that is denied changes nothing" is left out: it can\'t be denied\n',
  ]);
  expect([...cases.keys()]).toEqual(TITLES.filter((title) => !/denied/.test(title)));
});

test("a store without a clock passes what is about its time untried", async () => {
  const timeless: Break = (whole) => {
    const { now: _, ...store } = whole.store as MemoryStore;
    return { ...whole, store };
  };
  for (const title of TITLES.filter((each) => each.endsWith("if it has a clock")))
    expect(await complaint(title, timeless)).toBeUndefined();
});

test("a store without writes passes what is about them untried", async () => {
  const readable: Break = (whole) => {
    const { store } = whole;
    const get: typeof store.get = (ref, context) => store.get(ref, context);
    return { ...whole, store: { name: store.name, limits: store.limits, get } };
  };
  expect(await complaint("keeps what is put", readable)).toBeUndefined();
  expect(await complaint("a refresh fetches no value that it has", readable)).toBeUndefined();
});

test("what a case has opened is closed, also where it failed", async () => {
  const closed: string[] = [];
  const closing: Break = (whole) => ({
    ...overriding(() => ({ close: async () => void closed.push("store") }))(whole),
    close: async () => void closed.push("fixture"),
  });
  expect(await complaint("reads a text", closing)).toBeUndefined();
  expect(await complaint("reads a text", (whole) => closing(other(whole)))).toBe(differs("the value"));
  expect(closed).toEqual(["fixture", "store", "fixture", "store"]);
});
