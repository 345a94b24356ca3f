import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { stringify as toml } from "smol-toml";
import { afterAll, expect, test } from "vitest";
import { stringify as yaml } from "yaml";
import * as z from "zod";

import type { SyncSource } from "../contract/source.ts";
import { isWithin, pathName } from "../model/setting.ts";
import type { Origin } from "../model/problem.ts";
import { ConfigError } from "../report/config-error.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file } from "../sources/file/file.ts";
import { memory } from "../sources/memory.ts";
import { secretFiles } from "../sources/secret-files.ts";
import { loadConfigSync } from "./load.ts";

/**
 * The principle behind all sources: for whatever a source holds, its value arrives, or a problem or a warning names it. Every
 * setting has a default, so that what is dropped would be dropped in silence.
 */

type Path = readonly string[];

interface Held {
  readonly path: Path;
  readonly value: unknown;
}

const text = fc.constantFrom("plum", "a, b", "", " a plum ", "007", "null", "{", "two\nlines", "#x", "a=1");
const PLAIN = { noNullPrototype: true } as const;
const wrongNumber = fc.constantFrom<unknown>("many", null, true);

/** Types with a default that no input has, and what a source may hold for them: sound values, and some that are none. */
const types: readonly (readonly [schema: z.ZodType, value: fc.Arbitrary<unknown>])[] = [
  [z.string().default("default"), text],
  [z.string().nullable().default("default"), fc.oneof(text, fc.constant(null))],
  [z.number().default(-1), fc.oneof(fc.integer({ min: 0, max: 9e15 }), wrongNumber)],
  [z.boolean().nullable().default(null), fc.oneof(fc.boolean(), fc.constantFrom("perhaps", 5))],
  [z.enum(["debug", "info"]).default("info"), fc.constantFrom("debug", "INFO", "x")],
  [z.array(z.string()).default(["default"]), fc.array(fc.constantFrom("a", "b,c", "", " d"))],
  [z.array(z.number()).default([-1]), fc.array(fc.oneof(fc.nat(), wrongNumber))],
  [
    z.record(z.string(), z.number()).default({ d: -1 }),
    fc.dictionary(fc.constantFrom("a", "b"), fc.nat(), PLAIN),
  ],
  [
    z.array(z.object({ host: z.string(), port: z.number().optional() })).default([{ host: "default" }]),
    fc.array(fc.oneof(fc.record({ host: text }, PLAIN), fc.record({ host: text, port: fc.nat() }, PLAIN))),
  ],
  [z.union([z.number(), z.array(z.string())]).default(-1), fc.oneof(fc.nat(), fc.array(fc.constant("a")))],
];

const names = ["host", "portNumber", "apiKey", "logLevel", "timeZone"];
const groups = ["", "database", "mailServer"];

interface Generated {
  readonly schema: z.ZodType;
  readonly held: readonly Held[];
}

/** A schema of some settings, and what a source holds: for some of them, and under names that are nearly one of theirs. */
const cases: fc.Arbitrary<Generated> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...groups), fc.constantFrom(...names), fc.nat({ max: types.length - 1 })),
    {
      minLength: 1,
      maxLength: 6,
      selector: ([group, name]) => `${group}.${name}`,
    },
  )
  .chain((settings) => {
    const held = settings.map(([group, name, type]) => {
      const [, value] = types[type] ?? [];
      const own = group === "" ? [] : [group];
      return fc
        .tuple(value as fc.Arbitrary<unknown>, fc.nat({ max: 9 }))
        .map(([each, odds]): Held[] =>
          odds === 0 ? [] : [{ path: [...own, odds === 1 ? misspelt(name) : name], value: each }],
        );
    });
    return fc.tuple(...held).map((each) => ({ schema: schemaOf(settings), held: each.flat() }));
  });

function misspelt(name: string): string {
  return name.slice(0, 2) + name.slice(3);
}

function schemaOf(settings: readonly (readonly [group: string, name: string, type: number])[]): z.ZodType {
  const shapeOf = (wanted: string) =>
    Object.fromEntries(
      settings.flatMap(([group, name, type]) => (group === wanted ? [[name, types[type]?.[0]]] : [])),
    ) as z.ZodRawShape;
  const within = groups.slice(1).map((group) => [group, z.object(shapeOf(group)).prefault({})]);
  return z.object({ ...shapeOf(""), ...(Object.fromEntries(within) as z.ZodRawShape) });
}

const folder = mkdtempSync(join(tmpdir(), "confide-no-silence-"));
afterAll(() => rmSync(folder, { recursive: true }));

function tree(held: readonly Held[]): object {
  const root: Record<string, unknown> = {};
  for (const { path, value } of held) {
    const [key = "", ...above] = path.toReversed();
    const holder = above.toReversed().reduce<Record<string, unknown>>((within, each) => {
      return (within[each] ??= {}) as Record<string, unknown>;
    }, root);
    holder[key] = value;
  }
  return root;
}

function spelled(source: SyncSource, { path }: Held): string {
  return source.locate({ path, name: pathName(path), env: [] }) ?? "";
}

function spelling(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function pairs(source: SyncSource, held: readonly Held[]): (readonly [name: string, text: string])[] {
  return held.map((each) => [spelled(source, each), spelling(each.value)]);
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

let folders = 0;
function mounted(held: readonly Held[]): SyncSource {
  const path = mkdtempSync(join(folder, `${folders++}-`));
  const source = secretFiles(path);
  for (const [name, content] of pairs(source, held)) writeFileSync(join(path, name), content);
  return source;
}

/** A list or record by its parts, `LIST__0`; what is empty or of another type as a whole. */
function parts({ path, value }: Held): readonly Held[] {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
    return [{ path, value }];
  return Object.entries(value).flatMap(([key, each]) => parts({ path: [...path, key], value: each }));
}

/** A list item by item, each in a JSON list of its own, as its text may hold commas. */
function repeated(held: readonly Held[]): SyncSource {
  const items = held.flatMap(({ path, value }): Held[] =>
    Array.isArray(value) && value.length > 0
      ? value.map((item) => ({ path, value: [item] as unknown[] }))
      : [{ path, value }],
  );
  return asArguments(items);
}

interface SourceCase {
  readonly of: (held: readonly Held[]) => SyncSource;
  /** It holds strings only. */
  readonly isText: boolean;
  /** It is given the parts of lists and records, which are laid over the default. */
  readonly byParts?: true;
}

const variables = { prefix: "APP_", delimiter: "__" };
const asArguments = (held: readonly Held[]) =>
  args({ from: pairs(args(), held).map(([name, value]) => `${name}=${value}`) });
const asVariables = (held: readonly Held[]) =>
  env({ ...variables, from: Object.fromEntries(pairs(env(variables), held)) });

const sources: Readonly<Record<string, SourceCase>> = {
  "memory()": { of: (held) => memory(tree(held)), isText: false },
  "env()": { of: asVariables, isText: true },
  "env(), by parts": { of: asVariables, isText: true, byParts: true },
  "dotenv()": {
    of: (held) =>
      dotenv(
        written(
          ".env",
          pairs(dotenv(), held)
            .map(([name, value]) => `${name}='${value}'\n`)
            .join(""),
        ),
      ),
    isText: true,
  },
  "args()": { of: asArguments, isText: true },
  "args(), by parts": { of: asArguments, isText: true, byParts: true },
  "args(), repeated": { of: repeated, isText: true },
  "a JSON file": {
    of: (held) => file(written("a.json", JSON.stringify(tree(held), null, 1))),
    isText: false,
  },
  "a YAML file": { of: (held) => file(written("a.yaml", yaml(tree(held)))), isText: false },
  "a TOML file": { of: (held) => file(written("a.toml", toml(tree(held)))), isText: false },
  "mounted files": { of: mounted, isText: true },
};

/** What is reported: of a problem or a warning what it is about, and every word of it. */
interface Report {
  readonly path: Path;
  readonly words: string;
}

function reportOf(each: {
  readonly path?: Path | undefined;
  readonly message: string;
  readonly fix?: string | undefined;
  readonly places?: readonly Origin[];
  readonly origin?: Origin;
}): Report {
  const origins = [...(each.places ?? []), ...(each.origin ? [each.origin] : [])];
  const words = [each.message, each.fix ?? "", ...origins.map(({ location = "" }) => location)].join("\n");
  return { path: each.path ?? [], words };
}

/** The configuration, or nothing; and what is reported. */
function outcome(schema: z.ZodType, source: SyncSource): { config?: unknown; reports: Report[] } {
  const reports: Report[] = [];
  try {
    const config = loadConfigSync(
      { schema, sources: [source] },
      { onWarning: (warning) => void reports.push(reportOf(warning)) },
    );
    return { config, reports };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { reports: error.problems.map(reportOf) };
  }
}

/** What has neither arrived nor been named. What a problem names is taken out, and the rest tried again. */
function silent({ schema, held }: Generated, { of, isText }: SourceCase): readonly Held[] {
  const source = of(held);
  const { config, reports } = outcome(schema, source);
  const isNamed = (each: Held) => {
    const name = spelled(source, each);
    return reports.some(({ path, words }) => {
      const isAbout = path.length > 0 && (isWithin(each.path, path) || isWithin(path, each.path));
      return isAbout || words.includes(name);
    });
  };
  const left = held.filter((each) => !isNamed(each));
  if (config === undefined)
    return left.length === held.length ? held : silent({ schema, held: left }, { of, isText });
  return left.filter(({ path, value }) => {
    const got = path.reduce<unknown>(
      (above, key) => (above as Record<string, unknown> | undefined)?.[key],
      config,
    );
    return !isDeepStrictEqual(got, value) && !(isText && got === spelling(value));
  });
}

test.each(Object.keys(sources))("%s: what it holds arrives, or is named", (name) => {
  fc.assert(
    fc.property(cases, ({ schema, held }) => {
      const hasNull = JSON.stringify(held).includes("null");
      fc.pre(name !== "a TOML file" || !hasNull);
      const source = sources[name] as SourceCase;
      expect(silent({ schema, held: source.byParts ? held.flatMap(parts) : held }, source)).toEqual([]);
    }),
  );
});
