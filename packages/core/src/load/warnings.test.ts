import { describe, expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../inspect/check-config.ts";
import type { Source } from "../contract/source.ts";
import type { Warning } from "../model/warning.ts";
import { env } from "../sources/env.ts";
import { planOf } from "../schema/plan.ts";
import { loadConfig } from "./load.ts";
import type { Resolution } from "./resolution.ts";
import { strictProblems } from "./warnings.ts";

const schema = z.object({ host: z.string(), port: z.string() });

function absent(location?: string): Source {
  return {
    name: "app.env",
    locate: ({ name }) => name.toUpperCase(),
    read: async () => ({ answers: [], warnings: [warning("app.env", location)] }),
  };
}

function warning(source: string, location = source): Warning {
  return { kind: "absent", message: "isn't there", origin: { source, location } };
}

test("says of a missing setting that one of the places that were looked in isn't there", async () => {
  const problems = await checkConfig({ schema, sources: [env({ from: { PORT: "80" } }), absent()] });
  expect(problems).toMatchObject([
    { path: ["host"], fix: "app.env isn't there: create it, or set the value elsewhere" },
  ]);
});

test("names every place that isn't there", async () => {
  const other = { ...absent(), name: "run", read: async () => ({ answers: [], warnings: [warning("run")] }) };
  const [problem] = await checkConfig({ schema, sources: [absent(), other] });
  expect(problem?.fix).toBe("app.env and run aren't there: create one, or set the value elsewhere");
});

test("keeps quiet where only one of a source's files isn't there", async () => {
  const [problem] = await checkConfig({ schema, sources: [absent("app.env.local")] });
  expect(problem).not.toHaveProperty("fix");
});

test("prefers a name that is nearly the right one", async () => {
  const typo = env({ from: { APP_HOTS: "a", APP_PORT: "80" }, prefix: "APP_" });
  const problems = await checkConfig({ schema, sources: [typo, absent()] });
  expect(problems).toMatchObject([{ fix: "env holds APP_HOTS: did you mean APP_HOST?" }]);
});

describe("a deprecated setting is warned about where it has a value", () => {
  test.each<[string, boolean | string, string]>([
    ["without a reason", true, "old is deprecated"],
    ["with one", "use new", "old is deprecated: use new"],
  ])("%s", async (_, deprecated, message) => {
    const old = z.string().optional().meta({ deprecated: deprecated as boolean });
    const warnings: Warning[] = [];
    const load = (from: Record<string, string>) =>
      loadConfig({ schema: z.object({ old, other: z.string().optional() }), sources: [env({ from })] }, { onWarning: (each) => warnings.push(each) });
    await load({ OTHER: "x" });
    expect(warnings).toEqual([]);
    await load({ OLD: "x", OTHER: "y" });
    expect(warnings).toEqual([{ kind: "deprecated", path: ["old"], message, origin: { source: "env", location: "OLD" } }]);
  }); // prettier-ignore
});

describe("an unknown name that may be a part of a value is not shown", () => {
  const odd = "Zq7!kP2x+vB9=mL4/tR8w";

  function problemsOf(location: string | undefined) {
    const origin = { source: "it", ...(location !== undefined && { location }) };
    const source = { ...absent(), unknownNames: "refuse" } as const;
    const reading = { source, inGroups: [], unknown: () => [{ name: odd, origin }] };
    const found = { values: new Map(), shadowed: new Map(), warnings: [], readings: [reading] } as unknown as Resolution;
    return strictProblems(planOf(schema), found).map(({ message: said, places, fix: how }) => [said, places, how]);
  } // prettier-ignore

  const message = "unknown name, not shown: it may be a part of a value";
  const fix = "take it out; a value of several lines needs quotes";

  test.each([
    ["a line of a file", ".env:4", { source: "it", location: ".env:4" }],
    ["a place in a value", "GROUP#Zq7!", { source: "it", location: "GROUP" }],
    ["the name itself", odd, { source: "it" }],
    ["nowhere", undefined, { source: "it" }],
  ])("where it stood at %s", (_, location, place) => {
    expect(problemsOf(location)).toEqual([[message, [place], fix]]);
  });
});

test.each([
  ["a plain group", z.object({ timeout: z.string().optional() }), ["unknown-name"]],
  ["a strict group", z.strictObject({ timeout: z.string().optional() }), ["invalid", "unknown-name"]],
  ["a loose group", z.looseObject({ timeout: z.string().optional() }), []],
  ["a group with a catchall", z.object({ timeout: z.string().optional() }).catchall(z.string()), []],
])("an unknown name of %s in a strict source", async (_, group, kinds) => {
  const source = env({ from: { A_B: '{"timeoutt":"1"}' }, prefix: "A_", strict: true });
  const problems = await checkConfig({ schema: z.object({ b: group }), sources: [source] });
  expect(problems.map(({ kind }) => kind)).toEqual(kinds);
});

test("a name inside a group's value is taken for one of that group's, and of no other", async () => {
  const group = z.object({ poolSize: z.string().optional() });
  const other = z.object({ timeout: z.string().optional() });
  const sources = [env({ from: { A: '{"timeoutt":"1"}', B: '{"timeoutt":"1"}' } })];
  const warnings: Warning[] = [];
  await loadConfig({ schema: z.object({ a: group, b: other }), sources }, { onWarning: (each) => warnings.push(each) });
  expect(warnings.map(({ path, fix }) => [path, fix])).toEqual([[["b", "timeout"], "did you mean timeout?"]]);
}); // prettier-ignore
