import { describe, expect, test } from "vitest";
import * as z from "zod";

import { SourceError } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import type { Source, SyncSource } from "../contract/source.ts";
import { memory } from "./memory.ts";
import { optional } from "./optional.ts";

const schema = z.object({ host: z.string().default("default") });
const denied = new SourceError({ reason: "denied", message: "access denied by test" });

function source(read: Source["read"]): Source {
  return { name: "test", locate: ({ name }) => name, read };
}

test.each([
  [
    "a failed answer",
    source(async () => ({ answers: [{ path: ["host"], error: denied, origin: { source: "test" } }] })),
  ],
  ["a rejection", source(async () => Promise.reject(denied))],
])("lets %s pass to the next source, and explain tells it", async (_, failing) => {
  const config = await loadConfig({ schema, sources: [optional(failing), memory({ host: "next" })] });
  expect(config.host).toBe("next");
  expect(explain(config)).toMatchObject([{ source: "memory", warning: "access denied by test" }]);
});

test("warns of each setting that a source could not be read for, and of no group beside them", async () => {
  const grouped = z.object({ a: z.string(), group: z.object({ b: z.string() }) });
  const warned: unknown[] = [];
  await loadConfig(
    {
      schema: grouped,
      sources: [optional(source(async () => Promise.reject(denied))), memory({ a: "1", group: { b: "2" } })],
    },
    { onWarning: ({ path }) => warned.push(path) },
  );
  expect(warned).toEqual([["a"], ["group", "b"]]);
});

test("explain shows what a setting's optional source could not answer", async () => {
  const failing = source(async () => ({
    answers: [{ path: ["host"], error: denied, origin: { source: "test" } }],
  }));
  const config = await loadConfig({ schema, sources: [optional(failing)] });
  expect(explain(config)).toMatchObject([
    { setting: "host", source: "default", warning: "access denied by test" },
  ]);
});

test("lets a source pass that never answers, with the time that is left for local ones", async () => {
  const hanging = source(() => new Promise(() => undefined));
  const config = await loadConfig(
    { schema, sources: [optional(hanging), memory({ host: "next" })] },
    { timeoutMs: 100 },
  );
  expect(config.host).toBe("next");
  expect(explain(config)).toMatchObject([{ source: "memory", warning: "no answer in time from test" }]);
});

test("stays local where the source is", () => {
  const failing: SyncSource = {
    ...source(async () => ({ answers: [] })),
    readSync: () => {
      throw denied;
    },
  };
  expect(loadConfigSync({ schema, sources: [optional(failing)] }).host).toBe("default");
});

test("passes on what was found", async () => {
  expect((await loadConfig({ schema, sources: [optional(memory({ host: "found" }))] })).host).toBe("found");
});

describe("passes the reading whole", () => {
  const values = { host: "a", extra: "b", group: { port: 1, other: 2 } };
  const asynchronous = { ...memory(values), readSync: undefined } as unknown as Source;
  const shape = { host: z.string(), group: z.looseObject({ port: z.number() }) };

  test.each<[string, Source]>([
    ["of a source that is read at once", memory(values)],
    ["of one that is not", asynchronous],
  ])("%s", async (_name, inner) => {
    const sources = [optional(inner)];
    expect(await loadConfig({ schema: z.looseObject(shape), sources })).toEqual(values);
    await expect(loadConfig({ schema: z.strictObject(shape), sources })).rejects.toMatchObject({
      problems: [{ message: "unknown name extra" }],
    });
    const needed = z.object({ host: z.string() });
    const [warned, refusing] = [[] as unknown[], optional({ ...inner, unknownNames: "refuse" })];
    await loadConfig(
      { schema: z.object({ extras: z.string().optional() }), sources },
      { onWarning: ({ message }) => warned.push(message) },
    );
    expect(warned).toEqual([expect.stringContaining("extra")]);
    await expect(loadConfig({ schema: needed, sources: [refusing] })).rejects.toThrow(/extra/);
  });

  test("with its warnings, and what an earlier source had", async () => {
    const answer = {
      answers: [{ path: ["host"], origin: { source: "test", location: "HOST" } }],
      warnings: [{ kind: "trap", path: ["host"], message: "odd", origin: { source: "test" } } as const],
    };
    const warned: unknown[] = [];
    const config = await loadConfig(
      {
        schema,
        sources: [
          memory({ host: "first" }),
          optional({ ...source(async () => answer), readSync: () => answer }),
        ],
      },
      { onWarning: ({ message }) => warned.push(message) },
    );
    expect(warned).toEqual(["odd"]);
    expect(explain(config)).toMatchObject([{ source: "memory", shadowed: [{ location: "HOST" }] }]);
  });
});
