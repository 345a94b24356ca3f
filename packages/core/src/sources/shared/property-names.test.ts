import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "../../load/load.ts";
import type { Warning } from "../../model/warning.ts";
import { secret } from "../../schema/secret-schema.ts";
import type { SyncSource } from "../../contract/source.ts";
import { args } from "../args/args.ts";
import { dotenv } from "../dotenv/dotenv.ts";
import { env, type EnvOptions } from "../env.ts";
import { fileVariables } from "../file-variables.ts";
import { memory } from "../memory.ts";
import { secretFiles } from "../secret-files.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-property-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.object({
  feature: z.union([z.boolean(), z.object({ option: z.string() })]).default(false),
  login: secret(z.object({ user: z.string() })).optional(),
  featureOther: z.string().optional(),
});

function load(from: Readonly<Record<string, string>>, options: EnvOptions = {}) {
  return loadFrom(env({ from, ...options }));
}

function loadFrom(source: SyncSource) {
  return loadAll([source]);
}

function loadAll(sources: readonly SyncSource[], read: z.ZodObject = schema) {
  const warnings: Warning[] = [];
  const config = loadConfigSync(
    { schema: read, sources },
    { onWarning: (warning) => warnings.push(warning) },
  );
  return { config, warnings: warnings.map(({ message, fix }) => `${message}: ${fix}`) };
}

describe("a variable that looks like a property of a setting that is one value", () => {
  test("is a warning, as nothing reads it", () => {
    expect(load({ FEATURE_OPTION: "x" })).toEqual({
      config: { feature: false },
      warnings: ['FEATURE_OPTION is not read: feature is one value: write it as JSON, FEATURE={"option": …}'],
    });
    expect(load({ LOGIN_USER: "x" }).warnings).toEqual([
      'LOGIN_USER is not read: login is one value: write it as JSON, LOGIN={"user": …}',
    ]);
  });

  test("is a warning at any depth, also of a schema that holds itself", () => {
    const same: z.ZodType = z.lazy(() => tree);
    const tree = z.object({ v: z.string(), next: same.optional(), other: same.optional() });
    const names = ["T_NEXT_V", "T_NEXT_NEXT_V", "T_NEXT_NEXT_OTHER_V", "T_NEXT_NEXT_W", "T_NEXT_NEXT"];
    const from = Object.fromEntries(["T_V", ...names].map((name) => [name, "x"]));
    const isOne = "is not read: t.next is one value: write it as JSON, T_NEXT=";
    expect(loadAll([env({ from })], z.object({ t: tree })).warnings).toEqual([
      `T_NEXT_V ${isOne}{"v": …}`,
      `T_NEXT_NEXT ${isOne}{"next": …}`,
      `T_NEXT_NEXT_V ${isOne}{"next": {"v": …}}`,
      `T_NEXT_NEXT_OTHER_V ${isOne}{"next": {"other": {"v": …}}}`,
    ]);
    const wrapped = z.object({ s: secret(z.object({ in: z.object({ a: z.string() }) })).optional() });
    expect(loadAll([env({ from: { S_IN_A: "x" } })], wrapped).warnings).toEqual([
      'S_IN_A is not read: s is one value: write it as JSON, S={"in": {"a": …}}',
    ]);
  });

  test("is not one where it is another setting's name, or a part of the setting", () => {
    expect(load({ FEATURE_OTHER: "x" })).toEqual({
      config: { feature: false, featureOther: "x" },
      warnings: [],
    });
    expect(load({ FEATURE__OPTION: "x" }, { delimiter: "__" })).toEqual({
      config: { feature: { option: "x" } },
      warnings: [],
    });
    expect(load({ FEATURE: '{"option":"x"}' })).toEqual({
      config: { feature: { option: "x" } },
      warnings: [],
    });
  });
});

describe("a file that looks like a property of a setting that is one value", () => {
  mkdirSync(join(folder, "feature"));
  writeFileSync(join(folder, "feature", "option"), "x");
  const option = join(folder, "feature", "option");

  test("is a warning where a variable names it", () => {
    expect(loadFrom(fileVariables({ from: { FEATURE_OPTION_FILE: option } }))).toEqual({
      config: { feature: false },
      warnings: [
        'FEATURE_OPTION_FILE is not read: feature is one value: write it as JSON into the file that FEATURE_FILE names: {"option": …}',
      ],
    });
    expect(loadFrom(fileVariables({ from: { FEATURE_OTHER_FILE: option } }))).toEqual({
      config: { feature: false, featureOther: "x" },
      warnings: [],
    });
    expect(loadFrom(fileVariables({ delimiter: "__", from: { FEATURE__OPTION_FILE: option } }))).toEqual({
      config: { feature: { option: "x" } },
      warnings: [],
    });
  });

  test("is none where the variable is another setting's", () => {
    const warnings: Warning[] = [];
    const from = { FEATURE_OPTION_FILE: "x" };
    const both = z.object({ ...schema.shape, featureOptionFile: z.string() });
    const config = loadConfigSync(
      { schema: both, sources: [env({ from }), fileVariables({ from })] },
      { onWarning: (warning) => warnings.push(warning) },
    );
    expect([config, warnings]).toEqual([{ feature: false, featureOptionFile: "x" }, []]);
  });

  test("is a warning in a folder of secrets", () => {
    expect(loadFrom(secretFiles(folder))).toEqual({
      config: { feature: false },
      warnings: [
        `${folder}/feature/option is not read: feature is one value: write it as JSON into ${folder}/feature: {"option": …}`,
      ],
    });
  });
});

describe("a name that looks like a part of what a preprocess takes as one value", () => {
  const same = (value: unknown) => value;
  const group = z.preprocess(same, z.object({ a: z.number(), b: z.number() }));
  const places = mkdtempSync(join(tmpdir(), "confide-preprocess-names-"));
  afterAll(() => rmSync(places, { recursive: true }));
  mkdirSync(join(places, "folder", "g"), { recursive: true });
  writeFileSync(join(places, "folder", "g", "a"), "1");
  writeFileSync(join(places, ".env"), "G_A=1\n");
  writeFileSync(join(places, "folder", ".env"), "G__A=1\n");

  const form = "in the form that its z.preprocess() takes";
  const isOne = `is not read: g is one value: set G, ${form}`;
  const stray = `g is one value: give all of it, ${form}`;

  test.each<[string, SyncSource, string]>([
    ["a variable", env({ from: { G_A: "1" } }), `G_A ${isOne}`],
    [
      "one with a prefix",
      env({ prefix: "P_", from: { P_G_A: "1" } }),
      `P_G_A ${isOne.replace("G,", "P_G,")}`,
    ],
    ["one with a delimiter", env({ delimiter: "__", from: { G__A: "1" } }), `unknown name G__A: ${stray}`],
    ["a line of .env", dotenv({ cwd: places }), `G_A ${isOne}`],
    [
      "one with a delimiter",
      dotenv({ cwd: join(places, "folder"), delimiter: "__" }),
      `unknown name G__A: ${stray}`,
    ],
    ["an argument", args({ from: ["--g.a=1"] }), `unknown name --g.a: ${stray}`],
    [
      "a file",
      secretFiles("folder", { cwd: places }),
      `folder/g/a is not read: g is one value: set folder/g, ${form}`,
    ],
    [
      "a variable for a file",
      fileVariables({ from: { G_A_FILE: "x" } }),
      `G_A_FILE is not read: g is one value: set the file that G_FILE names, ${form}`,
    ],
  ])("is a warning: %s", (_, source, warning) => {
    for (const g of [group, group.default({ a: 5, b: 6 }), z.union([z.boolean(), group])])
      expect(loadAll([source, memory({ g: { a: 5, b: 6 } })], z.object({ g }))).toEqual({
        config: { g: { a: 5, b: 6 } },
        warnings: [warning],
      });
  });

  test.each<[SyncSource, string]>([
    [env({ delimiter: "__", from: { G__0: "1" } }), "G__0"],
    [args({ from: ["--g.0=1"] }), "--g.0"],
  ])("is a warning for an item of a list (%#)", (source, name) => {
    const list = z.object({ g: z.preprocess(same, z.array(z.number())) });
    expect(loadAll([source, memory({ g: [5, 6] })], list)).toEqual({
      config: { g: [5, 6] },
      warnings: [`unknown name ${name}: ${stray}`],
    });
  });

  test("is looked for once behind a preprocess that takes itself", () => {
    const nested: z.ZodType = z.lazy(() => z.union([group, z.preprocess(same, nested)]));
    const { warnings } = loadAll([env({ from: { G_A: "1" } })], z.object({ g: nested.optional() }));
    expect(warnings).toEqual([`G_A ${isOne}`]);
  });
});
