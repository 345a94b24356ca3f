import { Secret } from "@confide/core";
import { type CallContext, type SecretDescription } from "@confide/core/adapter";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { openStores } from "../../test/stores.ts";
import { clockedStore } from "../../test/clocked-store.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { target } from "../../test/target.ts";
import { abortRotation } from "../abort-rotation.ts";
import { awsRotationHandler } from "../aws/rotation-handler.ts";
import { endGrace } from "../end-grace.ts";
import { randomKey } from "../issuers/random-key.ts";
import { keyVerifier } from "../verify/key-verifier.ts";
import { isPlausible } from "./plausible.ts";
import { noteOf } from "./note.ts";
import { rotate } from "../rotate.ts";
import { rotationStatus } from "../rotation-status.ts";

const NAME = "prod/api-key";
const DAY_MS = 86_400_000;
const OLD = "replaced-key";

/** A version 1 that somebody replaced by hand and a store still gives to who knows it, then a second one. */
async function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: OLD });
  await clock.advance(DAY_MS);
  await putByHand(store, NAME, "current-key");
  await clock.advance(60_000);
  const note = async (text: string) => store.annotate(NAME, { "rotation-x": text }, {}, context());
  return { clock, store, name: NAME, note };
}

const forged: Readonly<Record<string, string>> = {
  "an end before its beginning": "base:1 to:2 attempt:1 grace:86400000 after:-1",
  "an end that is no number": "base:1 to:2 attempt:1 grace:86400000 after:1e9",
  "an end that is spoilt": "base:1 to:2 attempt:1 grace:86400000 after:%E0%A4%A",
  "an empty end": "base:1 to:2 attempt:1 grace:86400000 after:",
  "an end as a time that is no number": "base:1 to:2 attempt:1 grace:86400000 after:1 at:soon",
  "an end that is too large a number": "base:1 to:2 attempt:1 grace:86400000 after:9999999999999999",
  "thirty days": "base:1 to:2 attempt:1 grace:2592000000 after:2592000000 at:1767225600000",
  "thirty days, of which a day was asked for": "base:1 to:2 attempt:1 grace:86400000 after:2592000000",
  "a week and a millisecond": "base:1 to:2 attempt:1 grace:604800001 after:604800001",
  "no end, and a grace of a year": "base:1 to:2 attempt:1 grace:31536000000",
  "a negative grace": "base:1 to:2 attempt:1 grace:-1",
  "a negative attempt": "base:1 to:2 attempt:-1 grace:86400000 after:86400000",
  "the old one as what replaced the new one": "base:2 to:1 attempt:1 grace:86400000 after:86400000",
  "a version that replaced itself": "base:1 to:1 attempt:1 grace:86400000 after:86400000",
  "a version that is none": "base:1 to:99 attempt:1 grace:86400000 after:86400000",
};

for (const [title, text] of Object.entries(forged))
  test(`a note with ${title} revives no key, and holds up no rotation`, async () => {
    const { note, ...at } = await world();
    await note(text);
    const verifier = keyVerifier({ store: at.store, name: NAME, clock: at.clock });
    expect(await verifier.verify(OLD)).toBeUndefined();
    expect(await verifier.verify("current-key")).toBeDefined();
    expect((await rotationStatus(at)).graced).toEqual([]);
    const { issuer, valid } = target("current-key");
    expect(await rotate({ ...at, issuer })).toMatchObject({ outcome: "rotated", previousVersion: "2" });
    expect(valid.has("current-key")).toBe(true);
    const after = keyVerifier({ store: at.store, name: NAME, clock: at.clock });
    expect(await after.verify("current-key")).toMatchObject({ current: false });
    expect(await after.verify(OLD)).toBeUndefined();
  });

test("a note without an end, whoever wrote it, keeps an old value good for its grace and a week at most", async () => {
  const { note, ...at } = await world();
  await note("base:1 to:2 attempt:1 grace:86400000");
  const verify = async () =>
    keyVerifier({ store: at.store, name: NAME, clock: at.clock, skewMs: 1_000 }).verify(OLD);
  expect(await verify()).toMatchObject({ current: false });
  await at.clock.advance(8 * DAY_MS - 60_000 - 2_000);
  expect(await verify()).toMatchObject({ current: false });
  await at.clock.advance(4_000);
  expect(await verify()).toBeUndefined();
});

test("what is pending is accepted for no note", async () => {
  const { note, ...at } = await world();
  const options = { idempotencyKey: "k", stage: "pending" } as const;
  await at.store.put(NAME, new Secret("pending-key"), options, context());
  await at.clock.advance(60_000);
  await putByHand(at.store, NAME, "current-key-2");
  await note("base:3 to:4 attempt:1 grace:86400000 after:86400000");
  expect(
    await keyVerifier({ store: at.store, name: NAME, clock: at.clock }).verify("pending-key"),
  ).toBeUndefined();
});

// AWS goes on giving a version that was retired to who knows its id: there the times alone bound it.
const { AWS: _aws, ...forgetting } = openStores;
for (const [title, open] of Object.entries(forgetting))
  test(`${title}: a version that was retired is revived by no note`, async () => {
    await using opened = await open();
    const at = { ...opened, name: "retired", issuer: randomKey() };
    await putByHand(opened.store, "retired", OLD);
    const { version, previousVersion: base = "" } = await rotate({ ...at, graceMs: 0 });
    const record = { rotationId: "x", base, to: version, attempt: 1, graceMs: DAY_MS };
    await opened.store.annotate("retired", noteOf({ ...record, endsAfterMs: DAY_MS }), {}, context());
    expect(await keyVerifier({ store: opened.store, name: "retired" }).verify(OLD)).toBeUndefined();
    await opened.store.annotate("retired", noteOf(record), {}, context());
    expect(await keyVerifier({ store: opened.store, name: "retired" }).verify(OLD)).toBeUndefined();
    expect(
      await keyVerifier({ store: opened.store, name: "retired" }).verify(
        await valueIn(opened.store, "retired"),
      ),
    ).toBeDefined();
  });

test("a longer grace than a week is asked for with its limit, and then believed", async () => {
  const { note: _note, ...at } = await world();
  const issuer = randomKey();
  const graceMs = 30 * DAY_MS;
  await expect(rotate({ ...at, issuer, graceMs })).rejects.toThrow(
    "a grace of 2592000000 ms is longer than longestGraceMs, which is 604800000: pass a longer longestGraceMs here, and the same to keyVerifier",
  );
  expect(() => awsRotationHandler(issuer, { store: at.store, graceMs })).toThrow("at most longestGraceMs");
  expect(() => awsRotationHandler(issuer, { store: at.store, graceMs: -1 })).toThrow("whole number");
  expect(awsRotationHandler(issuer, { store: at.store, graceMs, longestGraceMs: graceMs })).toBeTypeOf(
    "function",
  );
  const limits = { longestGraceMs: graceMs };
  expect(await rotate({ ...at, ...limits, issuer, graceMs })).toMatchObject({ outcome: "rotated" });
  await at.clock.advance(30 * DAY_MS - 2_000);
  const verifier = keyVerifier({ store: at.store, name: NAME, clock: at.clock, ...limits });
  expect(await verifier.verify("current-key")).toMatchObject({ current: false });
  expect(await endGrace({ ...at, ...limits, issuer })).toMatchObject({ outcome: "not-yet" });
  await at.clock.advance(5_000 + 3_600_000);
  expect(await endGrace({ ...at, ...limits, issuer })).toMatchObject({ retired: ["2"] });
});

test("a week is not too long", async () => {
  const { note: _note, ...at } = await world();
  await rotate({ ...at, issuer: randomKey(), graceMs: 7 * DAY_MS });
  await at.clock.advance(7 * DAY_MS - 2_000);
  expect(
    await keyVerifier({ store: at.store, name: NAME, clock: at.clock }).verify("current-key"),
  ).toBeDefined();
});

test("a value that has waited for six days is promoted with its whole grace, an older one isn't", async () => {
  const { note: _note, ...at } = await world();
  const skew = { skewMs: 1_000 };
  const { issuer } = target("current-key");
  const failing = { ...issuer, test: async () => Promise.reject(new Error("not now")) };
  await expect(rotate({ ...at, ...skew, issuer: failing })).rejects.toThrow("test failed");
  await at.clock.advance(6 * DAY_MS - 10_000);
  expect(await rotate({ ...at, ...skew, issuer })).toMatchObject({ outcome: "resumed" });
  await at.clock.advance(DAY_MS - 2_000);
  const verifier = keyVerifier({ store: at.store, name: NAME, clock: at.clock, ...skew });
  expect(await verifier.verify("current-key")).toMatchObject({ current: false });

  await at.clock.advance(DAY_MS);
  await expect(rotate({ ...at, ...skew, issuer: failing })).rejects.toThrow("test failed");
  await at.clock.advance(6 * DAY_MS + 10_000);
  await expect(rotate({ ...at, ...skew, issuer })).rejects.toThrow(
    "version 4 of prod/api-key has waited for more than six days to become current: call abortRotation, then rotate",
  );
  expect(await abortRotation({ ...at, ...skew, issuer })).toMatchObject({ outcome: "aborted" });
  expect(await rotate({ ...at, ...skew, issuer })).toMatchObject({ outcome: "rotated" });
});

const dated = (version: string, ms?: number) => ({
  version,
  state: "enabled" as const,
  labels: [],
  ...(ms !== undefined && { createdAt: new Date(ms) }),
});
const described = (versions: SecretDescription["versions"]) => ({ name: NAME, versions, annotations: {} });
const record = { rotationId: "x", base: "1", to: "2", attempt: 1, graceMs: 100 };
const limits = { longestGraceMs: 100, latestMs: 0 };
const WEEK_MS = 7 * DAY_MS;

test.each([
  [true, {}],
  [false, { graceMs: 101 }],
  [true, { endsAfterMs: 100 + WEEK_MS }],
  [false, { endsAfterMs: 101 + WEEK_MS }],
  [true, { endsAtMs: 100 + WEEK_MS }],
  [false, { endsAtMs: 101 + WEEK_MS }],
  [false, { to: "1" }],
] as const)("%s, of a store without dates: %o", (isGood, more) => {
  expect(isPlausible({ ...record, ...more }, described([dated("1"), dated("2")]), limits)).toBe(isGood);
});

test.each([
  [true, 5, 5],
  [true, 5, 6],
  [false, 6, 5],
])("%s, of versions of %i and %i", (isGood, base, to) => {
  const versions = [dated("1", base), dated("2", to)];
  expect(isPlausible({ ...record, endsAtMs: 10 * WEEK_MS }, described(versions), limits)).toBe(isGood);
});

test("a note without dates is none where its end is in the far future", async () => {
  const { now: _now, ...whole } = memoryStore({ [NAME]: OLD });
  await putByHand(whole, NAME, "current-key");
  const store = {
    ...whole,
    async describe(name: string, bounds: CallContext) {
      const description = await whole.describe(name, bounds);
      return { ...description, versions: description.versions.map(({ createdAt: _date, ...each }) => each) };
    },
  };
  const clock = fakeClock();
  const at = `${clock.now() + 300 * DAY_MS}`;
  await store.annotate(
    NAME,
    { "rotation-x": `base:1 to:2 attempt:1 grace:1 after:1 at:${at}` },
    {},
    context(),
  );
  expect(await keyVerifier({ store, name: NAME, clock }).verify(OLD)).toBeUndefined();
  const soon = `base:1 to:2 attempt:1 grace:1 after:1 at:${clock.now() + 2 * 3_600_000}`;
  await store.annotate(NAME, { "rotation-x": soon }, {}, context());
  expect(await keyVerifier({ store, name: NAME, clock }).verify(OLD)).toMatchObject({ current: false });
});
