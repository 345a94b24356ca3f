import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "../report/config-error.ts";
import { formatProblems } from "../report/format-problems.ts";
import { SourceError } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { policiesOf } from "../inspect/policies.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source, SyncSource } from "../contract/source.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretStore } from "../contract/store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const schema = z.object({ one: z.string().default("default"), two: secret(z.string()).optional() });
const older = memory({ one: "older", two: "older" });

/** What a third party throws quotes what it shouldn't. */
const fail = (): never => {
  throw new TypeError("made-up-secret");
};

function source(parts: object): Source {
  return {
    name: "third party",
    locate: ({ name }: { readonly name: string }) => name,
    read: async () => ({ answers: [] }),
    ...parts,
  };
}

async function reportOf(sources: readonly unknown[]): Promise<string> {
  const problems = await checkConfig({ schema, sources: sources as Source[] });
  const error: unknown = await loadConfig({ schema, sources: sources as Source[] }).catch(
    (each: unknown) => each,
  );
  expect(error).toBeInstanceOf(ConfigError);
  const report = formatProblems(problems);
  expect(String(error)).toContain(report.trim().split("\n")[0]);
  expect(report + String(error)).not.toContain("made-up-secret");
  return report;
}

describe("a source that can't say where it would hold a setting", () => {
  test.each([
    ["throws", fail, "third party could not be read: it threw TypeError"],
    [
      "throws a SourceError",
      () => {
        throw new SourceError({ reason: "denied", message: "access denied by third party" });
      },
      "access denied by third party",
    ],
    [
      "returns null",
      () => null,
      "third party can't say where it would hold one: its locate() returned no string",
    ],
    ["returns a number", () => 1, "its locate() returned no string"],
    ["returns a promise", async () => "one", "its locate() returned no string"],
    [
      "throws for one setting only",
      ({ name }: { name: string }) => (name === "two" ? fail() : name),
      "it threw TypeError",
    ],
  ])("fails the load, and no older value is taken: it %s", async (_, locate, message) => {
    let reads = 0;
    const read = async () => {
      reads++;
      return { answers: [] };
    };
    const report = await reportOf([source({ locate, read }), older]);
    expect(report).toContain(message);
    expect(report.match(/third party/g)?.length).toBeGreaterThanOrEqual(2);
    expect(reads).toBe(0);
  });

  test.each([
    ["throws", fail],
    ["returns null", () => null],
  ])("passes where it is optional, and explain says so: it %s", async (_, locate) => {
    const config = await loadConfig({ schema, sources: [optional(source({ locate })), older] });
    expect(config.one).toBe("older");
    for (const { warning } of explain(config))
      expect(warning).toMatch(/^third party (?:could not be read|can't say)/);
  });

  test("is not asked, and fails nothing, where nothing is missing", async () => {
    const config = await loadConfig({ schema, sources: [older, source({ locate: fail })] });
    expect(config.one).toBe("older");
  });

  test("fails a load again that went well before", async () => {
    const state = { fails: false };
    const sources = [source({ locate: () => (state.fails ? fail() : undefined) }), older];
    expect((await loadConfig({ schema, sources })).one).toBe("older");
    expect((await loadConfig({ schema, sources })).one).toBe("older");
    state.fails = true;
    await expect(loadConfig({ schema: z.object({ one: z.string() }), sources })).rejects.toThrow(
      "it threw TypeError",
    );
  });
});

describe("what is no source", () => {
  const readSync = () => ({ answers: [] });
  test.each([
    ["a number", 5],
    ["an object without a name", source({ name: undefined })],
    ["one whose name is a number", source({ name: 1 })],
    ["one whose name throws", Object.defineProperty(source({}), "name", { get: fail })],
    ["one without locate", source({ locate: undefined })],
    ["one without read", source({ read: undefined })],
    ["one whose readSync is none", source({ readSync: "made-up-secret" })],
    ["one whose unknownNames is none", source({ unknownNames: "made-up-secret" })],
    ["one whose unknownNames throws", Object.defineProperty(source({}), "unknownNames", { get: fail })],
    ["one whose watches is no list", source({ watches: "made-up-secret" })],
    ["one whose watches holds no strings", source({ watches: [1] })],
    ["one whose watches throws", Object.defineProperty(source({}), "watches", { get: fail })],
  ])("is a problem of the definition: %s", async (_, odd) => {
    expect(await reportOf([older, odd])).toContain(
      "source 2 of the definition is not a source: it needs a name, locate() and read()",
    );
    expect(() => loadConfigSync({ schema, sources: [older, odd as SyncSource] })).toThrow(
      "source 2 of the definition is not a source",
    );
  });

  test.each(["warn", "refuse", "shared"])(
    "is not one that takes unknown names so: %s",
    async (unknownNames) => {
      const config = await loadConfig({
        schema,
        sources: [source({ unknownNames, watches: ["a"], readSync }), older],
      });
      expect(config.one).toBe("older");
    },
  );
});

describe("what a source reads", () => {
  test.each([
    ["nothing", undefined],
    ["a string", "made-up-secret"],
    ["no answers", {}],
    ["answers that are no list", { answers: "made-up-secret" }],
    ["an answer without a path", { answers: [{ value: "made-up-secret", origin: { source: "x" } }] }],
    ["an answer without an origin", { answers: [{ path: ["one"], value: "made-up-secret" }] }],
    [
      "an error that is none of the contract's",
      { answers: [{ path: ["one"], error: new Error("made-up-secret"), origin: { source: "x" } }] },
    ],
    ["answers that throw", Object.defineProperty({}, "answers", { enumerable: true, get: fail })],
  ])("is an error of the load, and no older value is taken: %s", async (_, reading) => {
    for (const parts of [{ read: async () => reading }, { readSync: () => reading }])
      expect(
        await reportOf([source(parts.read ? parts : { ...parts, read: async () => reading }), older]),
      ).toContain("third party");
    expect(() =>
      loadConfigSync({ schema, sources: [source({ readSync: () => reading }) as SyncSource, older] }),
    ).toThrow("third party");
  });
});

describe("a store", () => {
  const store = (parts: object): SecretStore => ({ ...memoryStore({ two: "made-up-secret" }), ...parts });

  test.each([
    ["that may read nothing at once", { limits: { concurrency: 0 } }],
    ["whose batches hold nothing", { limits: { batch: 0, concurrency: 1 } }],
    ["whose limits are none", { limits: undefined }],
    ["that answers nothing", { get: async () => undefined }],
    ["that answers an empty record", { get: async () => ({}) }],
    ["that rejects with another error", { get: () => Promise.reject(new Error("made-up-secret")) }],
    ["that throws at once", { get: fail }],
    ["without a get", { get: undefined }],
    ["that answers a record without a value", { get: async () => ({ version: "1" }) }],
  ])("fails the load, and no older value is taken: %s", async (_, parts) => {
    expect(await reportOf([fromStore(store(parts)), older])).toContain("memory-store");
  });

  test.each([
    ["throws", fail],
    ["says nothing", () => undefined],
    ["is no text", () => ({ format: "json", text: 1 })],
    ["has no format", () => ({ text: "made-up-secret" })],
  ])("whose policy %s is named", (_, policy) => {
    const write = () => policiesOf({ schema, sources: [fromStore(store({ policy }))] });
    expect(write).toThrow(SourceError);
    expect(write).toThrow(/^memory-store /);
  });

  test("whose policy is refused says why itself", () => {
    const error = new SourceError({ reason: "invalid-ref", message: "not a valid name" });
    const policy = () => {
      throw error;
    };
    expect(() => policiesOf({ schema, sources: [fromStore(store({ policy }))] })).toThrow(error);
  });

  test("is read as before where it answers", async () => {
    const config = await loadConfig({ schema, sources: [fromStore(store({})), older] });
    expect(config.two).toBeInstanceOf(Secret);
    expect(config.two?.reveal()).toBe("made-up-secret");
  });
});

test("a source that was not called is named as what it is", async () => {
  const sources = [env] as unknown as Source[];
  await expect(loadConfig({ schema: z.object({ a: z.string() }), sources })).rejects.toThrow(
    "source 1 of the definition is a function, not a source: call it, env() for env",
  );
});
