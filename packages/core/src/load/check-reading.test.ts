import { describe, expect, test } from "vitest";

import type { Source } from "../contract/source.ts";
import { SourceError } from "../model/errors.ts";
import { ConfigError } from "../report/config-error.ts";
import { checkedReading, locate, oddSources } from "./check-reading.ts";
import { refuseAsync, refuseOdd } from "./check-sources.ts";

const sound = {
  name: "it",
  locate: () => "AT",
  read: async () => ({ answers: [] }),
  readSync: () => ({ answers: [] }),
} satisfies Source;
const throwing = {
  get name(): string {
    throw new Error("no");
  },
};

describe("what is a source", () => {
  test.each<[string, unknown]>([
    ["one that also reads at once", sound],
    ["one that doesn't", { ...sound, readSync: undefined }],
    ...["warn", "refuse", "shared", undefined].map((each) => [`unknownNames: ${each}`, { ...sound, unknownNames: each }] as [string, unknown]),
    ["one that watches files", { ...sound, watches: ["a", "b"] }],
  ])("%s", (_, source) => {
    expect(oddSources([source])).toEqual([]);
  }); // prettier-ignore

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a function", () => sound],
    ["no name", { ...sound, name: undefined }],
    ["no locate", { ...sound, locate: "AT" }],
    ["no read", { ...sound, read: undefined }],
    ["a readSync that is none", { ...sound, readSync: {} }],
    ["another word for unknown names", { ...sound, unknownNames: "other" }],
    ["files that are no list", { ...sound, watches: "a" }],
    ["a file that is no string", { ...sound, watches: ["a", 1] }],
    ["a getter that throws", throwing],
  ])("not %s", (_, source) => {
    expect(oddSources([sound, source, sound])).toEqual([1]);
  });

  test("is said of each that is none", () => {
    expect(() => refuseOdd([sound])).not.toThrow();
    const problemsOf = (work: () => void) => {
      try {
        work();
      } catch (error) {
        return error instanceof ConfigError ? error.problems : error;
      }
      return undefined;
    };
    const odd = [sound, (() => sound) as never, {} as never];
    const wrong = { path: [], kind: "failed", reason: "malformed" };
    expect(problemsOf(() => refuseOdd(odd))).toEqual([
      { ...wrong, message: "source 2 of the definition is a function, not a source: call it, env() for env", places: [{ source: "source 2" }] },
      { ...wrong, message: "source 3 of the definition is not a source: it needs a name, locate() and read()", places: [{ source: "source 3" }] },
    ]);
    const { readSync: _, ...late } = sound;
    expect(() => refuseAsync([sound])).not.toThrow();
    expect(problemsOf(() => refuseAsync([sound, late]))).toEqual([
      { path: [], kind: "failed", reason: "unavailable", message: "it can't answer at once", places: [{ source: "it" }], fix: "use loadConfig" },
    ]);
  }); // prettier-ignore
});

describe("what is a reading", () => {
  const origin = { source: "it" };
  const error = new SourceError({ reason: "denied", message: "no" });
  const warning = { kind: "trap", message: "odd", origin };

  test.each<[string, unknown]>([
    ["one of nothing", { answers: [] }],
    ["a value", { answers: [{ path: ["a", "b"], value: 1, origin }] }],
    ["an error", { answers: [{ path: ["a"], error, origin }] }],
    ["what is there without a value", { answers: [{ path: ["a"], origin }] }],
    ["an origin with its place and version", { answers: [{ path: [], value: 1, origin: { ...origin, location: "at", version: "7" } }] }],
    ["a warning", { answers: [], warnings: [warning, { ...warning, path: ["a"], fix: "do" }] }],
  ])("%s", (_, reading) => {
    expect(checkedReading(reading, sound)).toBe(reading);
  }); // prettier-ignore

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "answers"],
    ["no answers", {}],
    ["answers that are no list", { answers: {} }],
    ["warnings that are no list", { answers: [], warnings: {} }],
    ["an answer that is none", { answers: [{ path: [], origin }, null] }],
    ["no path", { answers: [{ value: 1, origin }] }],
    ["a path that is no list", { answers: [{ path: "a", value: 1, origin }] }],
    ["a path of numbers", { answers: [{ path: ["a", 1], value: 1, origin }] }],
    ["no origin", { answers: [{ path: [], value: 1 }] }],
    ["an origin of nothing", { answers: [{ path: [], value: 1, origin: null }] }],
    ["an origin without a source", { answers: [{ path: [], value: 1, origin: {} }] }],
    ["a place that is no text", { answers: [{ path: [], value: 1, origin: { ...origin, location: 4 } }] }],
    ["a version that is no text", { answers: [{ path: [], value: 1, origin: { ...origin, version: 4 } }] }],
    ["another error", { answers: [{ path: [], error: new Error("no"), origin }] }],
    ["a warning of nothing", { answers: [], warnings: [null] }],
    ["a warning without a message", { answers: [], warnings: [{ kind: "trap", origin }] }],
    ["a warning from nowhere", { answers: [], warnings: [{ ...warning, origin: undefined }] }],
    ["a warning of a path that is none", { answers: [], warnings: [{ ...warning, path: "a" }] }],
    ["a fix that is no text", { answers: [], warnings: [{ ...warning, fix: 1 }] }],
  ])("not %s", (_, reading) => {
    const found = checkedReading(reading, sound);
    expect(found).toBeInstanceOf(SourceError);
    expect(found).toMatchObject({ reason: "malformed", store: "it", message: "it answered in a form that is no reading: { answers: [{ path, value, origin }] }" });
  }); // prettier-ignore
});

test("a place that can't be told is none", () => {
  const place = { path: ["a"], name: "a" } as never;
  expect(locate(sound, place)).toBe("AT");
  expect(locate({ name: "it", locate: () => { throw new Error("no"); } }, place)).toBeUndefined();
}); // prettier-ignore
