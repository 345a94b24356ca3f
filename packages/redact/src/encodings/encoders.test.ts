import { readFileSync } from "node:fs";

import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encoders } from "../../test/encoders.ts";
import recorded from "../../test/recorded-encoders.json" with { type: "json" };
import { samples } from "../../test/samples.ts";
import { allEncodings } from "./views.ts";
import { redactor } from "../index.ts";

const UNITS = Array.from("abnrtuxAF019 '\"`\\/=+$%&<>!@#*()[]{}|;:,.?~^_-éß密🔑");
const values = fc
  .array(fc.constantFrom(...UNITS), { minLength: 8, maxLength: 24 })
  .map((units) => units.join(""))
  .filter((value) => value.trim() === value && /\w{2}/.test(value));

/** What the encoder wrote has to be gone, and nothing else: of the quotes around it some may belong to the value. */
const GONE = /^at [\\"'`[\]]{0,4}\[secret s\][\\"'`[\]]{0,4} end$/;

/** What comes out where an encoder wrote the value. */
function redacted(value: string, written: string | null | undefined): string {
  const text = `at ${written ?? value} end`;
  return redactor([new Secret(value, "s")]).redact(text);
}

describe.each(Object.entries(encoders))("%s", (_, encode) => {
  test.each(samples.map((_value, index) => index))("sample %i", (index) => {
    const value = samples[index] ?? "";
    expect(redacted(value, encode(value))).toMatch(GONE);
  });

  test("any value", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(redacted(value, encode(value))).toMatch(GONE);
      }),
    );
  });
});

describe.each(Object.entries(recorded))("as %s writes it", (_, byEncoder) => {
  test.each(Object.entries(byEncoder))("%s", (_name, written) => {
    expect(written).toHaveLength(samples.length);
    for (const [index, text] of written.entries()) expect(redacted(samples[index] ?? "", text)).toMatch(GONE);
  });
});

test("the page names each encoding that is read", () => {
  const page = readFileSync(new URL("../../../../docs/redaction.md", import.meta.url), "utf8");
  const named = Array.from(page.matchAll(/^\| ([a-z, -]+) \| /gm), ([, names = ""]) =>
    names.split(", "),
  ).flat();
  expect(named).toEqual(expect.arrayContaining(allEncodings.map(({ name }) => name)));
});
