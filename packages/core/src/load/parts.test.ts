import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import type { Source, SyncSource } from "../contract/source.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { explain } from "../inspect/explain.ts";
import type { Warning } from "../model/warning.ts";
import { formatProblems } from "../report/format-problems.ts";
import { secret } from "../schema/secret-schema.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file as configFile } from "../sources/file/file.ts";
import { fileVariables } from "../sources/file-variables.ts";
import { memory } from "../sources/memory.ts";
import { loadConfigSync } from "./load.ts";

const backend = z.object({ dsn: z.string(), poolSize: z.number().default(1) });
const schema = z.object({
  backends: z.record(z.string(), backend).default({}),
  servers: z.array(z.object({ host: z.string(), port: z.number().default(80) })).default([]),
  tags: z.array(z.string()).default([]),
});

function variables(from: Record<string, string>, more: object = {}): SyncSource {
  return env({ delimiter: "__", from, ...more });
}

const load = (...sources: SyncSource[]) => loadConfigSync({ schema, sources });

async function problemsOf(...sources: SyncSource[]): Promise<string> {
  return formatProblems(await checkConfig({ schema, sources }));
}

describe("a variable for a part of a record or list", () => {
  test("makes the setting, where nothing else has it", () => {
    const from = {
      BACKENDS__MAIN__DSN: "a",
      BACKENDS__MAIN__POOL_SIZE: "5",
      BACKENDS__EU_WEST__DSN: "b",
      SERVERS__1__HOST: "two",
      SERVERS__0__HOST: "one",
      TAGS__0: "x,y",
    };
    expect(load(variables(from))).toEqual({
      backends: { main: { dsn: "a", poolSize: 5 }, eu_west: { dsn: "b", poolSize: 1 } },
      servers: [
        { host: "one", port: 80 },
        { host: "two", port: 80 },
      ],
      tags: ["x,y"],
    });
  });

  test("is merged with what a later source has", () => {
    const file = memory({
      backends: { main: { dsn: "file", poolSize: 9 }, other: { dsn: "o" } },
      servers: [{ host: "one", port: "1" }, { host: "two" }],
      tags: "a,b",
    });
    const from = {
      BACKENDS__MAIN__DSN: "env",
      SERVERS__1__PORT: "2",
      SERVERS__2__HOST: "three",
      TAGS__1: "B",
    };
    const config = load(variables(from), file);
    expect(config).toEqual({
      backends: { main: { dsn: "env", poolSize: 9 }, other: { dsn: "o", poolSize: 1 } },
      servers: [
        { host: "one", port: 1 },
        { host: "two", port: 2 },
        { host: "three", port: 80 },
      ],
      tags: ["a", "B"],
    });
    expect(explain(config)[0]).toMatchObject({
      source: "env",
      location: "BACKENDS__MAIN__DSN",
      shadowed: [{ source: "memory", location: "backends" }],
    });
  });

  test("wins over the whole in its own source, and loses to an earlier one", () => {
    const both = { BACKENDS: '{"main":{"dsn":"json","poolSize":3}}', BACKENDS__MAIN__DSN: "part" };
    expect(load(variables(both)).backends).toEqual({ main: { dsn: "part", poolSize: 3 } });
    const config = load(memory({ backends: {} }), variables(both));
    expect(config.backends).toEqual({});
    expect(explain(config)[0]?.shadowed.map(({ location }) => location)).toEqual([
      "BACKENDS",
      "BACKENDS__MAIN__DSN",
    ]);
  });

  test("of an earlier source wins over one of a later source, also over what is below it", () => {
    const first = variables({ BACKENDS__MAIN: '{"dsn":"first"}', SERVERS__0__HOST: "first" });
    const second = variables({
      BACKENDS__MAIN__POOL_SIZE: "7",
      SERVERS__0__HOST: "second",
      SERVERS__0__PORT: "8",
    });
    expect(load(first, second)).toMatchObject({
      backends: { main: { dsn: "first", poolSize: 1 } },
      servers: [{ host: "first", port: 8 }],
    });
  });

  test("is merged with the setting's default, where no source has it", () => {
    const x = z.object({
      keys: z.record(z.string(), z.string()).default({ a: "default", b: "default" }),
      tags: z.array(z.string()).default(() => ["one", "two"]),
      kinds: z.set(z.string()).default(new Set(["k"])),
    });
    const from = { KEYS__A: "env", TAGS__1: "env", KINDS__1: "l" };
    for (let repeat = 0; repeat < 2; repeat++)
      expect(loadConfigSync({ schema: x, sources: [variables(from)] })).toEqual({
        keys: { a: "env", b: "default" },
        tags: ["one", "env"],
        kinds: new Set(["k", "l"]),
      });
  });

  test("has a prefix and exact names as its setting has", () => {
    const source = variables(
      { A_TAGS__0: "t", BACK__MAIN__DSN: "d" },
      { prefix: "A_", names: { backends: "BACK" }, strict: true },
    );
    expect(load(source)).toMatchObject({ tags: ["t"], backends: { main: { dsn: "d" } } });
  });

  test("is read by a delimiter of its own only", () => {
    const from = { BACKENDS_MAIN_DSN: "x", BACKENDS__MAIN__DSN: "x" };
    for (const source of [env({ from }), env({ from, delimiter: "_" }), env({ from, delimiter: "" })])
      expect(load(source).backends).toEqual({});
  });
});

describe("keys", () => {
  test.each([
    [z.record(z.string(), z.string()), { X__MAIN: "1" }, { main: "1" }],
    [z.record(z.string(), z.string()), { "X__eu-West": "1" }, { "eu-West": "1" }],
    [
      z.record(z.enum(["euWest", "us"]), z.string()),
      { X__EU_WEST: "1", X__us: "2" },
      { euWest: "1", us: "2" },
    ],
    [z.map(z.number(), z.number()), { X__5: "1" }, new Map([[5, 1]])],
    [z.set(z.number()), { X__0: "1", X__1: "2" }, new Set([1, 2])],
    [z.tuple([z.string(), z.number()]), { X__0: "1", X__1: "2" }, ["1", 2]],
    [z.array(z.array(z.number())), { X__0: "1,2", X__1__0: "3" }, [[1, 2], [3]]],
    [z.array(z.object({ apiURL: z.string() })).optional(), { X__0__API_URL: "u" }, [{ apiURL: "u" }]],
    [
      z.record(z.string(), z.union([z.string(), z.object({ a: z.number() })])),
      { X__K__A: "1" },
      { k: { a: 1 } },
    ],
    [z.union([z.array(z.number()), z.record(z.string(), z.number())]), { X__A: "1" }, { a: 1 }],
    [z.union([z.record(z.string(), z.number()), z.array(z.number())]), { X__0: "1" }, [1]],
    [
      z.record(z.string(), z.looseObject({ a: z.number() })),
      { X__K__A: "1", X__K__B: "2" },
      { k: { a: 1, b: "2" } },
    ],
  ])("are spelled as the schema has them (%#)", (type, from, x) => {
    const config = loadConfigSync({ schema: z.object({ x: type }), sources: [variables(from)] });
    expect(config).toEqual({ x });
  });
});

describe("what can't be merged is said", () => {
  test("a gap in a list", async () => {
    expect(await problemsOf(variables({ SERVERS__1__HOST: "x" }))).toBe(
      "  servers[0]   missing   env SERVERS__1__HOST",
    );
    for (const index of [10, 999, 9999])
      expect(await problemsOf(variables({ [`TAGS__${index}`]: "x" }))).toBe(
        `  tags[0]   missing   env TAGS__${index}`,
      );
  });

  test("a whole that isn't well-formed", async () => {
    const later = memory({ backends: "{" });
    expect(await problemsOf(variables({ BACKENDS__MAIN__DSN: "x" }), later)).toMatch(
      /backends +is not valid JSON/,
    );
  });

  test("a value that isn't valid, at the variable that holds it", async () => {
    const three = { BACKENDS__A__POOL_SIZE: "x", BACKENDS__A__DSN: "a", BACKENDS__B__DSN: "b" };
    expect(await problemsOf(variables(three))).toMatch(/ {3}env BACKENDS__A__POOL_SIZE$/m);
  });

  test("a check of all of it, at the first three variables that make it up", async () => {
    const checked = z.object({ backends: schema.shape.backends.refine(() => false) });
    const three = { BACKENDS__A__POOL_SIZE: "1", BACKENDS__A__DSN: "a", BACKENDS__B__DSN: "b" };
    for (const [from, more] of [
      [three, ""],
      [{ ...three, BACKENDS__C__DSN: "c" }, ", …"],
    ] as const)
      expect(formatProblems(await checkConfig({ schema: checked, sources: [variables(from)] }))).toBe(
        `  backends   is not valid   env BACKENDS__A__POOL_SIZE, BACKENDS__A__DSN, BACKENDS__B__DSN${more}`,
      );
  });

  test.each([
    "BACKENDS__MAIN__DNS",
    "SERVERS__X__HOST",
    "SERVERS__0__HOST__X",
    "SERVERS__00001",
    "TAGS__01",
    "TAGS__10000",
    "TAGS__1X",
    "TAGS__X1",
    "TAGS__0__0",
    "BACKENDS__",
  ])("%s, which leads to nothing", async (name) => {
    const warnings: Warning[] = [];
    const onWarning = (warning: Warning) => warnings.push(warning);
    loadConfigSync({ schema, sources: [variables({ [name]: "hunter2" })] }, { onWarning });
    expect(warnings).toMatchObject([{ kind: "unknown-name", message: `unknown name ${name}` }]);
    expect(JSON.stringify(warnings)).not.toContain("hunter2");
    const strict = variables({ [`A_${name}`]: "hunter2" }, { prefix: "A_", strict: true });
    expect(await problemsOf(strict)).toContain(`unknown name A_${name}`);
  });

  test.each(["BACKENDS__main__DSN", "BACKENDS__MAIN__dsn"])("%s, which another name is too", (name) => {
    const warnings: Warning[] = [];
    const onWarning = (warning: Warning) => warnings.push(warning);
    const source = variables({ BACKENDS__MAIN__DSN: "first", [name]: "hunter2" });
    const { backends } = loadConfigSync({ schema, sources: [source] }, { onWarning });
    expect(backends).toMatchObject({ main: { dsn: "first" } });
    expect(warnings).toMatchObject([
      {
        message: `${name} is the same part as BACKENDS__MAIN__DSN, which counts`,
        fix: "take one of them out",
      },
    ]);
  });

  test("an empty one", () => {
    const warnings: Warning[] = [];
    const onWarning = (warning: Warning) => warnings.push(warning);
    const source = variables({ TAGS__0: "" });
    expect(loadConfigSync({ schema, sources: [source] }, { onWarning }).tags).toEqual([]);
    expect(warnings).toMatchObject([{ kind: "ignored", origin: { location: "TAGS__0" } }]);
    expect(load(variables({ TAGS__0: "" }, { keepEmpty: true })).tags).toEqual([""]);
  });

  test("names that could change an object's prototype are refused", async () => {
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const any = z.object({ x: z.record(z.string(), z.string()) });
      const sources = [env({ delimiter: "/", from: { [`X/${key}`]: "1" } })];
      expect(formatProblems(await checkConfig({ schema: any, sources }))).toContain("is refused");
    }
  });

  test("and no value of a secret is shown", async () => {
    const hidden = z.object({ keys: z.record(z.string(), secret(z.string().min(20))) });
    const sources = [variables({ KEYS__A: "hunter2" })];
    const report = formatProblems(await checkConfig({ schema: hidden, sources }));
    expect(report).toContain("keys.* (secret)");
    expect(report).not.toContain("hunter2");
    const taken = loadConfigSync({ schema: hidden, sources: [variables({ KEYS__A: "a".repeat(20) })] });
    expect(taken.keys.a?.reveal()).toBe("a".repeat(20));
  });
});

test("a part that fails is a problem of its setting, also where the rest of it was found", async () => {
  const lists = z.object({ list: z.array(z.string()).default([]) });
  const told = async (...sources: SyncSource[]) =>
    (await checkConfig({ schema: lists, sources })).map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );
  const odd = { LIST__1: ["b"] } as never;
  expect(await told(env({ delimiter: "__", from: odd }))).toEqual([
    "list: LIST__1 is neither text, a number nor a boolean",
  ]);
  const gone = fileVariables({ delimiter: "__", from: { LIST__0_FILE: "/confide/gone" } });
  expect(await told(gone)).toEqual([expect.stringMatching(/^list: LIST__0_FILE /)]);
  expect(await told(args({ from: ["--list.1", "--list", "a"] }))).toEqual([
    "list: --list.1 has no value after it: write --list.1=… for one that begins with a dash",
  ]);
  // An earlier source had all of it.
  expect(await told(memory({ list: [] }), gone)).toEqual([]);
});

describe("what is wrong in a merged value is where it stood", () => {
  const numbers = z.object({ a: z.record(z.string(), z.number().max(5)) });
  const servers = z.object({ a: z.array(z.object({ host: z.string(), port: z.number() })) });
  const from = (name: string, variable: Record<string, string>) => variables(variable, { prefix: name });

  async function placesOf(of: z.ZodType, ...sources: Source[]): Promise<string[]> {
    const problems = await checkConfig({ schema: of, sources });
    return problems.map(({ path, within = "", places }) => {
      return `${path.join(".")}${within} ${places.map(({ source, location = source }) => location).join(" · ")}`;
    });
  }

  test.each<[name: string, of: z.ZodType, sources: readonly Source[], places: readonly string[]]>([
    ["in a part", numbers, [variables({ A: '{"x":1}', A__Y: "no" })], ["a.* A__Y"]],
    ["in the whole", numbers, [variables({ A: '{"x":"no"}', A__Y: "1" })], ["a.* A"]],
    ["in both", numbers, [variables({ A: '{"x":"no"}', A__Y: "no" })], ["a.* A", "a.* A__Y"]],
    ["in the whole, which can't be read", numbers, [variables({ A: '{"x":', A__Y: "1" })], ["a A"]],
    ["by zod, in a part", numbers, [variables({ A: '{"x":1}', A__Y: "9" })], ["a.* A__Y"]],
    ["by zod, in the whole", numbers, [variables({ A: '{"x":9}', A__Y: "1" })], ["a.* A"]],
    ["in one of several parts", numbers, [variables({ A__X: "1", A__Y: "no", A__Z: "2" })], ["a.* A__Y"]],
    [
      "in a part of another source",
      numbers,
      [from("P_", { P_A__X: "1", P_A__Y: "no" }), from("Q_", { Q_A__Z: "no", Q_A__X: "no" })],
      ["a.* P_A__Y", "a.* Q_A__Z"],
    ],
    [
      "in an item, and in one that lacks something",
      servers,
      [variables({ A__0__HOST: "h", A__0__PORT: "x", A__1__PORT: "2" })],
      ["a[0].port A__0__PORT", "a[1].host A__1__PORT"],
    ],
    [
      "in a part that holds an object",
      servers,
      [variables({ A__0: '{"host":"h","port":"x"}', A__1: '{"host":"h"}', A__1__PORT: "1" })],
      ["a[0].port A__0"],
    ],
    [
      "in what a later source has for the whole",
      servers,
      [variables({ A__0__PORT: "1" }), memory({ a: [{ host: "h" }, { host: 5, port: 1 }] })],
      ["a[1].host a"],
    ],
    [
      "in a list with a gap, which is one problem",
      servers,
      [variables({ A__0__PORT: "1", A__0__HOST: "h", A__2: '{"host":"h","port":1}' })],
      ["a[1] A__0__PORT, A__0__HOST, A__2"],
    ],
    [
      "in a check of the whole",
      z.object({ a: z.array(z.number()).max(1) }),
      [variables({ A__0: "1", A__1: "2" })],
      ["a A__0, A__1"],
    ],
    [
      "in the default",
      z.object({ a: z.record(z.string(), z.number().max(5)).prefault({ d: 9 }) }),
      [variables({ A__X: "1" })],
      ["a.* default"],
    ],
    ["in an argument", numbers, [args({ from: ["--a", "x=1", "--a.y", "no"] })], ["a.* --a.y"]],
  ])("%s", async (_, of, sources, places) => {
    expect(await placesOf(of, ...sources)).toEqual(places);
  });

  test("to the line of a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "confide-parts-"));
    const [yaml, dotenvFile] = [join(folder, "a.yaml"), join(folder, ".env")];
    writeFileSync(yaml, "a:\n  - host: h\n    port: 1\n  - host: h\n    port: x\n");
    writeFileSync(dotenvFile, "A__0__HOST=h\nA__0__PORT=no\n");
    const sources = [dotenv(dotenvFile, { delimiter: "__" }), configFile(yaml)];
    expect(await placesOf(servers, ...sources)).toEqual([`a[0].port ${dotenvFile}:2`, `a[1].port ${yaml}:5`]);
    rmSync(folder, { recursive: true });
  });
});

describe("a value that parts can't be laid over", () => {
  const list = z.array(z.number());
  const from = { L__0: "9" };

  test.each<[z.ZodType, unknown, string]>([
    [list, { a: 1 }, "l   expected a list, got an object   memory l"],
    [list, 5, "l   expected a list, got a number   memory l"],
    [z.set(z.number()).optional(), true, "l   expected a list, got a boolean   memory l"],
    [z.record(z.string(), z.number()), [1], "l   expected an object, got a list   memory l"],
    [z.array(list), [5], "l[0]   expected a list, got a number   memory l"],
  ])("is a problem at its own place (%#)", async (l, held, problem) => {
    const names = l instanceof z.ZodArray && l.element instanceof z.ZodArray ? { L__0__0: "9" } : from;
    const problems = await checkConfig({
      schema: z.object({ l }),
      sources: [variables(names), memory({ l: held })],
    });
    expect(formatProblems(problems)).toContain(problem);
  });

  test.each<[z.ZodType, unknown]>([
    [list.or(z.number()), 5],
    [list.nullable(), null],
    [list.catch([1]), 5],
    [list, [4]],
  ])("is none where the setting may be what it is, or may be anything (%#)", (l, held) => {
    const config = loadConfigSync({
      schema: z.object({ l }),
      sources: [variables(from), memory({ l: held })],
    });
    expect(config).toEqual({ l: [9] });
  });
});

test("an empty variable for an item is said to be empty, where the list lacks the item", async () => {
  const from = { L__0: "a", L__1: "", L__2: "c" };
  const check = { schema: z.object({ l: z.array(z.string()) }), sources: [variables(from)] };
  const [problem] = await checkConfig(check);
  expect(problem).toMatchObject({
    within: "[1]",
    message: "is there, but empty",
    fix: "env L__1 is empty: set it, or take an empty string as a value: keepEmpty: true",
  });
  const [gap] = await checkConfig({ ...check, sources: [variables({ L__0: "a", L__2: "c" })] });
  expect(gap).toMatchObject({ within: "[1]", message: "missing" });
  const [alone] = await checkConfig({ ...check, sources: [variables({ L__0: "" })] });
  expect(alone).toMatchObject({ kind: "missing", message: "is there, but empty" });
});
