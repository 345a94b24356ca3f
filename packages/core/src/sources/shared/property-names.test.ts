import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "../../load/load.ts";
import type { Warning } from "../../model/warning.ts";
import { secret } from "../../schema/secret-schema.ts";
import type { SyncSource } from "../../contract/source.ts";
import { env, type EnvOptions } from "../env.ts";
import { fileVariables } from "../file-variables.ts";
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
  const warnings: Warning[] = [];
  const config = loadConfigSync(
    { schema, sources: [source] },
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
