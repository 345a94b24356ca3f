import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "../../load/load.ts";
import type { Warning } from "../../model/warning.ts";
import { secretFiles } from "../secret-files.ts";

const cwd = mkdtempSync(join(tmpdir(), "confide-part-files-"));
afterAll(() => rmSync(cwd, { recursive: true }));
for (const path of ["run/r/a", "run/r/deep/b", "run/flat_a", "run/known/name"]) {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), "1");
}

function messagesOf(shape: Readonly<Record<string, z.ZodType>>): readonly string[] {
  const messages: string[] = [];
  const onWarning = ({ message, fix }: Warning) => messages.push(`${message}: ${fix}`);
  loadConfigSync({ schema: z.object(shape), sources: [secretFiles("run", { cwd })] }, { onWarning });
  return messages;
}

describe("a file in a folder called as a setting that is one value", () => {
  test.each<z.ZodType>([
    z.record(z.string(), z.string()).optional(),
    z.map(z.string(), z.string()).optional(),
    z.array(z.string()).default([]),
    z.object({}).catchall(z.string()),
    z.looseObject({}).optional(),
    z.union([z.boolean(), z.record(z.string(), z.string())]).default(false),
  ])("is a warning (%#)", (r) => {
    const isOne = "is not read: r is one value: write all of it as JSON into one file, run/r";
    expect(messagesOf({ r: r.optional() })).toEqual([`run/r/a ${isOne}`, `run/r/deep/b ${isOne}`]);
  });

  test("is none where a setting reads it, or where it isn't in the folder", () => {
    const record = z.record(z.string(), z.string()).optional();
    expect(messagesOf({ known: record, knownName: z.string(), flat: record, o: record })).toEqual([
      "unknown name flat_a: did you mean flat?",
    ]);
    expect(messagesOf({ r: z.string().optional() })).toEqual([]);
  });
});
