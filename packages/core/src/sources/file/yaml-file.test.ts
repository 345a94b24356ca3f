import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../../inspect/check-config.ts";
import { loadConfigSync } from "../../load/load.ts";
import { file, type FileOptions } from "./file.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-yaml-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, "app.yaml");

function source(text: string) {
  writeFileSync(path, text);
  return file(path);
}

async function problemsOf(text: string, schema: z.ZodObject) {
  const problems = await checkConfig({ schema, sources: [source(text)] });
  return problems.map(({ kind, message, fix, path: at }) => ({
    at: at.join("."),
    kind,
    message: message.replace(path, "app.yaml"),
    fix,
  }));
}

describe("a name whose value has an anchor", () => {
  const db = z.object({ host: z.string(), port: z.number() });
  const holder = "x-db: &db { host: l, port: 1 }\n";
  const use = "db: { <<: *db }\n";

  function warningsOf(text: string, options?: FileOptions, schema: z.ZodObject = z.object({ db })) {
    writeFileSync(path, text);
    const messages: string[] = [];
    const onWarning = ({ message }: { message: string }) => messages.push(message);
    const config = loadConfigSync({ schema, sources: [file(path, options)] }, { onWarning });
    return { config, messages };
  }

  test.each([
    holder + use,
    `_db: &db { host: l, port: 1 }\n${use}`,
    `${holder}db: *db\n`,
    "x-host: &host l\ndb: { host: *host, port: 1 }\n",
    "x-all: [&db { host: l, port: 1 }]\ndb: *db\n",
    "x-all:\n  host: &host l\n  port: &port 1\ndb: { host: *host, port: *port }\n",
    "x-a: &a { host: l }\nx-b: &b { <<: *a, port: 1 }\ndb: *b\n",
    "x-a: &a { host: l }\nx-b: &b { port: 1 }\ndb: { <<: [*a, *b] }\n",
  ])("is known where an alias uses it, also for `strict` and strict objects (%#)", (text) => {
    for (const options of [{}, { strict: true }])
      for (const schema of [
        z.object({ db }),
        z.strictObject({ db }),
        z.object({ db: z.strictObject(db.shape) }),
      ])
        expect(warningsOf(text, options, schema)).toEqual({
          config: { db: { host: "l", port: 1 } },
          messages: [],
        });
  });

  test("is an unknown one where nothing uses it", () => {
    expect(warningsOf(`${holder}db: { host: l, port: 1 }\n`).messages).toEqual([
      "unknown name x-db.host",
      "unknown name x-db.port",
    ]);
    const beside = `x-all:\n  db: &db { host: l, port: 1 }\n  prot: 1\n${use}`;
    expect(() => warningsOf(beside, { strict: true })).toThrow("unknown name x-all.prot");
    expect(() => warningsOf(beside, { strict: true })).not.toThrow("unknown name x-all.db");
  });

  test("is a value as any where an object takes every name", () => {
    const schema = z.object({ db }).catchall(z.unknown());
    expect(warningsOf(holder + use, {}, schema).config).toEqual({
      "x-db": { host: "l", port: 1 },
      db: { host: "l", port: 1 },
    });
  });
});

test.each<[string, z.ZodType, unknown]>([
  ["!!float 3", z.number(), 3],
  ["!!float -3", z.number(), -3],
  ["!!float 3.5", z.number(), 3.5],
  ["3", z.bigint(), 3n],
  ["!!omap [x: 1, y: 2]", z.record(z.string(), z.number()), { x: 1, y: 2 }],
  ["!!omap [x: 1]", z.map(z.string(), z.number()), new Map([["x", 1]])],
])("the tags of YAML are known: %s", (text, a, value) => {
  expect(loadConfigSync({ schema: z.object({ a }), sources: [source(`a: ${text}\n`)] })).toEqual({
    a: value,
  });
});

describe("merge keys", () => {
  const schema = z.object({
    db: z.object({ host: z.string().default("default"), port: z.number().default(1) }),
  });
  const base = "base: &base { host: merged, port: 5 }\nother: &other { host: other }\n";

  test.each([
    ["db:\n  <<: *base\n", { host: "merged", port: 5 }],
    ["db:\n  <<: *base\n  port: 6\n", { host: "merged", port: 6 }],
    ["db:\n  port: 6\n  <<: *base\n", { host: "merged", port: 6 }],
    ["db:\n  <<: [*other, *base]\n", { host: "other", port: 5 }],
    ["db:\n  <<: { host: inline }\n", { host: "inline", port: 1 }],
    ["db: { <<: *base, host: own }\n", { host: "own", port: 5 }],
  ])("%j is merged as in YAML 1.1, and never replaced by a default", (text, db) => {
    expect(loadConfigSync({ schema, sources: [source(base + text)] })).toEqual({ db });
  });

  test.each([
    ["a string", "db:\n  <<: hunter2\n", "app.yaml is not valid YAML: << merges something that is no map"],
    [
      "a list of strings",
      "db:\n  <<: [hunter2]\n",
      "app.yaml is not valid YAML: << merges something that is no map",
    ],
    [
      "an alias of nothing",
      "db:\n  <<: *hunter2\n",
      "app.yaml is not valid YAML: << merges something that is no map",
    ],
    ["two of them", `${base}db:\n  <<: *base\n  <<: *other\n`, "app.yaml:5 holds a name twice"],
  ])("%s is an error", async (_, text, message) => {
    expect((await problemsOf(text, schema)).map((each) => each.message)).toContain(message);
  });

  test("a quoted << is a name", () => {
    const quoted = z.object({ db: z.record(z.string(), z.number()) });
    expect(loadConfigSync({ schema: quoted, sources: [source('db: { "<<": 5 }')] })).toEqual({
      db: { "<<": 5 },
    });
  });
});

test.each([
  ["a: x\nb: !secret hunter2", "app.yaml:2 has a tag that is unknown here"],
  ["a: x\nb: !ref\n  hunter2: 1", "app.yaml:2 has a tag that is unknown here"],
  ["a: x\nb: !!hunter2 x", "app.yaml:2 has a tag that is unknown here"],
  ['a: x\nb: "hunter2', "app.yaml:2 is not valid YAML: a quote, bracket, colon or comma is missing"],
  ["a:\n\thunter2: x", "app.yaml:2 is not valid YAML: a tab indents the line"],
  [
    "a: x\nb: c: hunter2",
    "app.yaml:2 is not valid YAML: a map begins in the middle of a line; a value that holds a colon and a space needs quotes",
  ],
  ["a: x\nb: @hunter2", "app.yaml:2 is not valid YAML: a value begins with a character that needs quotes"],
  ["a: x\nb: `hunter2", "app.yaml:2 is not valid YAML: a value begins with a character that needs quotes"],
  ["a: x\nb: %hunter2", "app.yaml:2 is not valid YAML: a value begins with a character that needs quotes"],
  [
    'a: x\nb: "\\hunter2"',
    "app.yaml:2 is not valid YAML: double quotes hold an escape that is unknown; single quotes take a backslash as it is",
  ],
  ["a: x\n---\nhunter2: 1", "app.yaml:2 is not valid YAML: it holds more than one document"],
  ["a: [hunter2", "app.yaml:1 is not valid YAML: a line is not indented as the lines around it need"],
  ["- a\nhunter2: 1", "app.yaml:2 is not valid YAML: something stands where nothing can"],
  ["a: *hunter2", "app.yaml is not valid YAML: an alias has no anchor before it"],
])("%j says what kind of error it is, and quotes nothing", async (text, message) => {
  const problems = await problemsOf(text, z.object({ a: z.any(), b: z.any() }));
  expect(problems[0]?.message).toBe(message);
  expect(JSON.stringify(problems)).not.toContain("hunter2");
});

test("names that are lists or maps are no name twice", () => {
  const schema = z.object({ a: z.record(z.string(), z.number()) });
  const text = "a:\n  ? [b]\n  : 1\n  ? [c]\n  : 2\n  ? { d: e }\n  : 3\n  '': 4\n";
  expect(Object.values(loadConfigSync({ schema, sources: [source(text)] }).a)).toEqual([1, 2, 3, 4]);
});

test("a name is what is written, also where a value would be a number, a boolean or null", () => {
  const names = ["012345678901", "1.10", "1e3", "0x1F", "+491234", "null", "true", "~"];
  const text = `accounts:\n${names.map((name) => `  ${name}: x\n`).join("")}`;
  const schema = z.object({ accounts: z.record(z.string(), z.string()) });
  const { accounts } = loadConfigSync({ schema, sources: [source(text)] });
  expect(Object.keys(accounts).toSorted()).toEqual(names.toSorted());
});

test("tags of YAML itself are read", () => {
  const schema = z.object({ a: z.string(), b: z.instanceof(Uint8Array), c: z.any() });
  const config = loadConfigSync({ schema, sources: [source("a: !!str 5\nb: !!binary aGk=\nc: !!set {x}")] });
  expect([config.a, new TextDecoder().decode(config.b), config.c]).toEqual(["5", "hi", new Set(["x"])]);
});

test.each([
  ["version: 1.10", z.string(), /, got a number$/],
  ["version: 5", z.string().optional(), /, got a number$/],
  ["version: true", z.string().nullable(), /, got a boolean$/],
  ["version: 1.10", z.enum(["1.10", "1.20"]), /^expected "1\.10" or "1\.20"$/],
])("%s says that a string needs quotes", async (text, version, message) => {
  const [problem] = await problemsOf(text, z.object({ version }));
  expect(problem).toMatchObject({ kind: "invalid", fix: "put quotes around it" });
  expect(problem?.message).toMatch(message);
});

test.each([
  ["version: [1]", z.string()],
  ["version: 5", z.boolean()],
  ["version: '5'", z.boolean()],
])("%s needs none", async (text, version) => {
  const [problem] = await problemsOf(text, z.object({ version }));
  expect(problem?.fix).toBeUndefined();
});

test.each(["db:\n", "db: null\n", "db: ~\n", "db:\n  # host: h\n"])(
  "%j is an empty section",
  async (text) => {
    for (const db of [z.object({ host: z.string() }), z.object({ host: z.string().default("h") }).optional()])
      expect(await problemsOf(text, z.object({ db }))).toMatchObject([
        { at: "db", message: "is empty (null), and has to be an object: fill it, or take it out" },
      ]);
  },
);

const TOO = (size: string) => `too ${size} to be held exactly: use z.string()`;

test.each([
  ["a: .inf", z.number(), "expected a number, got an infinite number"],
  ["a: -.inf", z.int(), "expected a number, got an infinite number"],
  ["a: .nan", z.number(), "expected a number, got NaN"],
  [
    "a: 12345678901234567890",
    z.number(),
    "expected a number, got an integer that no number holds exactly: use z.bigint() or z.string()",
  ],
  ["a: 9007199254740993.0", z.number(), `expected a number, got a number that is ${TOO("large")}`],
  ["a: [&x 1e400, *x]", z.array(z.int()), `expected an integer, got a number that is ${TOO("large")}`],
  [
    "a: { b: -1e-400 }",
    z.object({ b: z.number() }),
    `expected a number, got a number that is ${TOO("small")}`,
  ],
])("%s says what it got", async (text, a, message) => {
  const problems = await problemsOf(text, z.object({ a }));
  expect(new Set(problems.map((problem) => problem.message))).toEqual(new Set([message]));
});

test("a decimal that no number holds stays as it is written for who takes strings", () => {
  const text = "a: 9007199254740993.0\nb: [1e-400, 0.1, 1e23, 0x10, .inf]";
  const schema = z.object({ a: z.string(), b: z.any() });
  const b = ["1e-400", 0.1, 1e23, 16, Infinity];
  expect(loadConfigSync({ schema, sources: [source(text)] })).toEqual({ a: "9007199254740993.0", b });
});
