import { inspect } from "node:util";
import { serialize } from "node:v8";

import { expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "./load.ts";
import { loadedOf } from "./loaded.ts";
import { secret } from "./secret-schema.ts";
import { memory } from "./sources/memory.ts";

const load = (schema: z.ZodType, values: Record<string, unknown>) =>
  loadConfigSync({ schema, sources: [memory(values)] }) as object;

test("is known of the very object that was loaded, not of a copy", () => {
  const config = load(z.object({ host: z.string() }), { host: "db" });
  expect(loadedOf(config)?.resolution.values.get("host")?.value).toBe("db");
  expect(loadedOf({ ...config })).toBeUndefined();
  expect(loadedOf({})).toBeUndefined();
});

test("is known of an object that the schema has frozen, or brings back each time", () => {
  const one = { same: true };
  const schema = z.object({ host: z.string() });
  expect(loadedOf(load(schema.readonly(), { host: "db" }))).toBeDefined();
  load(
    schema.transform(() => one),
    { host: "first" },
  );
  load(
    schema.transform(() => one),
    { host: "second" },
  );
  expect(loadedOf(one)?.resolution.values.get("host")?.value).toBe("second");
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
