import { describe, expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "../../load/load.ts";
import type { Warning } from "../../model/warning.ts";
import { secret } from "../../schema/secret-schema.ts";
import { env, type EnvOptions } from "../env.ts";

const schema = z.object({
  feature: z.union([z.boolean(), z.object({ option: z.string() })]).default(false),
  login: secret(z.object({ user: z.string() })).optional(),
  featureOther: z.string().optional(),
});

function load(from: Readonly<Record<string, string>>, options: EnvOptions = {}) {
  const warnings: Warning[] = [];
  const config = loadConfigSync(
    { schema, sources: [env({ from, ...options })] },
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
