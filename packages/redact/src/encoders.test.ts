import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encoders } from "../test/encoders.ts";
import recorded from "../test/recorded-encoders.json" with { type: "json" };
import { samples } from "../test/samples.ts";
import { redactor } from "./index.ts";

const UNITS = Array.from("abnrtuxAF019 '\"`\\/=+$%&<>!@#*()[]{}|;:,.?~^_-éß密🔑");
const values = fc
  .array(fc.constantFrom(...UNITS), { minLength: 8, maxLength: 24 })
  .map((units) => units.join(""))
  .filter((value) => value.trim() === value && /\w{2}/.test(value));

/** What the encoder wrote has to be gone, and nothing else: of the quotes around it some may belong to the value. */
function check(value: string, written: string | undefined): void {
  if (written === undefined) return;
  const { redact } = redactor([new Secret(value, "s")]);
  const out = redact(`at ${written} end`);
  expect(out).toMatch(/^at [\\"'`[\]]{0,4}\[secret s\][\\"'`[\]]{0,4} end$/);
}

describe.each(Object.entries(encoders))("%s", (_, encode) => {
  test.each(samples.map((_value, index) => index))("sample %i", (index) => {
    const value = samples[index] ?? "";
    check(value, encode(value));
  });

  test("any value", () => {
    fc.assert(fc.property(values, (value) => check(value, encode(value))));
  });
});

describe.each(Object.entries(recorded))("as %s writes it", (_, byEncoder) => {
  test.each(Object.entries(byEncoder))("%s", (_name, written) => {
    expect(written).toHaveLength(samples.length);
    for (const [index, text] of written.entries()) check(samples[index] ?? "", text ?? undefined);
  });
});
