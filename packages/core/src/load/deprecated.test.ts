import { expect, test } from "vitest";
import * as z from "zod";

import { explain } from "../inspect/explain.ts";
import type { Warning } from "../model/warning.ts";
import { memory } from "../sources/memory.ts";
import { loadConfig } from "./load.ts";

async function warningsOfLoad(schema: z.ZodType, values: object): Promise<string[]> {
  const warnings: Warning[] = [];
  await loadConfig({ schema, sources: [memory(values)] }, { onWarning: (each) => void warnings.push(each) });
  return warnings.map(({ kind, message, origin }) => `${kind}: ${message} (${origin.location})`);
}

test("a group is warned about once, where any of its settings has a value", async () => {
  const pool = z.object({ size: z.number() }).meta({ deprecated: true }).optional();
  const old = z
    .object({ a: z.string(), b: z.string().default("x"), pool })
    .meta({ deprecated: true, replacedBy: "NEW" });
  const schema = z.object({ old: old.optional(), port: z.number().default(1) });
  expect(await warningsOfLoad(schema, { old: { a: "1", b: "2" } })).toEqual([
    "deprecated: old is deprecated: use NEW (old.a)",
  ]);
  expect(await warningsOfLoad(schema, { old: { a: "1", pool: { size: 5 } } })).toEqual([
    "deprecated: old is deprecated: use NEW (old.a)",
    "deprecated: old.pool is deprecated (old.pool.size)",
  ]);
  expect(await warningsOfLoad(schema, { port: 5 })).toEqual([]);
});

test("a group of which nothing but its default is used isn't", async () => {
  const old = z.object({ a: z.string() }).default({ a: "1" }).meta({ deprecated: true });
  expect(await warningsOfLoad(z.object({ old }), {})).toEqual([]);
});

test("in a union of objects the union is warned about, whichever branch is chosen", async () => {
  const storage = z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), url: z.string() }),
      z.object({ kind: z.literal("b"), size: z.number() }),
    ])
    .meta({ deprecated: "use disks" as never });
  const config = await loadConfig(
    { schema: z.object({ storage }), sources: [memory({ storage: { kind: "b", size: 5 } })] },
    { onWarning: () => {} },
  );
  expect(explain(config).map(({ warning }) => warning)).toContain("storage is deprecated: use disks");
});
