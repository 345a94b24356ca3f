import { performance } from "node:perf_hooks";

import * as toml from "smol-toml";
import { describe, expect, test } from "vitest";

import { parseTomlFile } from "./toml-file.ts";

function valueOf(text: string): unknown {
  const { value, failure } = { value: undefined, failure: undefined, ...parseTomlFile(toml, text) };
  return failure ?? value;
}

const TIMES = [
  "1979-05-27T07:32:00Z",
  "1979-05-27T07:32:00.000Z",
  "1979-05-27T07:32:00.5Z",
  "1979-05-27T00:32:00.999999-07:00",
  "1979-05-27T07:32:00",
  "1979-05-27T00:32:00.999999",
  "1979-05-27T07:32",
  "1979-05-27",
  "07:32:00",
  "07:32:00.120",
  "00:32:00.999999999",
  "07:32",
];

describe("a date or time is text as it is spelled", () => {
  test.each(TIMES)("%s", (time) => {
    const text = `a = ${time} # it's\nb = [${time},${time} , "${time}"]\nc = { at=${time}, "x" = '${time}' }\n[t]\nat=${time}`;
    expect(valueOf(text)).toEqual({
      a: time,
      b: [time, time, time],
      c: { at: time, x: time },
      t: { at: time },
    });
  });

  test.each([
    ["1979-05-27 07:32:00Z", "1979-05-27T07:32:00Z"],
    ["1979-05-27t07:32:00.5z", "1979-05-27T07:32:00.5Z"],
  ])("%s has ISO's T and Z", (time, text) => {
    expect(valueOf(`a = ${time}`)).toEqual({ a: text });
  });
});

test("a number with a point or an exponent that no number holds is text as it is spelled", () => {
  const text = `a = 9007199254740993.0 # 1e400\nb = [-1e-400,+1_0e4_00, 0.1, 1e23 , 1_000.5]
c = { 9_1e400 = 1e400, 12345678901234567.5 = '1e400' }\nd.x1e400 = 9007199254740993`;
  expect(valueOf(text)).toEqual({
    a: "9007199254740993.0",
    b: ["-1e-400", "+10e400", 0.1, 1e23, 1000.5],
    c: { "9_1e400": "1e400", "12345678901234567": { 5: "1e400" } },
    d: { x1e400: 9007199254740993n },
  });
});

test.each([
  ["a key", "1979-05-27 = 1", { "1979-05-27": 1 }],
  ["keys of a table", "[1979-05-27.1980-01-01]\na = 1", { "1979-05-27": { "1980-01-01": { a: 1 } } }],
  ["a part of a key", "x-1979-05-27 = 1\n1979-05-27-x = 2", { "x-1979-05-27": 1, "1979-05-27-x": 2 }],
  [
    "strings of several lines",
    `a = """\n1979-05-27 \\""" 07:32:00\n"""\nb = '''07:32:00'''\nc = 07:32:00`,
    { a: '1979-05-27 """ 07:32:00\n', b: "07:32:00", c: "07:32:00" },
  ],
  [
    "strings that end with quotes of their own",
    `a = """b"""" # "\nc = 07:32:00.5\nd = '''e'''''\nf = "07:32:00.5"\ng = ""\nh = '''07:32'''`,
    { a: 'b"', c: "07:32:00.5", d: "e''", f: "07:32:00.5", g: "", h: "07:32" },
  ],
  ["a comment", "# 1979-05-27 it's \"\na = 07:32:00.25", { a: "07:32:00.25" }],
])("what looks like a time in %s stays", (_, text, value) => {
  expect(valueOf(text)).toEqual(value);
});

test("a date that doesn't exist stays as it is spelled", () => {
  expect(valueOf("a = 2026-02-30")).toEqual({ a: "2026-02-30" });
});

test.each(["a = 25:00:00", "a = 2026-01-01T00:00:00+99:99", "a = 07:32:0"])("%s is no time", (text) => {
  expect(valueOf(text)).toBe("is not valid TOML");
});

test("lines count behind strings that end with quotes of their own", () => {
  const text = `a = [ """b"""",\n"c" ]\n[d]\ne = 1\nf = "x"`;
  const { lines } = { lines: undefined, ...parseTomlFile(toml, text) };
  expect([["a"], ["d"], ["d", "e"], ["d", "f"]].map((path) => lines?.of(path))).toEqual([1, 3, 4, 5]);
});

test("a megabyte of times is read in one pass", () => {
  const started = performance.now();
  expect(valueOf(`a = [${"07:32:00.5,".repeat(100_000)}]`)).toMatchObject({ a: { length: 100_000 } });
  expect(performance.now() - started).toBeLessThan(5_000);
});
