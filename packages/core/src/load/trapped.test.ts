import { expect, test } from "vitest";
import * as z from "zod";

import { planOf } from "../schema/plan.ts";
import type { Problem } from "../model/problem.ts";
import { Resolution } from "./resolution.ts";
import { withTraps } from "./trapped.ts";

const origin = { source: ".env", location: ".env:1" };
const trap = { kind: "trap", path: ["a"], message: "A is odd", fix: "make it even", origin } as const;

function problem(kind: Problem["kind"], path = "a"): Problem {
  return { kind, path: [path], message: kind, places: [] };
}

function fixed(problems: readonly Problem[], warnings: readonly object[] = [trap]): readonly Problem[] {
  const resolution = new Resolution(planOf(z.object({ a: z.string() })));
  resolution.warnings.push(...(warnings as (typeof trap)[]));
  return withTraps(resolution, problems);
}

test("a trap is the fix of what is missing or invalid for it, and of nothing else", () => {
  expect(fixed([problem("missing"), problem("invalid"), problem("failed"), problem("missing", "b")])).toEqual(
    [
      { ...problem("missing"), fix: "A is odd: make it even" },
      { ...problem("invalid"), fix: "A is odd: make it even" },
      problem("failed"),
      problem("missing", "b"),
    ],
  );
});

test("the first trap of a setting is its fix; other warnings are none", () => {
  const second = { ...trap, message: "A is late" };
  expect(fixed([problem("missing")], [trap, second])[0]?.fix).toBe("A is odd: make it even");
  expect(fixed([problem("missing")], [{ ...trap, kind: "deprecated" }])).toEqual([problem("missing")]);
  expect(fixed([problem("missing")], [{ ...trap, path: undefined }])).toEqual([problem("missing")]);
});

test("a secret's trap is a problem already: it stands for the missing value, and beside an invalid one", () => {
  expect(fixed([problem("missing"), problem("trap")])).toEqual([problem("trap")]);
  expect(fixed([problem("invalid"), problem("trap")])).toEqual([problem("invalid"), problem("trap")]);
});
