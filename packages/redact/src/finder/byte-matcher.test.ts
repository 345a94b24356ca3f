import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { encoders } from "../../test/encoders.ts";
import { samples } from "../../test/samples.ts";
import { sureParts } from "../secrets/derived-values.ts";
import { binary } from "../encodings/bytes.ts";
import { Grams } from "./grams.ts";
import { Stretches } from "./stretches.ts";
import { markEscapes, markLineBreaks } from "./escape-marks.ts";
import { anchorOf } from "./anchors.ts";
import { SearchPatterns } from "./search-patterns.ts";

/** Of units below 256. */
const byteText = (text: string) => ({ text, bytes: Buffer.from(text, "latin1") });

/** Some hundred files of code and prose, in which nothing is. */
const folder = new URL("../../../../", import.meta.url);
const filler = globSync(["packages/{core,redact}/src/*.ts", "docs/*.md"], { cwd: folder })
  .map((path) => readFileSync(new URL(path, folder), "utf8"))
  .join("\n");

/** A piece of it, another one for each. */
function fillerAt(index: number): string {
  return filler.slice(index * 997, index * 997 + 3_000);
}

describe.each(Object.entries(encoders))("%s", (_, encode) => {
  test("in the middle of code, all is found that is found by reading it in each encoding", () => {
    for (const [index, value] of samples.entries()) {
      const patterns = new SearchPatterns();
      for (const part of sureParts(value)) patterns.addText(part.text, (form) => form);
      const readLabel = ({ label }: { readonly label: string }) => label;
      const text = `${fillerAt(index)} ${encode(value) ?? value} ${fillerAt(index + 1)}`;
      const whole = patterns.matcher(true, undefined, readLabel).find(binary(text));
      const found = patterns.byteMatcher(undefined, readLabel).find(Buffer.from(text));
      expect(whole.length).toBeGreaterThan(0);
      // The padding of base64 behind a value may be escaped; the value is found without it.
      expect(found.map(({ start }) => start)).toEqual(whole.map(({ start }) => start));
    }
  });
}); // prettier-ignore

describe("of ordinary code", () => {
  test("hardly any is read in each encoding", () => {
    const stretches = new Stretches(filler.length);
    const grams = new Grams(samples);
    markLineBreaks(byteText(binary(filler)), { grams, key: 0, list: 0, text: 0 }, stretches);
    markEscapes(byteText(binary(filler)), { grams, key: 0, list: 0, text: 0 }, stretches);
    expect(filler.length).toBeGreaterThan(200_000);
    expect(stretches.merged.length).toBeLessThan(filler.length / 1_000);
  });
});

describe("the anchor of a value", () => {
  test.each([
    ["abc&defgh%ij", { run: "defgh", before: true, behind: true, length: 12 }],
    ["abc&d", { run: "abc", before: false, behind: true, length: 5 }],
    ["a&bcd", { run: "bcd", before: true, behind: false, length: 5 }],
    [`&${"x".repeat(40)}`, { run: "x".repeat(16), before: true, behind: false, length: 41 }],
    ["a&b%c", undefined],
  ])("%s", (text, anchor) => {
    expect(anchorOf(text)).toEqual(anchor);
  });
});

test("stretches that touch are one, and none is beyond the text", () => {
  const stretches = new Stretches(100);
  stretches.around(50, 52, 5);
  stretches.around(10, 10, 20);
  stretches.around(54, 60, 2);
  stretches.around(99, 100, 20);
  stretches.around(30, 31, 1);
  expect(stretches.merged).toEqual([
    { start: 0, end: 32 },
    { start: 45, end: 62 },
    { start: 79, end: 100 },
  ]);
});
