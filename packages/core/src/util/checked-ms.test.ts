import { expect, test } from "vitest";
import * as z from "zod";

import { readSecret } from "../load/read-secret.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { watchConfig } from "../live/watch-config.ts";
import { memory } from "../sources/memory.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const definition = { schema: z.object({ a: z.string().default("x") }), sources: [memory({})] };

test.each([Number.NaN, 0, -1, "60" as unknown as number, null as unknown as number])(
  "%s is no time, wherever one is taken",
  async (ms) => {
    const refused = (option: string) => new RangeError(`${option} must be a number of milliseconds above 0`);
    const store = memoryStore({});
    await expect(loadConfig(definition, { timeoutMs: ms })).rejects.toEqual(refused("timeoutMs"));
    expect(() => loadConfigSync(definition, { timeoutMs: ms })).toThrow(refused("timeoutMs"));
    await expect(watchConfig(definition, { timeoutMs: ms })).rejects.toEqual(refused("timeoutMs"));
    await expect(watchConfig(definition, { everyMs: ms })).rejects.toEqual(refused("everyMs"));
    await expect(readSecret(store, "a", { timeoutMs: ms })).rejects.toEqual(refused("timeoutMs"));
    expect(() => fromStore(store, { timeoutMs: ms })).toThrow(refused("timeoutMs"));
  },
);
