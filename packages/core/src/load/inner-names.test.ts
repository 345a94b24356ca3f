import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "../report/config-error.ts";
import type { Warning } from "../model/warning.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { loadConfig, loadConfigSync } from "./load.ts";

const server = z.object({ host: z.string(), port: z.number().default(1) });
const schema = z.object({
  servers: z.array(server).default([]),
  backends: z.record(z.string(), server).default({}),
  either: z.union([z.boolean(), server]).default(true),
  hidden: secret(z.object({ user: z.string(), level: z.number().default(1) })).optional(),
  any: z.array(z.looseObject({ a: z.string() })).default([]),
});
type Values = Readonly<Record<string, unknown>>;

const strictly = (values: Values) => ({ ...memory(values), unknownNames: "refuse" as const });

function linesOf(values: Values, sources = [strictly(values)], of: z.ZodType = schema): string[] {
  try {
    loadConfigSync({ schema: of, sources });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(
      ({ path, within = "", message, fix }) => `${path.join(".")}${within}: ${message}; ${fix}`,
    );
  }
}

function warningsOf(values: Values): string[] {
  const warnings: Warning[] = [];
  loadConfigSync({ schema, sources: [memory(values)] }, { onWarning: (warning) => warnings.push(warning) });
  return warnings.map(({ path = [], message, fix }) => `${path.join(".")}: ${message}; ${fix}`);
}

describe("a name that the schema doesn't have, inside a value", () => {
  const typo = { host: "h", prot: 5 };

  test.each<[values: Values, line: string]>([
    [{ servers: [{ host: "h" }, typo] }, "servers[1]: unknown name prot; did you mean port?"],
    [{ backends: { main: typo } }, "backends.*: unknown name prot; did you mean port?"],
    [{ either: typo }, "either: unknown name prot; did you mean port?"],
    [
      { hidden: { user: "u", lvel: 2 } },
      "hidden: holds a name that the schema doesn't know; did you mean level?",
    ],
    [
      { servers: [{ host: "h", hunter2: 5 }] },
      "servers[0]: holds a name that the schema doesn't know; take it out, or add it to the schema",
    ],
  ])("is refused by a strict source (%#)", (values, line) => {
    expect(linesOf(values)).toEqual([line]);
  });

  test("is refused in JSON of a strict source too", () => {
    const sources = [env({ from: { APP_SERVERS: JSON.stringify([typo]) }, prefix: "APP_", strict: true })];
    expect(linesOf({}, sources as never)).toEqual(["servers[0]: unknown name prot; did you mean port?"]);
  });

  test("is a warning elsewhere, where it is near to one that the schema has", () => {
    expect(warningsOf({ servers: [typo, { host: "h", hunter2: 5 }] })).toEqual([
      "servers: unknown name prot; did you mean port?",
    ]);
    expect(warningsOf({ any: [{ a: "a", b: 1, aa: 2 }], backends: { prot: { host: "h" } } })).toEqual([]);
  });

  test("is the fix of what is missing because of it", () => {
    const needed = z.object({ servers: z.array(z.object({ port: z.number() })) });
    expect(linesOf({}, [memory({ servers: [{ prot: 5 }] })] as never, needed)).toEqual([
      "servers[0].port: missing: expected a number; did you mean port?",
    ]);
  });

  test("is told once where zod refuses it", () => {
    const strict = z.object({ servers: z.array(z.strictObject({ port: z.number() })) });
    expect(linesOf({}, [strictly({ servers: [{ port: 1, prot: 5 }] })], strict)).toEqual([
      "servers[0]: holds names that the schema doesn't know; undefined",
    ]);
  });

  const part = z.object({ port: z.number().default(80) });
  const renamed = (value: unknown) => ({ port: (value as { prot: number }).prot });
  const PROT = "unknown name prot; did you mean port?";

  test.each<[of: z.ZodType, value: unknown, line: string]>([
    [z.map(z.string(), part), { q: { prot: 1 } }, `s.*: ${PROT}`],
    [z.map(z.string(), part), new Map([["q", { prot: 1 }]]), `s.*: ${PROT}`],
    [z.map(z.string(), z.array(part)), { q: [{ port: 1 }, { prot: 1 }] }, `s.*[1]: ${PROT}`],
    [z.set(part), [{ port: 1 }, { prot: 1 }], `s[1]: ${PROT}`],
    [z.preprocess((value) => value, part), { prot: 1 }, `s: ${PROT}`],
    [z.preprocess((value) => value, z.array(part)).optional(), [{ prot: 1 }], `s[0]: ${PROT}`],
    [z.array(z.preprocess((value) => value, part)), [{ prot: 1 }], `s[0]: ${PROT}`],
    [
      z.preprocess((text) => JSON.parse(String(text)) as unknown, z.array(part)),
      '[{"prot":1}]',
      `s[0]: ${PROT}`,
    ],
  ])("is refused in a map, a set and behind a preprocess too (%#)", (of, s, line) => {
    expect(linesOf({ s }, [strictly({ s })], z.object({ s: of }))).toEqual([line]);
  });

  test.each<[of: z.ZodType, value: unknown]>([
    [z.preprocess(renamed, part), { prot: 1 }],
    [z.union([z.object({ a: z.string() }), z.preprocess((value) => value, part)]), { a: "a" }],
    [z.map(z.string(), z.looseObject({ port: z.number().optional() })), { q: { prot: 1 } }],
  ])("is none that a preprocess takes, or that a loose object holds (%#)", (of, s) => {
    expect(linesOf({ s }, [strictly({ s })], z.object({ s: of, n: z.number().optional() }))).toEqual([]);
  });

  test("is looked for behind a preprocess in a copy of the value", () => {
    const grown = z.preprocess((value) => {
      (value as number[]).push(1);
      return value;
    }, z.any());
    expect(loadConfigSync({ schema: z.object({ s: grown }), sources: [strictly({ s: [] })] })).toEqual({
      s: [1],
    });
  });

  test("isn't looked for behind a preprocess that is asynchronous: it ran once", async () => {
    let runs = 0;
    const slow = z.preprocess(async (value) => {
      runs++;
      return value;
    }, part);
    const config = await loadConfig({
      schema: z.object({ s: slow }),
      sources: [strictly({ s: { prot: 1 } })],
    });
    expect([config, runs]).toEqual([{ s: { port: 80 } }, 1]);
  });
});
