import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ConfigError } from "./config-error.ts";
import { formatOrigin, formatProblems } from "./format-problems.ts";
import type { Problem } from "../model/problem.ts";

const missing: Problem = {
  path: ["database", "password"],
  kind: "missing",
  message: "missing",
  secret: true,
  places: [
    { source: "env", location: "DATABASE_PASSWORD" },
    { source: ".env", location: "DATABASE_PASSWORD" },
    { source: "aws-secrets-manager", location: "prod/database#password" },
  ],
};
const invalid: Problem = {
  path: ["port"],
  kind: "invalid",
  message: "expected an integer, got a string",
  places: [{ source: ".env", location: ".env:4 PORT" }],
};
const denied: Problem = {
  path: ["stripe", "apiKey"],
  kind: "failed",
  reason: "denied",
  message: "access denied by aws-secrets-manager",
  secret: true,
  places: [{ source: "aws-secrets-manager", location: "prod/stripe" }],
  needs: "secretsmanager:GetSecretValue on prod/stripe  (confide policy aws prints it)",
};

describe("a report", () => {
  test("has places in one column, which a message without a place pushes nowhere", () => {
    const alone: Problem = {
      ...invalid,
      path: ["host"],
      message: "a message that is longer than all of the others",
      places: [],
    };
    const lineOf = (problems: readonly Problem[]) =>
      formatProblems(problems)
        .split("\n")
        .find((line) => line.includes("an integer"));
    expect(lineOf([invalid, alone])).toBe(lineOf([invalid]));
  });

  test("says once what keeps a store from giving any of its secrets, with all places", () => {
    const fix = "bring the key";
    const shut = (path: string, location: string, more: Partial<Problem> = {}): Problem => ({
      path: [path],
      kind: "failed",
      reason: "unauthenticated",
      message: "not signed in to local-store: the key in key.txt does not open secrets.age",
      places: [{ source: "local-store", location }],
      fix,
      ...more,
    });
    expect(
      formatProblems([shut("a", "prod/a"), shut("b", "prod/b", { secret: true }), shut("c", "prod/c")]),
    ).toBe(
      `  3 settings   not signed in to local-store: the key in key.txt does not open secrets.age   prod/a · prod/b · prod/c
      for        a · b (secret) · c
      fix        bring the key`,
    );
    const many = Array.from({ length: 12 }, (_, index) => shut(`s${index}`, `prod/${index}`));
    expect(formatProblems(many)).toContain("prod/8 · prod/9 · 2 more\n      for        s0 · ");
    for (const other of [{ needs: "READ on prod/b" }, { fix: "another" }, { message: "another" }])
      expect(formatProblems([shut("a", "prod/a"), shut("b", "prod/b", other)])).not.toContain("2 settings");
  });

  test("reads as the design shows it", () => {
    const { message } = new ConfigError([missing, invalid, denied]);
    expect(message).toBe(
      `
Configuration is not valid: 3 problems

  database.password (secret)   missing
      looked in  env DATABASE_PASSWORD · .env DATABASE_PASSWORD · aws-secrets-manager prod/database#password
  port                         expected an integer, got a string      .env:4 PORT
  stripe.apiKey (secret)       access denied by aws-secrets-manager   prod/stripe
      needs      secretsmanager:GetSecretValue on prod/stripe  (confide policy aws prints it)
`.slice(1),
    );
  });

  test.each<[string, number, (text: string) => Partial<Problem>]>([
    ["message", 500, (message) => ({ message })],
    ["fix", 500, (fix) => ({ fix })],
    ["needs", 500, (needs) => ({ needs })],
    ["place", 300, (source) => ({ places: [{ source }] })],
    ["name", 120, (name) => ({ path: [name] })],
  ])("cuts a %s of more than %i characters", (_, most, part) => {
    const report = (length: number) => formatProblems([{ ...invalid, ...part("x".repeat(length)) }]);
    expect(/x{9,}…?/.exec(report(most))?.[0]).toBe("x".repeat(most));
    expect(/x{9,}…?/.exec(report(most + 1))?.[0]).toBe(`${"x".repeat(most - 1)}…`);
  });

  test("of one problem says so, and nothing that it doesn't have", () => {
    const bare: Problem = { path: [], kind: "invalid", message: "is not valid", places: [] };
    expect(new ConfigError([bare]).message).toBe(
      "Configuration is not valid: 1 problem\n\n  (configuration)   is not valid\n",
    );
  });

  test("tells the fix on a line of its own", () => {
    expect(formatProblems([{ ...invalid, fix: "did you mean PORT?" }])).toBe(
      "  port   expected an integer, got a string   .env:4 PORT\n      fix        did you mean PORT?",
    );
  });

  test("tells once what a source can't do for many settings", () => {
    const places = [{ source: "files", location: "/run/secrets" }];
    const failed = (name: string): Problem => ({ ...denied, path: [name], message: "is a file", places });
    const report = formatProblems(Array.from({ length: 12 }, (_, index) => failed(`s${index}`)));
    expect(report.split("\n")).toHaveLength(3);
    expect(report).toContain("12 settings");
    expect(report).toContain("s9 (secret) · 2 more");
  });

  test("fits the columns of a terminal: what doesn't fit goes below, indented", () => {
    const report = formatProblems([missing, invalid, denied], { columns: 80 });
    expect(report).toBe(
      `
  database.password (secret)   missing
      looked in  env DATABASE_PASSWORD · .env DATABASE_PASSWORD ·
                 aws-secrets-manager prod/database#password
  port                         expected an integer, got a string   .env:4 PORT
  stripe.apiKey (secret)       access denied by aws-secrets-manager
      in         prod/stripe
      needs      secretsmanager:GetSecretValue on prod/stripe  (confide policy
                 aws prints it)`.slice(1),
    );
  });

  test("has a long message beside its name in lines of a width, or below it where there is no room", () => {
    const message = "expected one of the words that the schema allows, and got another";
    expect(formatProblems([{ ...invalid, message }], { columns: 40 })).toBe(
      `
  port   expected one of the words that
         the schema allows, and got
         another
      in         .env:4 PORT`.slice(1),
    );
    const long = { ...invalid, path: ["aRatherLongNameOf", "aSetting"], message };
    expect(formatProblems([long], { columns: 40 })).toBe(
      `
  aRatherLongNameOf.aSetting
      expected one of the words that the
      schema allows, and got another
      in         .env:4 PORT`.slice(1),
    );
  });

  test("breaks no name and no path, however narrow the terminal", () => {
    const path = "/srv/applications/shop/configuration/production.yaml";
    const problems = [{ ...invalid, places: [{ source: path, location: `${path}:4` }] }];
    for (const columns of [20, 40, 60]) expect(formatProblems(problems, { columns })).toContain(`${path}:4`);
  });

  test("in lines of a width has all that it has on long ones", () => {
    const words = (text: string) =>
      text
        .split(/\s+/)
        .filter((word) => word !== "in" && word !== "")
        .sort();
    const problems = [missing, invalid, denied];
    for (const columns of [20, 33, 50, 79, 100, 200])
      expect(words(formatProblems(problems, { columns }))).toEqual(words(formatProblems(problems)));
  });

  test("of nothing is empty", () => {
    expect(formatProblems([])).toBe("");
  });

  test("keeps its columns whatever its messages are long", () => {
    const long = { ...invalid, path: ["x"], message: "m".repeat(100) };
    const [first, second] = formatProblems([invalid, long]).split("\n");
    expect(first).toBe("  port   expected an integer, got a string   .env:4 PORT");
    expect(second).toBe(`  x      ${"m".repeat(100)}   .env:4 PORT`);
  });

  test.each([
    [60, 60],
    [61, 33],
  ])("has a column of messages for one of %i characters as wide as %i", (length, width) => {
    const long = { ...invalid, message: "m".repeat(length) };
    const [first] = formatProblems([invalid, long]).split("\n");
    expect(first).toBe(`  port   ${invalid.message.padEnd(width)}   .env:4 PORT`);
  });

  test.each([
    [10, "s0 · s1 · s2 · s3 · s4 · s5 · s6 · s7 · s8 · s9"],
    [11, "s0 · s1 · s2 · s3 · s4 · s5 · s6 · s7 · s8 · s9 · 1 more"],
  ])("names ten of the %i settings that one failure is about", (length, names) => {
    const failed = Array.from({ length }, (_, index) => ({ ...denied, secret: false, path: [`s${index}`] }));
    expect(formatProblems(failed)).toContain(`      for        ${names}\n`);
  });

  test("can't be forged by names from outside", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u0085", "\u001b", " ") });
    fc.assert(
      fc.property(texts, texts, texts, texts, (name, message, location, fix) => {
        const places = [{ source: "env", location }];
        const report = formatProblems([{ path: [name], kind: "invalid", message, places, fix }]);
        expect(report.split("\n").length).toBeLessThanOrEqual(2);
        expect(report.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe("the error", () => {
  const error = new ConfigError([missing, invalid]);

  test("has its problems as data, which nobody can change", () => {
    expect(error.problems).toEqual([missing, invalid]);
    expect(Object.isFrozen(error.problems)).toBe(true);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "ConfigError",
      message: error.message,
      problems: [missing, invalid],
    });
  });

  test("prints in Node as its report and stack, once", () => {
    const printed = inspect(error);
    expect(
      printed.startsWith("ConfigError: Configuration is not valid: 2 problems\n\n  database.password"),
    ).toBe(true);
    expect(printed.split("looked in")).toHaveLength(2);
    expect(printed).toMatch(/\n {4}at /);
    expect(Object.keys(error)).toEqual([]);
    expect(String(error)).toBe(`ConfigError: ${error.message}`);
  });

  test("is an Error of its own class", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("ConfigError");
    expect(new ConfigError([invalid], "The schema can't be a configuration").message).toMatch(
      /^The schema can't be a configuration: 1 problem\n/,
    );
  });
});

test.each([
  [{ source: "env" }, "env"],
  [{ source: "env", location: "PORT" }, "env PORT"],
  [{ source: ".env", location: ".env:4" }, ".env:4"],
  [{ source: "aws", location: "prod/db", version: "7" }, "aws prod/db (version 7)"],
])("an origin is shown as %j", (origin, text) => {
  expect(formatOrigin(origin)).toBe(text);
});
