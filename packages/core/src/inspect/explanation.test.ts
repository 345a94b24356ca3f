import { resolve } from "node:path";
import { inspect } from "node:util";

import { expect, test } from "vitest";
import * as z from "zod";

import { explain } from "./explain.ts";
import { type Explanation, formatExplanation } from "./explanation.ts";
import { loadConfig } from "../load/load.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { memory } from "../sources/memory.ts";

const row = (rest: Partial<Explanation>): Explanation => ({
  setting: "port",
  secret: false,
  source: "env",
  shadowed: [],
  ...rest,
});

test("lines the columns up, and names each place as a report does", () => {
  const rows = [
    row({ location: "PORT", shadowed: [{ source: ".env", location: ".env:2" }] }),
    row({ setting: "database.password", secret: true, source: "aws", location: "prod/db", version: "7" }),
    row({ setting: "debug", source: "default" }),
  ];
  expect(formatExplanation(rows).split("\n")).toEqual([
    "setting                      comes from                also in",
    "port                         env PORT                  .env:2",
    "database.password (secret)   aws prod/db (version 7)",
    "debug                        default",
  ]);
});

test("puts a warning below its setting", () => {
  const [, first, warning] = formatExplanation([row({ location: "PORT", warning: "is cut at a #" })]).split(
    "\n",
  );
  expect(first).toMatch(/^port +env PORT$/);
  expect(warning).toBe("  ! is cut at a #");
});

test("shows values only where explain was asked for them", () => {
  const rows = [row({ value: ["a", "b"] }), row({ setting: "big", value: 10n }), row({ setting: "none" })];
  expect(formatExplanation(rows).split("\n")).toEqual([
    "setting   comes from   value",
    "port      env          [ 'a', 'b' ]",
    "big       env          10n",
    "none      env",
  ]);
});

test.each<[string, number, (text: string) => Partial<Explanation>]>([
  ["name", 120, (setting) => ({ setting })],
  ["place", 300, (source) => ({ source })],
  ["value", 60, (text) => ({ value: { [inspect.custom]: () => text } })],
  ["warning", 300, (warning) => ({ warning })],
])("cuts a %s of more than %i characters", (_, most, part) => {
  const cell = (length: number) => /x{9,}…?/.exec(formatExplanation([row(part("x".repeat(length)))]))?.[0];
  expect(cell(most)).toBe("x".repeat(most));
  expect(cell(most + 1)).toBe(`${"x".repeat(most - 1)}…`);
});

test("lets no name forge a line", () => {
  const text = formatExplanation([row({ location: "A\nB" }), row({ setting: "a\u2028b" })]);
  expect(text.split(/[\n\u2028]/)).toHaveLength(3);
});

test("is empty for a schema without settings", () => {
  expect(formatExplanation([])).toBe("");
});

test("tells once of a source that isn't there, below the first setting that it might have had", async () => {
  const schema = z.object({ a: z.string().default("x"), b: z.string().optional(), c: z.string() });
  const config = await loadConfig({ schema, sources: [memory({ c: "found" }), dotenv(".env.nowhere")] });
  expect(explain(config).map(({ warning }) => warning)).toEqual([
    `.env.nowhere isn't there: create ${resolve(".env.nowhere")}`,
    `.env.nowhere isn't there: create ${resolve(".env.nowhere")}`,
    undefined,
  ]);
  expect(formatExplanation(explain(config)).split("\n").slice(1)).toEqual([
    "a         default",
    `  ! .env.nowhere isn't there: create ${resolve(".env.nowhere")}`,
    "b         absent",
    "c         memory c",
  ]);
});
