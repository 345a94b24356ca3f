import { afterEach, expect, test, vi } from "vitest";
import * as z from "zod";

import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";
import { loadConfig, loadConfigSync } from "./load.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const sources = [memory({ title: "shop", database: { password: "canary-e1b7" } })];
const withSecret = { schema: z.object({ database: z.object({ password: secret(z.string()) }) }), sources };
const publicOnly = { schema: z.object({ title: z.string() }), sources };

test("a browser loads no secret, and the error says so", async () => {
  vi.stubGlobal("document", {});
  vi.stubGlobal("process", { env: {} });
  expect(() => loadConfigSync(withSecret)).toThrow(
    /can't be loaded in a browser[^]*database.password[^]*schema of its own/,
  );
  await expect(loadConfig(withSecret)).rejects.not.toThrow("canary-e1b7");
  expect(loadConfigSync(publicOnly)).toEqual({ title: "shop" });
});

test("a document alone is no browser: jsdom runs in Node", () => {
  vi.stubGlobal("document", {});
  expect(loadConfigSync(withSecret).database.password.reveal()).toBe("canary-e1b7");
});
