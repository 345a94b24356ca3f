import { envExample } from "@confide/core";
import { describeSettings } from "@confide/core/adapter";
import { expect, test } from "vitest";
import * as z from "zod";

import { withoutValues } from "./env-lines.ts";
import { exampleDrift } from "./example-drift.ts";

const definition = { schema: z.object({ host: z.string(), port: z.int().default(3000), key: z.string() }) };
const generated = envExample(definition);
const settings = describeSettings(definition);
const driftOf = (text: string | undefined) => exampleDrift(text, generated, settings);

test("what was generated fits, and so does what a hand made of it", () => {
  expect(driftOf(generated)).toEqual({ problems: [], mended: generated });
  const byHand = "# ours\nHOST=db.example\nexport KEY='k'\n# PORT=8080\n";
  expect(driftOf(byHand)).toEqual({ problems: [], mended: byHand });
});

test("a file that isn't there, is empty, lacks a variable, has one too many, or has one commented out", () => {
  expect(driftOf(undefined)).toMatchObject({ problems: [{ code: "example-absent" }], mended: generated });
  expect(driftOf("")).toMatchObject({ mended: generated });
  const text = '# hosts\n# HOST=x\n\n# about the old one\nOLD="a\nPORT=1"\n\n# of its own\nKEY=k\n';
  const { problems, mended } = driftOf(text);
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "example-missing: PORT is a setting, and isn't in the file",
    "example-commented: HOST is required, and commented out",
    "example-unknown: OLD is no setting's variable",
  ]);
  expect(mended).toBe("# hosts\nHOST=x\n\n# of its own\nKEY=k\n\n# integer, optional\n# PORT=3000\n");
  expect(driftOf(mended)).toEqual({ problems: [], mended });
});

test("what it says of a setting that became required, or optional, is mended", () => {
  const old = generated
    .replace("# text, required\nHOST=", "# text, optional\n# HOST=")
    .replace("# integer, optional\n# PORT=", "# integer, required\nPORT=");
  expect(old).not.toBe(generated);
  const { problems, mended } = driftOf(`# whether it is\n# required\n\n${old}`);
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "example-commented: HOST is required, and commented out",
    "example-outdated: HOST is required, and said to be optional",
    "example-outdated: PORT is optional, and said to be required",
  ]);
  expect(mended).toBe(`# whether it is\n# required\n\n${generated.replace("# PORT=", "PORT=")}`);
  expect(driftOf(mended).problems).toEqual([]);
});

test("dotenv's other form is a variable too, and words before a colon in a comment are none", () => {
  const text = "# NOTE: ours\nHOST: db.example\nexport KEY: k\nPORT:\n";
  expect(driftOf(text)).toEqual({ problems: [], mended: text });
  expect(driftOf(`${text}OLD: 1\nhttp://not.one\n`).problems).toMatchObject([{ code: "example-unknown" }]);
});

test("a variable that is there twice is a problem; the last one, which counts, stays", () => {
  const text = "HOST=a\nexport HOST=b\n# PORT=1\nPORT=2\nKEY: k\nHOST: c\n";
  const { problems, mended } = driftOf(text);
  expect(problems).toEqual([
    { code: "example-repeated", message: "HOST is in the file more than once, and the last one counts" },
  ]);
  expect(mended).toBe("# PORT=1\nPORT=2\nKEY: k\nHOST: c\n");
  expect(driftOf(mended).problems).toEqual([]);
});

test.each(["HOST=x\r\nKEY=y\r\n# PORT=1\r\n", "HOST=x\nKEY='not closed\n# PORT=1\n"])("%j fits", (text) => {
  expect(driftOf(text).problems).toEqual([]);
});

test.each([
  ["PORT=3000", "PORT=…"],
  ["# PORT=3000", "# PORT=…"],
  ["PORT=", "PORT="],
  ["# where it listens", "# where it listens"],
  ["", ""],
  ["# a word", "# …"],
  ["## PORT=3000", "# …"],
  ["# PORT: 3000", "# …"],
  ["OLD=1", "OLD=…"],
  ["export OLD: 1", "OLD=…"],
  ["inside=a quoted value", "…"],
  ["the second line of a value", "…"],
])("a difference shows %j as %j", (line, shown) => {
  expect(withoutValues("# where it listens\nPORT=")(line)).toBe(shown);
});
