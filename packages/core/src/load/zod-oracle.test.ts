import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { stringify as toml } from "smol-toml";
import { afterAll, expect, test } from "vitest";
import { stringify as yaml } from "yaml";
import type { ZodType } from "zod";

import { configuration, described } from "../../test/generated-schemas.ts";
import type { SyncSource } from "../contract/source.ts";
import type { Setting } from "../model/setting.ts";
import { ConfigError } from "../report/config-error.ts";
import { planOf } from "../schema/plan.ts";
import { isSecret } from "../secret/secret.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file } from "../sources/file/file.ts";
import { memory } from "../sources/memory.ts";
import { tried } from "../util/tried.ts";
import { decode } from "./decode.ts";
import { loadConfigSync } from "./load.ts";

/** A schema with ten inputs: `npm run test:long` looks at 100 000 cases for each test. */
const cases = configuration.chain(({ schema, input }) =>
  fc.record({ schema: fc.constant(schema), inputs: fc.array(input, { minLength: 10, maxLength: 10 }) }),
);

/** Without unions of objects: a string may suit another branch than the value does. */
const spellable = cases.filter(({ schema }) => !planOf(schema).hasVariants);

const folder = mkdtempSync(join(tmpdir(), "confide-oracle-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("memory() takes what zod takes, and nothing else", () => {
  fc.assert(
    fc.property(cases, ({ schema, inputs }) => {
      for (const input of inputs)
        expect([described(schema), loaded(schema, memory(input as object))]).toEqual([
          described(schema),
          parsed(schema, input),
        ]);
    }),
  );
});

test.each<[name: string, source: (values: readonly Spelled[]) => SyncSource]>([
  ["variables", (values) => env({ from: Object.fromEntries(named(env(), values)) })],
  ["a .env file", (values) => dotenv(written(".env", lines(named(dotenv(), values))))],
  ["arguments", (values) => args({ from: named(args(), values).map((pair) => pair.join("=")) })],
])("%s: what memory() gives", (_, sourceOf) => {
  fc.assert(
    fc.property(spellable, ({ schema, inputs }) => {
      for (const input of inputs) {
        const values = spelledIn(schema, input, sourceOf([]));
        const expected = loaded(schema, memory(nested(values)));
        expect([described(schema), loaded(schema, sourceOf(values))]).toEqual([described(schema), expected]);
      }
    }),
  );
});

test.each<[name: string, write: (value: object) => string]>([
  ["a.json", JSON.stringify],
  ["a.yaml", yaml],
  ["a.toml", toml],
])("%s: what memory() gives", (name, write) => {
  fc.assert(
    fc.property(cases, ({ schema, inputs }) => {
      for (const input of inputs) {
        const tree = JSON.parse(JSON.stringify(input, asJson)) as object;
        if (name === "a.toml" && JSON.stringify(tree).includes("null")) continue; // it has none
        const source = file(written(name, write(tree)));
        const expected = loaded(schema, memory(tree));
        expect([described(schema), loaded(schema, source)]).toEqual([described(schema), expected]);
      }
    }),
  );
});

function parsed(schema: ZodType, input: unknown): unknown {
  const result = tried(() => schema.safeParse(input)); // zod throws where it is to freeze bytes
  return result?.success ? { taken: plain(result.data) } : "refused";
}

function loaded(schema: ZodType, source: SyncSource): unknown {
  try {
    return {
      taken: plain(loadConfigSync({ schema, sources: [source] }, { onWarning: () => undefined })),
    };
  } catch (error) {
    if (error instanceof ConfigError) return "refused";
    throw error;
  }
}

/** Secrets as their values, and nothing of what is undefined. */
function plain(value: unknown): unknown {
  if (isSecret(value)) return plain(value.reveal());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, plain(each)]])),
  );
}

function isPlain(value: object): boolean {
  return [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}

interface Spelled {
  readonly setting: Setting;
  readonly value: unknown;
  readonly text: string;
}

/** Of an input the settings that a string can spell, under a name that the source has for them. */
function spelledIn(schema: ZodType, input: unknown, source: SyncSource): Spelled[] {
  return planOf(schema).settings.flatMap((setting) => {
    const value = setting.path.reduce<unknown>((above, key) => (above as never)?.[key], input);
    const text = spelling(value);
    const isSpelled =
      text !== undefined && source.locate(setting) !== undefined && spells(setting, text, value);
    return isSpelled ? [{ setting, value, text }] : [];
  });
}

function spelling(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "bigint") return String(value);
  return tried(() => JSON.stringify(value, asJson)?.replace(/^"(.*)"$/, "$1"));
}

/** Where a schema takes several types, or whatever comes, the decoder says whether a string gives the value. */
function spells({ valueType }: Setting, text: string, value: unknown): boolean {
  if (typeof value === valueType.type) return !Object.is(value, -0);
  if (typeof value === "string" && valueType.type === "text") return true;
  return isDeepStrictEqual(decode(valueType, text), value);
}

function asJson(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
}

function nested(values: readonly Spelled[]): object {
  const tree = {};
  for (const { setting, value } of values) {
    const holder = setting.path
      .slice(0, -1)
      .reduce<Record<string, never>>((above, key) => (above[key] ??= {} as never), tree);
    holder[setting.path.at(-1) ?? ""] = value as never;
  }
  return tree;
}

function named(source: SyncSource, values: readonly Spelled[]): [name: string, text: string][] {
  return values.map(({ setting, text }) => [source.locate(setting) ?? "", text]);
}

function lines(values: readonly (readonly [name: string, text: string])[]): string {
  return values.map(([name, text]) => `${name}='${text}'\n`).join("");
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
