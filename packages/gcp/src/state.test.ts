import { expect, test } from "vitest";

import { currentOf, descriptionOf, fieldsOf, stateName, stateOf } from "./state.ts";

const version = (number: number, state: string | number = "ENABLED", seconds?: number) => ({
  name: `projects/1/secrets/a/versions/${number}`,
  state: state as "ENABLED",
  ...(seconds !== undefined && { createTime: { seconds } }),
});

test("a secret's record comes back as it is written, and what it lacks is empty", () => {
  const annotations = { team: "a", "confide-puts": "k1:1 k2:2" };
  const state = stateOf({ etag: "e", versionAliases: { current: "3", old: 2 }, annotations });
  expect(state).toEqual({
    etag: "e",
    aliases: { current: "3", old: "2" },
    annotations: { team: "a" },
    puts: new Map([
      ["k1", "1"],
      ["k2", "2"],
    ]),
  });
  expect(fieldsOf(state)).toEqual({ etag: "e", versionAliases: { current: "3", old: "2" }, annotations });
  const empty = { etag: "", aliases: {}, annotations: {}, puts: new Map() };
  expect(stateOf({})).toEqual(empty);
  expect(stateOf({ etag: null, versionAliases: null, annotations: null })).toEqual(empty);
  expect(fieldsOf(stateOf({})).annotations).toEqual({});
});

test("a put that is noted without a key or a version is none", () => {
  const { puts } = stateOf({ annotations: { "confide-puts": ":1 k: k a:2 " } });
  expect([...puts]).toEqual([["a", "2"]]);
});

test("the last twenty puts are kept", () => {
  const puts = new Map(Array.from({ length: 21 }, (_, index) => [`k${index}`, String(index)] as const));
  const { annotations } = fieldsOf({ etag: "", aliases: {}, annotations: {}, puts });
  const kept = (annotations as Record<string, string>)["confide-puts"]?.split(" ");
  expect([kept?.length, kept?.[0], kept?.at(-1)]).toEqual([20, "k1:1", "k20:20"]);
});

test("what is current is an alias's, else the newest, else none", () => {
  const none = stateOf({});
  expect(currentOf(stateOf({ versionAliases: { current: "1" } }), "2")).toBe("1");
  expect([currentOf(none, "2"), currentOf(none, undefined)]).toEqual(["2", "none"]);
});

test("a description has what is current and pending, labels and dates", () => {
  const state = stateOf({ etag: "e", versionAliases: { current: "1", pending: "10", mine: "1" } });
  expect(descriptionOf("a", state, [version(10), version(9, "DISABLED"), version(1, 1, 60)])).toEqual({
    name: "a",
    current: "1",
    pending: "10",
    annotations: {},
    etag: "e",
    versions: [
      { version: "10", state: "enabled", labels: ["pending"] },
      { version: "9", state: "disabled", labels: [] },
      { version: "1", state: "enabled", labels: ["current", "mine"], createdAt: new Date(60_000) },
    ],
  });
});

test("a description has nothing that isn't there: no version, or a pending one that is destroyed", () => {
  expect(descriptionOf("a", stateOf({}), [])).not.toHaveProperty("current");
  const state = stateOf({ versionAliases: { pending: "2" } });
  for (const found of [[version(2, "DESTROYED"), version(1)], [version(1)]])
    expect(descriptionOf("a", state, found)).not.toHaveProperty("pending");
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
