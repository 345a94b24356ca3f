import { expect, test } from "vitest";

import { ConfigError, formatProblems } from "./config-error.ts";
import type { Problem } from "./errors.ts";

const missing = (name: string, rest: Partial<Problem> = {}): Problem => ({
  path: name.split("."),
  kind: "missing",
  message: "missing",
  looked: [{ source: "env", location: name.toUpperCase() }],
  ...rest,
});

const failed = (name: string, rest: Partial<Problem> = {}): Problem => ({
  path: name.split("."),
  kind: "failed",
  reason: "timeout",
  message: "aws did not answer within 10000 ms",
  looked: [{ source: "aws" }],
  ...rest,
});

test("is a line a problem, with where it was looked for and what to do below it", () => {
  const problems = [
    missing("database.password", { secret: true, fix: "did you mean this?" }),
    {
      ...missing("port"),
      kind: "invalid",
      message: "expected an integer",
      looked: [{ source: ".env", location: ".env:4 PORT" }],
    },
    failed("key", {
      message: "access denied by aws",
      needs: "Get on prod/key",
      looked: [{ source: "aws", location: "prod/key" }],
    }),
  ] as const;
  expect(formatProblems(problems).split("\n")).toEqual([
    "  database.password (secret)   missing",
    "      looked in  env DATABASE.PASSWORD",
    "      fix        did you mean this?",
    "  port                         expected an integer    .env:4 PORT",
    "  key                          access denied by aws   aws prod/key",
    "      needs      Get on prod/key",
  ]);
});

test("tells once what one place could not do for several settings", () => {
  expect(formatProblems([failed("a"), missing("b"), failed("c", { secret: true })]).split("\n")).toEqual([
    "  2 settings   aws did not answer within 10000 ms   aws",
    "      for        a · c (secret)",
    "  b            missing",
    "      looked in  env B",
  ]);
});

test("names ten of the settings that a source could not be asked for", () => {
  const lines = formatProblems(Array.from({ length: 12 }, (_, index) => failed(`s${index}`))).split("\n");
  expect(lines).toEqual([
    expect.stringContaining("12 settings"),
    "      for        s0 · s1 · s2 · s3 · s4 · s5 · s6 · s7 · s8 · s9 · 2 more",
  ]);
});

test("keeps apart what two places of one source could not do", () => {
  const at = (location: string) => ({
    message: "access denied by aws",
    looked: [{ source: "aws", location }],
  });
  expect(formatProblems([failed("a", at("prod/a")), failed("b", at("prod/b"))]).split("\n")).toEqual([
    "  a   access denied by aws   aws prod/a",
    "  b   access denied by aws   aws prod/b",
  ]);
});

test("says once that a file isn't there, though all of its settings are missing", () => {
  const fix = ".env isn't there: create it";
  const lines = formatProblems([missing("a", { fix }), missing("b", { fix })]).split("\n");
  expect(lines.filter((line) => line.includes(fix))).toEqual([`      fix        ${fix}`]);
});

test("counts every problem in its headline", () => {
  expect(new ConfigError([failed("a"), failed("b")]).message).toMatch(
    /^Configuration is not valid: 2 problems\n/,
  );
  expect(new ConfigError([missing("a")]).message).toMatch(/^Configuration is not valid: 1 problem\n/);
});
