import { describe, expect, test } from "vitest";

import type { Source } from "../contract/source.ts";
import { fixOfUnknown, oddSources } from "./check-reading.ts";
import { sourceReading, unknownNamesIn, unknownValues } from "./source-reading.ts";

const sound = {
  name: "it",
  locate: () => "AT",
  read: async () => ({ answers: [] }),
  readSync: () => ({ answers: [] }),
} satisfies Source;

describe("unknown names", () => {
  const origin = { source: "it" };
  const namesOf = (unknown: unknown) => unknownNamesIn(sound, { answers: [], unknown } as never).map(({ name }) => name);

  test.each<[string, unknown, readonly string[]]>([
    ["of texts", ["A", "B"], ["A", "B"]],
    ["of values", [{ path: ["a", "b"], value: 1, origin }], ["a.b"]],
    ["of an object, each of its own, and its name", [{ path: ["a"], value: { b: 1, c: { d: 2 } }, origin }], ["a.b", "a.c.d", "a"]],
    ["of an empty object", [{ path: ["a"], value: {}, origin }], ["a"]],
    ["of a list", [{ path: ["a"], value: [1], origin }], ["a"]],
    ["of what is none", [1, null, { path: ["a"], origin }, { path: "a", value: 1, origin }], []],
    ["of no list", "A", []],
    ["of nothing", undefined, []],
  ])("%s", (_, unknown, names) => {
    expect(namesOf(unknown)).toEqual(names);
  });

  test("of an object that holds itself", () => {
    const value: Record<string, unknown> = { b: 1 };
    value["self"] = value;
    expect(namesOf([{ path: ["a"], value, origin }])).toEqual(["a.b", "a.self", "a"]);
  });

  test("stand in the source at that name", () => {
    expect(unknownNamesIn(sound, { answers: [], unknown: ["A"] })).toEqual([{ name: "A", origin: { source: "it", location: "A" } }]);
  });

  test("cost nothing where a getter throws", () => {
    const reading = { answers: [], get unknown(): never { throw new Error("no"); } };
    expect([unknownNamesIn(sound, reading), unknownValues(reading, new Set())]).toEqual([[], []]);
  });

  test("that have a value are given to a strict or loose object", () => {
    const value = { path: ["a"], value: 1, origin };
    expect(unknownValues({ answers: [], unknown: ["A", value] }, new Set())).toEqual([value]);
  });

  test("are none where something else in the source uses them; a loose object is given them", () => {
    const held = { path: ["x"], value: { db: { host: "h" }, other: 1, cache: {} }, origin };
    const isUsed = (path: readonly string[]) => ["x.db", "x.cache"].includes(path.join("."));
    const names = (unknown: unknown[], used: unknown = isUsed) =>
      unknownNamesIn(sound, { answers: [], unknown, isUsed: used } as never).map(({ name }) => name);
    expect(names([held])).toEqual(["x.other", "x"]);
    expect(names([{ ...held, path: ["x", "db"], value: { host: "h" } }])).toEqual([]);
    expect(names([{ ...held, value: { db: { host: "h" } } }])).toEqual([]);
    for (const odd of [5, () => "yes", () => { throw new Error("no"); }]) expect(names([held], odd)).toHaveLength(4);
    const db = { path: ["x", "db"], value: 1, origin };
    const reading = { answers: [], unknown: [held, db], isUsed };
    expect(unknownValues(reading, new Set())).toEqual([held]);
    expect(unknownValues(reading, new Set(["x"]))).toEqual([held, db]);
  });
}); // prettier-ignore

describe("what a third party says besides, in any form,", () => {
  const origin = { source: "it" };
  const readingOf = (more: object) => {
    const reading = Object.defineProperties({ answers: [] }, Object.getOwnPropertyDescriptors(more));
    return sourceReading(sound, reading, []);
  };

  test("is left out where it is none: why something is missing", () => {
    const one = { path: ["a"], why: "it has no a: it has b" };
    const odd = [one, null, 5, { path: "a", why: "x" }, { path: ["a"] }, { path: ["a"], why: 5 }];
    expect(readingOf({ missing: odd }).missing()).toEqual([one]);
    expect(readingOf({ missing: "a" }).missing()).toEqual([]);
    expect(readingOf({ get missing(): never { throw new Error("no"); } }).missing()).toEqual([]);
  }); // prettier-ignore

  test("is left out where it is none: the place of a part", () => {
    expect(readingOf({ locationIn: (path: readonly string[]) => path.join(".") }).locationIn(["a", "0"])).toBe("a.0");
    for (const locationIn of [undefined, 5, () => 5, () => { throw new Error("no"); }])
      expect(readingOf({ locationIn }).locationIn(["a"])).toBeUndefined();
  }); // prettier-ignore

  test("is replaced where it is none: what to do about an unknown name", () => {
    const usual = "take it out, or add it to the schema";
    expect(fixOfUnknown({ ...sound, unknownFix: (name) => `rename ${name}` }, "A")).toBe("rename A");
    for (const unknownFix of [undefined, () => 5, () => { throw new Error("no"); }])
      expect(fixOfUnknown({ ...sound, unknownFix } as never, "A")).toBe(usual);
    expect(oddSources([{ ...sound, unknownFix: "no function" }])).toEqual([0]);
  }); // prettier-ignore

  test("has the source's own unknown names", () => {
    expect(readingOf({ unknown: [{ path: ["a"], value: 1, origin }] }).unknown()).toMatchObject([
      { name: "a" },
    ]);
  });
});
