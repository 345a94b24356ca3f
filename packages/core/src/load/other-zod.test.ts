import { createRequire } from "node:module";

import { expect, test } from "vitest";
import * as z from "zod";
import type * as mini from "zod/mini";

import { envExample } from "../inspect/env-example.ts";
import { defineConfig } from "./definition.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";

// The CommonJS files of zod are another copy of it, as a program has that requires it.
const require = createRequire(import.meta.url);
const { z: other } = require("zod") as typeof z;
const otherMini = require("zod/mini") as typeof mini;

const settings = {
  port: other.int("give a port").min(1, "too low").meta({ env: "HTTP_PORT", description: "the port" }),
  key: secret(other.string().min(3)),
  name: secret(otherMini.string().register(otherMini.globalRegistry, { env: "NAME_OF_IT" })),
};

function load(values: Readonly<Record<string, unknown>>) {
  return loadConfigSync(defineConfig({ schema: other.object(settings), sources: [memory(values)] }));
}

test("a schema of another copy of zod loads as its own", () => {
  expect(other.string).not.toBe(z.string);
  const config = load({ port: 5, key: "abc", name: "it" });
  expect([config.port, config.key.reveal(), config.name.reveal()]).toEqual([5, "abc", "it"]);
});

test("and its metadata and messages are read", () => {
  expect(envExample({ schema: other.object(settings) })).toMatch(/the port[^]*HTTP_PORT=[^]*NAME_OF_IT=/);
  expect(() => load({ port: 0, key: "abc", name: "it" })).toThrow("too low");
  expect(() => load({ port: 0, key: "0", name: "it" })).toThrow(/too low[^]*key/);
});

test("and an asynchronous check of it is known as one", async () => {
  const schema = other.object({ it: other.string().refine((text) => Promise.resolve(text === "a")) });
  const sources = [memory({ it: "a" })];
  expect(() => loadConfigSync(defineConfig({ schema, sources }))).toThrow("load it with loadConfig");
  await expect(loadConfig(defineConfig({ schema, sources }))).resolves.toEqual({ it: "a" });
});
