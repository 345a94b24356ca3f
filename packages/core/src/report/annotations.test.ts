import { expect, test } from "vitest";

import type { Problem } from "../model/problem.ts";
import { formatProblems } from "./format-problems.ts";

const problem: Problem = {
  path: ["port"],
  kind: "invalid",
  message: "expected an integer, got a string",
  places: [{ source: ".env", location: ".env:4 PORT" }],
};

test.each<[changes: Partial<Problem>, line: string]>([
  [{}, "::error file=.env,line=4,title=port::expected an integer, got a string"],
  [
    { path: ["servers"], within: "[2].port", places: [{ source: "a.yaml", location: "a.yaml:12:3" }] },
    "::error file=a.yaml,line=12,title=servers[2].port::expected an integer, got a string",
  ],
  [
    { secret: true, places: [{ source: "env", location: "PORT" }], fix: "did you mean PORT?" },
    "::error title=port (secret)::expected an integer, got a string%0Afix: did you mean PORT?",
  ],
  [
    { path: [], message: "100 %\nmore", places: [{ source: "x", location: "a,b:c.env:7" }] },
    "::error file=a%2Cb%3Ac.env,line=7,title=(configuration)::100 %25%0Amore",
  ],
  [
    {
      places: [
        { source: "env", location: "PORT" },
        { source: ".env", location: ".env:9" },
      ],
    },
    "::error file=.env,line=9,title=port::expected an integer, got a string",
  ],
])("a problem is an annotation of GitHub Actions (%#)", (changes, line) => {
  expect(formatProblems([{ ...problem, ...changes }], { format: "github" })).toBe(line);
});

test("each problem has a line, and a name can't begin another command", () => {
  const name = "x\n::set-output name=y::z";
  const report = formatProblems([{ ...problem, path: [name] }, problem], { format: "github" });
  expect(report.split("\n")).toHaveLength(2);
});
