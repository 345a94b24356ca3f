import { execFile } from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import { inspect, promisify } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import {
  type BuiltCase,
  buildCase,
  type LeakCase,
  leakCases,
  mayHoldCanary,
  needlesOf,
  piecesOf,
  places,
  secrecies,
  sourceOf,
} from "../../test/leak-cases.ts";
import { leakySchemas } from "../../test/leaky-schemas.ts";
import { cheapSinks, sinks } from "../../test/sinks.ts";
import { ConfigError } from "../report/config-error.ts";
import { envExample } from "../inspect/env-example.ts";
import { SourceError } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source, SyncSource } from "../contract/source.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";

/** The configuration, or what was thrown. */
async function attempt({ schema, async }: BuiltCase, source: SyncSource): Promise<unknown> {
  const definition = { schema, sources: [source] };
  try {
    return async ? await loadConfig(definition) : loadConfigSync(definition);
  } catch (error) {
    return error;
  }
}

/** The sinks in which a needle shows; never the needle itself, as this is printed. */
function shownIn(value: unknown, needles: readonly string[], where: typeof sinks = sinks): string[] {
  return Object.entries(where).flatMap(([sink, print]) => {
    const printed = print(value);
    return mayHoldCanary(printed) && needles.some((needle) => printed.includes(needle)) ? [sink] : [];
  });
}

function valuesOf(built: BuiltCase, which: "good" | "bad"): Record<string, unknown> {
  return Object.fromEntries(built.leaves.map((leaf) => [leaf.name, leaf[which]]));
}

function secretNeedles({ leaves }: BuiltCase): string[] {
  return leaves
    .filter(({ leaf }) => leaf.secret !== "none")
    .flatMap(({ leaf }) => needlesOf(leaf, undefined));
}

describe("each way alone, in every place and as every kind of secret", () => {
  const canary = { text: "QXVWZKHJRNTSPLMDGFBC", number: 739_184_625_198 };

  test.each(Object.keys(leakySchemas))("%s", async (trouble) => {
    for (const [from, how] of places.flatMap((place) => secrecies.map((kind) => [place, kind] as const))) {
      const each: LeakCase = {
        leaves: [{ canary, trouble, secret: how, wrapper: "none" }],
        group: "object",
        from,
      };
      const [built, where] = [buildCase(each), from === "env" ? sinks : cheapSinks];
      const needles = built.leaves.flatMap(({ leaf, bad }) => needlesOf(leaf, bad));
      const error = await attempt(built, sourceOf(each, valuesOf(built, "bad")));
      const told = error instanceof ConfigError ? error.problems.map(({ path }) => path.join(".")) : [];
      expect([from, how, ...new Set(told), ...shownIn(error, needles, where)]).toEqual([
        from,
        how,
        "group.alpha",
      ]);
      const config = await attempt(built, sourceOf(each, valuesOf(built, "good")));
      expect([from, how, config]).not.toEqual([from, how, expect.any(Error)]);
      expect([from, how, ...shownIn(config, secretNeedles(built), where)]).toEqual([from, how]);
    }
  });
});

test("nothing shows a value, whatever schemas do with it", { timeout: 120_000 }, async () => {
  const counts = { cases: 0, failures: 0 };
  const look = (value: unknown, needles: readonly string[]) => {
    counts.cases++;
    if (value instanceof ConfigError) counts.failures++;
    return shownIn(value, needles, counts.cases % 40 === 0 ? sinks : cheapSinks);
  };

  await fc.assert(
    fc.asyncProperty(leakCases, async (each) => {
      const built = buildCase(each);
      const secrets = secretNeedles(built);
      const good = valuesOf(built, "good");
      const needles = new Map(built.leaves.map((leaf) => [leaf.name, needlesOf(leaf.leaf, leaf.good)]));
      for (const { name, bad, leaf } of built.leaves) {
        const all = [...new Map(needles).set(name, needlesOf(leaf, bad)).values()].flat();
        const error = await attempt(built, sourceOf(each, { ...good, [name]: bad }));
        expect([leaf.trouble, error]).toEqual([leaf.trouble, expect.any(ConfigError)]);
        expect([leaf.trouble, ...look(error, all)]).toEqual([leaf.trouble]);
      }
      built.failGroup(true);
      const refused = await attempt(built, sourceOf(each, good));
      expect(look(refused, refused instanceof Error ? [...needles.values()].flat() : secrets)).toEqual([]);
      built.failGroup(false);
      const config = await attempt(built, sourceOf(each, good));
      expect(config).not.toBeInstanceOf(Error);
      expect(look(config, secrets)).toEqual([]);
      expect(look(explain(config, { values: true }), secrets)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );

  expect(counts.cases).toBeGreaterThan(10_000);
  expect(counts.failures).toBeGreaterThan(5_000);
});

const CANARY = "QXVWZKHJRNTSPLMD";
const pieces = piecesOf(CANARY);

describe("a source's own failure shows no value", () => {
  class HttpError extends Error {
    readonly config = { headers: { authorization: CANARY } };
    readonly response = { data: CANARY, status: 403 };
    readonly code = "ERR_BAD_REQUEST";
    override readonly cause = new Error(CANARY);
  }
  const failures: readonly [string, () => unknown][] = [
    ["an error", () => new Error(CANARY)],
    ["an error with properties", () => new HttpError(`GET with ${CANARY}`)],
    ["text", () => CANARY],
    ["an object", () => ({ message: CANARY, stack: CANARY, status: CANARY, body: CANARY })],
    ["an error of JSON.parse", () => jsonError(`{"a":${CANARY}`)],
    [
      "a SourceError's cause",
      () => new SourceError({ reason: "denied", message: "denied", cause: new Error(CANARY) }),
    ],
  ];
  const schema = z.object({ key: secret(z.string()), port: z.number() });

  test.each(failures)("%s", async (_, make) => {
    const fail = (): never => {
      throw make();
    };
    const throwing: SyncSource = {
      name: "it",
      locate: ({ name }) => name,
      readSync: fail,
      read: async () => fail(),
    };
    const definition = { schema, sources: [throwing] };
    for (const error of [
      await loadConfig(definition).catch((caught: unknown) => caught),
      thrownBy(() => loadConfigSync(definition)),
      await loadConfig({ schema, sources: [optional(throwing)] }).catch((caught: unknown) => caught),
      await checkConfig(definition),
    ])
      expect(shownIn(error, pieces)).toEqual([]);
  });

  test("nor does a source that throws in other places", async () => {
    const fail = (): never => {
      throw new Error(CANARY);
    };
    const sources: Source[] = [
      { name: "locate", locate: fail, read: async () => ({ answers: [] }) },
      {
        name: "answers",
        locate: () => "x",
        read: async () => Object.defineProperty({ answers: [] }, "answers", { get: fail }),
      },
      {
        name: "unknown",
        locate: () => "x",
        read: async () => Object.defineProperty({ answers: [] }, "unknown", { get: fail }),
      },
    ];
    for (const source of sources) {
      const error = await loadConfig({ schema, sources: [source] }).catch((caught: unknown) => caught);
      expect([source.name, error]).toEqual([source.name, expect.any(ConfigError)]);
      expect([source.name, ...shownIn(error, pieces)]).toEqual([source.name]);
    }
  });
});

function jsonError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("a group's text that is no JSON shows nothing", () => {
  const schema = z.object({
    it: z.object({ key: secret(z.string()), deep: z.object({ key: secret(z.string()) }) }),
  });

  test.each([
    CANARY,
    `{"key":"${CANARY}`,
    `{"key":"${CANARY}"}}`,
    `["${CANARY}"]`,
    `"${CANARY}"`,
    `{"key":"x","deep":"${CANARY}"}`,
    `{"key":"x","deep":["${CANARY}"]}`,
    `{"${CANARY}":"${CANARY}"}`,
    `{"key":"x","deep":{"__proto__":"${CANARY}"}}`,
    `{"key":{"a":"${CANARY}"},"deep":{"key":["${CANARY}"]}}`,
  ])("%#", (text) => {
    const error = thrownBy(() => loadConfigSync({ schema, sources: [env({ from: { IT: text } })] }));
    expect(error).toBeInstanceOf(ConfigError);
    // Unknown names are told, so that typos are found; a value never.
    const hidden = text.startsWith(`{"${CANARY}"`) ? [`"${CANARY}"`, `: ${CANARY}`] : pieces;
    expect(shownIn(error, hidden)).toEqual([]);
  });
});

test("the defaults of secrets show nowhere", async () => {
  const schema = z.object({
    bare: secret(z.string().default(CANARY)),
    wrapped: secret(z.string()).default(new Secret(CANARY)),
    prefault: secret(z.string()).prefault(CANARY),
    caught: secret(z.string().min(99).catch(CANARY)),
    invalid: secret(
      z
        .string()
        .max(3, { error: ({ input }) => `not ${input as string}` })
        .default(CANARY),
    ),
    group: z
      .object({ key: secret(z.string()), host: z.string() })
      .default({ key: new Secret(CANARY), host: "h" }),
  });
  const definition = { schema, sources: [memory({ caught: "x", group: { host: "other" } })] };
  const config = await loadConfig(definition);
  expect(config.group).toMatchObject({ host: "other" });
  expect(config.group.key.reveal()).toBe(CANARY);
  const problems = await checkConfig(definition);
  expect(problems.map(({ path }) => path.join("."))).toEqual(["invalid"]);
  for (const value of [config, explain(config, { values: true }), problems, envExample({ schema })])
    expect(shownIn(value, pieces)).toEqual([]);
});

test("a message that the application gave zod for all errors is not asked", () => {
  const before = z.config();
  z.config({
    customError: ({ input }) => `got ${String(input)}`,
    localeError: ({ input }) => `got ${String(input)}`,
  });
  try {
    const schema = z.object({
      key: secret(z.string().max(3)),
      port: z.number().max(3),
      list: z.array(z.string().max(3)),
    });
    const from = { KEY: CANARY, PORT: "73918462", LIST: `a,${CANARY}` };
    const error = thrownBy(() => loadConfigSync({ schema, sources: [env({ from })] }));
    expect((error as ConfigError).problems).toHaveLength(3);
    expect(shownIn(error, [...pieces, "73918462"])).toEqual([]);
  } finally {
    z.config({ ...before, customError: undefined, localeError: before.localeError });
  }
});

test("warnings hold no value", async () => {
  const heard: unknown[] = [];
  const hear = (message: unknown) => void heard.push(message);
  const schema = z.object({
    key: secret(z.string()).meta({ deprecated: true }),
    port: z.string().optional(),
  });
  const trap: SyncSource = {
    ...memory({}),
    readSync: () => ({
      answers: [],
      warnings: [{ kind: "trap", path: ["port"], message: "odd", origin: { source: "it" } }],
    }),
  };
  diagnostics.subscribe("confide:warning", hear);
  try {
    const config = loadConfigSync({ schema, sources: [trap, memory({ key: CANARY, prot: CANARY })] });
    expect(heard.length).toBeGreaterThan(0);
    for (const value of [
      heard,
      explain(config),
      await checkConfig({ schema, sources: [memory({ key: CANARY })] }),
    ])
      expect(shownIn(value, pieces)).toEqual([]);
  } finally {
    diagnostics.unsubscribe("confide:warning", hear);
  }
});

describe("a process that ends by it prints no value", () => {
  const setup = `
    import * as z from "zod";
    import { env, loadConfig, loadConfigSync, secret } from "./src/index.ts";
    const schema = z.object({
      key: secret(z.string().refine((key) => key === "", { error: ({ input }) => "got " + input })),
      port: z.string().transform((text) => JSON.parse(text)),
      json: secret(z.string()).transform((text) => JSON.parse(text.reveal())).optional(),
    });
    const definition = { schema, sources: [env({ from: { KEY: "${CANARY}", PORT: "${CANARY}", JSON: "${CANARY}" } })] };`;

  test.each([
    ["an uncaught exception", "loadConfigSync(definition)"],
    ["a rejection", "await loadConfig(definition)"],
    ["an unhandled rejection", "void loadConfig(definition)"],
    [
      "an error as a cause",
      "try { loadConfigSync(definition) } catch (cause) { throw new Error('it failed', { cause }) }",
    ],
    [
      "an emitted error",
      "loadConfig(definition).catch((e) => new (await import('node:events')).EventEmitter().emit('error', e))".replace(
        "(e) =>",
        "async (e) =>",
      ),
    ],
  ])("%s", async (_, statement) => {
    const parameters = ["--input-type=module", "-e", `${setup}\n${statement}`];
    const cwd = new URL("../..", import.meta.url);
    const error: unknown = await promisify(execFile)(process.execPath, parameters, { cwd }).catch(
      (e: unknown) => e,
    );
    const printed = inspect(error, { maxStringLength: null }).replaceAll(parameters[2] ?? "", "");
    expect(printed).toContain("Configuration is not valid");
    const { stderr, stdout } = error as { stderr: string; stdout: string };
    for (const piece of pieces) expect(stderr + stdout).not.toContain(piece);
  });
});
