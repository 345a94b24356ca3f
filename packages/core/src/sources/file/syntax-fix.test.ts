import * as toml from "smol-toml";
import { describe, expect, test } from "vitest";

import { parseJsonFile } from "./json-file.ts";
import { parseTomlFile } from "./toml-file.ts";

const SECRET = "hunter2";

describe("what is wrong in a file of TOML has a fix, which quotes nothing of it", () => {
  test.each([
    [`a = ${SECRET}`, "quotes around the text"],
    [`a = = "${SECRET}"`, "quotes around the text"],
    [`a: "${SECRET}"`, "write name = value"],
    [SECRET, "write name = value"],
    [`a = "${SECRET}`, "close the quote"],
    [`a = 1\na = "${SECRET}"`, "may be there once"],
    [`a = ["${SECRET}"`, "closing bracket"],
    ["a = 01", "leave the zero"],
    [`a = "\\q${SECRET}"`, "single quotes"],
    [`a = "x" ${SECRET}`, "end the line"],
  ])("%#", (text, expected) => {
    const { fix } = { fix: undefined, ...parseTomlFile(toml, text) };
    expect(fix).toContain(expected);
    expect(fix).not.toContain(SECRET);
  });
});

describe("what is wrong in a file of JSON has a fix, which quotes nothing of it", () => {
  test.each([
    [`{ "a": "${SECRET}", }`, "take the comma"],
    [`{ ${SECRET}: 1 }`, "double quotes around the name"],
    [`{ "a": "${SECRET}" "b": 1 }`, "a comma"],
    [`{ "a" "${SECRET}" }`, "a colon"],
    [`{ "a": '${SECRET}' }`, "in place of single ones"],
    [`["${SECRET}", ]`, "the comma before the ]"],
    [`{ "a": 1`, "closing bracket"],
    [`{ "a": `, "close the last brackets"],
    [`{ "a": "${SECRET}`, "close the quote"],
    [`{ "a": "x\n${SECRET}" }`, "line's end in a string"],
    [`{ "a": "\\x${SECRET}" }`, "the backslash twice"],
  ])("%#", (text, expected) => {
    const { fix } = { fix: undefined, ...parseJsonFile(text) };
    expect(fix).toContain(expected);
    expect(fix).not.toContain(SECRET);
  });

  test("a name that is there twice, and a comment, say what to do themselves", () => {
    for (const text of ['{ "a": 1, "a": 2 }', "{ // x\n}"])
      expect(parseJsonFile(text)).not.toMatchObject({ fix: expect.anything() as unknown });
  });
});
