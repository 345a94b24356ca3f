import { expect, test } from "vitest";

import { descriptionOf, fieldsOf, stateName, stateOf, waitingIn } from "./state.ts";

const version = (number: number, state: string | number = "ENABLED", seconds?: number) => ({
  name: `projects/1/secrets/a/versions/${number}`,
  state: state as "ENABLED",
  ...(seconds !== undefined && { createTime: { seconds } }),
});

const EMPTY = {
  etag: "",
  aliases: {},
  annotations: {},
  replication: undefined,
  puts: new Map<string, string>(),
  pending: undefined,
  claim: undefined,
  siblingOf: undefined,
};

test("a secret's record comes back as it is written, and what it lacks is empty", () => {
  const annotations = {
    team: "a",
    "confide-puts": "k1:1 k2:2",
    "confide-pending": "3:1:k3",
    "confide-claim": "3:1700000000000:id",
    "confide-sibling": "b",
  };
  const replication = { automatic: {} };
  const state = stateOf({ etag: "e", versionAliases: { mine: "3", old: 2 }, annotations, replication });
  expect(state).toEqual({
    etag: "e",
    aliases: { mine: "3", old: "2" },
    annotations: { team: "a" },
    replication,
    puts: new Map([
      ["k1", "1"],
      ["k2", "2"],
    ]),
    pending: { version: "3", keptAs: "1", key: "k3" },
    claim: { version: "3", id: "id", untilMs: 1_700_000_000_000 },
    siblingOf: "b",
  });
  expect(fieldsOf(state)).toEqual({ etag: "e", annotations });
  expect(stateOf({})).toEqual(EMPTY);
  expect(stateOf({ etag: null, versionAliases: null, annotations: null })).toEqual({ ...EMPTY });
  expect(fieldsOf(stateOf({})).annotations).toEqual({});
});

test.each(["", "3", "3:1", "x:1:k", "3:x:k", "3:1:"])(
  "a note %j of something pending, or claimed, is none",
  (text) => {
    const state = stateOf({ annotations: { "confide-pending": text, "confide-claim": text } });
    expect([state.pending, state.claim]).toEqual([undefined, undefined]);
  },
);

test("a put that is noted without a key or a version is none", () => {
  const { puts } = stateOf({ annotations: { "confide-puts": ":1 k: k a:2 " } });
  expect([...puts]).toEqual([["a", "2"]]);
});

test("the last twenty puts are kept", () => {
  const puts = new Map(Array.from({ length: 21 }, (_, index) => [`k${index}`, String(index)] as const));
  const { annotations } = fieldsOf({ ...EMPTY, puts });
  const kept = (annotations as Record<string, string>)["confide-puts"]?.split(" ");
  expect([kept?.length, kept?.[0], kept?.at(-1)]).toEqual([20, "k1:1", "k20:20"]);
});

const waits = (number: string) => ({ annotations: { "confide-pending": `${number}:1:k` } });

test("what is pending waits until its number is taken", () => {
  expect(waitingIn(stateOf(waits("11")), "10")?.version).toBe("11");
  expect(waitingIn(stateOf(waits("1")), "none")?.version).toBe("1");
  for (const newest of ["11", "12"]) expect(waitingIn(stateOf(waits("11")), newest)).toBeUndefined();
  expect(waitingIn(stateOf({}), "10")).toBeUndefined();
});

test("a description has what is current and pending, labels and dates", () => {
  const state = stateOf({ etag: "e", versionAliases: { mine: "1" }, ...waits("11") });
  expect(descriptionOf("a", state, [version(10), version(9, "DISABLED"), version(1, 1, 60)])).toEqual({
    name: "a",
    current: "10",
    pending: "11",
    annotations: {},
    etag: "e",
    versions: [
      { version: "11", state: "enabled", labels: ["pending"] },
      { version: "10", state: "enabled", labels: ["current"] },
      { version: "9", state: "disabled", labels: [] },
      { version: "1", state: "enabled", labels: ["mine"], createdAt: new Date(60_000) },
    ],
  });
});

test("a description has nothing that isn't there: no version, or a pending one that was overtaken", () => {
  expect(descriptionOf("a", stateOf({}), [])).toEqual({ name: "a", versions: [], annotations: {}, etag: "" });
  const state = stateOf(waits("2"));
  expect(descriptionOf("a", state, [version(2), version(1)])).not.toHaveProperty("pending");
  expect(descriptionOf("a", state, [version(9), version(10)]).current).toBe("10");
});

test("a state has a name over gRPC and a number over REST", () => {
  expect((["ENABLED", 1, "DESTROYED", 3, "DISABLED", 2, null] as const).map(stateName)).toEqual([
    "enabled",
    "enabled",
    "destroyed",
    "destroyed",
    "disabled",
    "disabled",
    "disabled",
  ]);
});
