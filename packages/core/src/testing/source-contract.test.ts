import { describe, expect, test } from "vitest";

import { SourceError } from "../model/errors.ts";
import type { Found, Reading, Source } from "../contract/source.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { sourceContract } from "./source-contract.ts";

/** `{ "database.host": "h" }` as `{ database: { host: "h" } }`. */
function nested(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const tree: Record<string, Record<string, string> | string> = {};
  for (const [path, value] of Object.entries(values)) {
    const [group = "", name] = path.split(".");
    tree[group] = name === undefined ? value : { ...(tree[group] as Record<string, string>), [name]: value };
  }
  return tree;
}

sourceContract({ describe, test }, { name: "memory", create: (values) => optional(memory(nested(values))) });

/** The cases that a source doesn't pass, and what each says of it. */
async function failuresOf(
  change: (source: Source) => Partial<Source>,
): Promise<(readonly [name: string, message: string])[]> {
  const cases: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (name: string, body: () => Promise<void>) => cases.push([name, body]),
  };
  const create = (values: Readonly<Record<string, string>>): Source => {
    const whole = memory(nested(values));
    const source: Source = {
      name: whole.name,
      locate: (setting) => whole.locate(setting),
      read: async (...asked) => whole.read(...asked),
    };
    return { ...source, ...change(source) };
  };
  sourceContract(runner, { name: "memory", create });
  const outcomes = await Promise.all(
    cases.map(async ([name, body]) => [name, await failureOf(body)] as const),
  );
  return outcomes.flatMap(([name, message]) => (message === undefined ? [] : [[name, message] as const]));
}

/** No message repeats a value: what is under test may hold real ones. */
async function failureOf(body: () => Promise<void>): Promise<string | undefined> {
  const error: unknown = await body().catch((thrown: unknown) => thrown);
  expect(String(error)).not.toMatch(/canary|a\.example/);
  return error === undefined ? undefined : (error as Error).message;
}

/** A change of what the source reads. */
function reading(
  change: (reading: Reading, wanted: readonly { readonly path: readonly string[] }[]) => Reading,
) {
  return (source: Source): Partial<Source> => ({
    read: async (wanted, context) => change(await source.read(wanted, context), wanted),
  });
}

function eachFound(change: (found: Found) => Reading["answers"][number]) {
  return reading((read) => ({
    ...read,
    answers: read.answers.map((answer) => ("value" in answer ? change(answer) : answer)),
  }));
}

function valuesIn({ answers }: Reading): string {
  return answers.map((answer) => ("value" in answer ? String(answer.value) : "")).join();
}

const origin = { source: "memory", location: "port" };
const invented: Found = { path: ["port"], value: "1", origin };

const failedForAbsent = reading((read, wanted) => {
  const error = new SourceError({ reason: "unknown", message: "it isn't here" });
  const held = new Set(read.answers.map(({ path }) => path.join()));
  const absent = wanted.filter(({ path }) => !held.has(path.join()));
  return { answers: [...read.answers, ...absent.map(({ path }) => ({ path, error, origin }))] };
});

function changing() {
  let version = 0;
  return eachFound((found) => ({ ...found, origin: { ...found.origin, version: String(version++) } }));
}

describe("the contract", () => {
  test("passes a source that keeps it", async () => {
    expect(await failuresOf(() => ({}))).toEqual([]);
  });

  test("shows its cases to the runner, each under a name of its own", () => {
    const names: string[] = [];
    const runner = {
      describe: (_: string, body: () => void) => body(),
      test: (name: string) => names.push(name),
    };
    sourceContract(runner, { name: "x", create: () => memory({}) });
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(10);
  });

  const named = "has a name, and a spelling for a setting";
  const finds = "finds what it holds, and says where";
  const feeds = "feeds a load, which hides the secret";
  const misses = "is named in the report of a load that misses something";
  const quiet = "keeps values out of places, names and warnings";

  test.each<[string, (source: Source) => Partial<Source>, name: string, message: string]>([
    ["has another name", () => ({ name: "other" }), named, "its name is not what the contract says"],
    ["spells nothing", () => ({ locate: () => undefined }), named, "locate() spells no setting at all"],
    [
      "spells another thing each time",
      () => ({ locate: () => String(Math.random()) }),
      named,
      "locate() twice is not what the contract says",
    ],
    ["finds nothing", reading((read) => ({ ...read, answers: [] })), finds, "no answer for host"],
    [
      "finds something else",
      eachFound((found) => ({ ...found, value: "x" })),
      finds,
      "host is not what the contract says",
    ],
    [
      "doesn't say where",
      eachFound((found) => ({ ...found, origin: { source: "memory" } })),
      finds,
      "the origin has no location",
    ],
    [
      "invents an answer",
      reading((read) => ({ ...read, answers: [...read.answers, invented] })),
      "answers nothing for what it doesn't hold",
      "the answers is not what the contract says",
    ],
    [
      "fails for what it doesn't hold",
      failedForAbsent,
      "answers nothing for what it doesn't hold",
      "the answers is not what the contract says",
    ],
    [
      "answers what was not asked",
      (source) => ({ read: async (_, context) => source.read(context.settings, context) }),
      "gives values only of what was asked",
      "the answers is not what the contract says",
    ],
    [
      "changes its answer",
      changing(),
      "gives the same again",
      "the second reading is not what the contract says",
    ],
    [
      "says another thing at once",
      () => ({ readSync: () => ({ answers: [] }) }),
      "reads at once what it reads at all, where it can",
      "readSync() is not what the contract says",
    ],
    [
      "tells a value in a place",
      eachFound((found) => ({ ...found, origin: { ...origin, location: `it=${String(found.value)}` } })),
      quiet,
      "a value stands in a place, name, note or error",
    ],
    [
      "tells a value in a note",
      reading((read) => ({
        ...read,
        warnings: [{ kind: "trap", message: `found ${valuesIn(read)}`, origin }],
      })),
      quiet,
      "a value stands in a place, name, note or error",
    ],
    [
      "tells a value as an unknown name",
      reading((read) => ({ ...read, unknown: [`NAME=${valuesIn(read)}`] })),
      quiet,
      "a value stands in a place, name, note or error",
    ],
    [
      "tells a value in an error",
      eachFound(({ path, value }) => {
        const message = `can't decrypt ${String(value)}`;
        return { path, origin, error: new SourceError({ reason: "malformed", message }) };
      }),
      quiet,
      "a value stands in a place, name, note or error",
    ],
    [
      "has no name for its origin",
      eachFound((found) => ({ ...found, origin: { location: "host" } as never })),
      finds,
      "origin.source is not what the contract says",
    ],
    [
      "finds another setting's value",
      eachFound((found) => (found.path.length > 1 ? { ...found, value: "x" } : found)),
      finds,
      "database.host is not what the contract says",
    ],
    [
      "gives a load another port",
      eachFound((found) => (found.path.join() === "port" ? { ...found, value: "x" } : found)),
      feeds,
      "port is not what the contract says",
    ],
    [
      "gives a load another password",
      eachFound((found) => (found.path.length > 1 ? { ...found, value: "x" } : found)),
      feeds,
      "database.password is not what the contract says",
    ],
    [
      "gives a load what is no string",
      eachFound((found) => ({ ...found, value: [1] })),
      feeds,
      "the load failed",
    ],
    [
      "holds what it is said not to hold",
      reading((read) => ({
        ...read,
        answers: [{ path: ["host"], value: "x", origin }, ...read.answers],
      })),
      misses,
      "the load didn't fail",
    ],
    [
      "is named otherwise in a report",
      () => ({ name: "other" }),
      misses,
      "where the report has looked is not what the contract says",
    ],
  ])("fails one that %s", async (_, change, name, message) => {
    expect(await failuresOf(change)).toContainEqual([name, message]);
  });

  test("fails one that doesn't look at its signal", async () => {
    const slow = (source: Source): Partial<Source> => ({
      read: async (wanted, context) => {
        const isLate = context.signal.aborted && wanted.length > 0;
        await new Promise((resolve) => setTimeout(resolve, isLate ? 1_500 : 0));
        return source.read(wanted, context);
      },
    });
    const hanging = (source: Source): Partial<Source> => ({
      read: async (wanted, context) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return context.signal.aborted ? new Promise<never>(() => undefined) : source.read(wanted, context);
      },
    });
    const failures = await Promise.all([failuresOf(slow), failuresOf(hanging)]);
    const late = ["gives up when it is told to", "one second after the abort is not what the contract says"];
    expect(failures).toEqual([[late], [late]]);
  });

  test("fails one that throws", async () => {
    const throwing = async () => {
      throw new Error("inside");
    };
    expect((await failuresOf(() => ({ read: throwing }))).length).toBeGreaterThan(5);
  });
});
