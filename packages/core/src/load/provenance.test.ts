import { inspect } from "node:util";
import { serialize } from "node:v8";

import { expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "./load.ts";
import { recall } from "./provenance.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";

const reading = (source: string) => ({
  answers: [{ path: ["host"], value: "db", origin: { source, location: "host" } }],
});

const load = (schema: z.ZodType, values: Record<string, unknown>) =>
  loadConfigSync({ schema, sources: [memory(values)] }) as object;

test("is known of the very object that was loaded, not of a copy", () => {
  const config = load(z.object({ host: z.string() }), { host: "db" });
  expect(recall(config)?.origins.get("host")).toEqual({ source: "memory", location: "host" });
  expect(recall({ ...config })).toBeUndefined();
  expect(recall({})).toBeUndefined();
});

test("is not known of what is no object, though a load may come to that", () => {
  const schema = z.object({ host: z.string() });
  for (const made of ["db", 7, null, undefined]) {
    const definition = { schema: schema.transform(() => made), sources: [memory({ host: "db" })] };
    const config = loadConfigSync<z.ZodType>(definition);
    expect([config, recall(config)]).toEqual([made, undefined]);
  }
});

test("is known of an object that the schema has frozen, or brings back each time", () => {
  const one = { same: true };
  const schema = z.object({ host: z.string() });
  expect(recall(load(schema.readonly(), { host: "db" }))).toBeDefined();
  load(
    schema.transform(() => one),
    { host: "first" },
  );
  loadConfigSync({
    schema: schema.transform(() => one),
    sources: [{ ...memory({}), readSync: () => reading("second") }],
  });
  expect(recall(one)?.origins.get("host")).toEqual({ source: "second", location: "host" });
});

test("shows nowhere, though the values that it leads to are bare", () => {
  const config = load(z.object({ host: z.string(), key: secret(z.string()) }), { host: "db", key: "canary" });
  const shown = [
    inspect(config, { showHidden: true, depth: Infinity, getters: true }),
    JSON.stringify(config),
    JSON.stringify(Reflect.ownKeys(config)),
    serialize({ ...config, key: undefined }).toString("latin1"),
  ];
  expect(shown.join("\n")).not.toContain("canary");
  expect(Reflect.ownKeys(config)).toEqual(["host", "key"]);
});
