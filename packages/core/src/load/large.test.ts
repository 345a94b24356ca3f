import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";
import * as z from "zod";

import { args } from "../sources/args/args.ts";
import { file } from "../sources/file/file.ts";
import { memory } from "../sources/memory.ts";
import { loadConfigSync } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-large-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** More than one call takes as arguments. */
const MANY = 150_000;
/** On a machine that is busy with other things. */
const PATIENCE_MS = 120_000;
const list = Array<number>(MANY).fill(1);
const record = Object.fromEntries(list.map((value, index) => [`k${index}`, value]));

test.each([
  ["a list", z.array(z.number()), list],
  ["a record", z.record(z.string(), z.number()), record],
  ["a set", z.set(z.number()), new Set(Object.keys(record).map((_, index) => index))],
])("%s may be long, given by the program or by a file", { timeout: PATIENCE_MS }, (_, type, value) => {
  const schema = z.object({ it: type });
  expect(loadConfigSync({ schema, sources: [memory({ it: value })] }).it).toEqual(value);
  const path = join(folder, "it.json");
  writeFileSync(path, JSON.stringify({ it: value instanceof Set ? [...value] : value }));
  expect(loadConfigSync({ schema, sources: [file(path)] }).it).toEqual(value);
});

test("and so may what is wrong in one, and one that an argument repeats", { timeout: PATIENCE_MS }, () => {
  const wrong = {
    schema: z.object({ it: z.array(z.number()) }),
    sources: [memory({ it: Array(MANY).fill("x") })],
  };
  expect(() => loadConfigSync(wrong)).toThrow(`holds ${MANY - 10} more of such items`);
  const objects = JSON.stringify(list.map(() => ({})));
  const from = ["--it", objects, "--it", "[{}]"];
  const schema = z.object({ it: z.array(z.looseObject({})) });
  expect(loadConfigSync({ schema, sources: [args({ from })] }).it).toHaveLength(MANY + 1);
});
