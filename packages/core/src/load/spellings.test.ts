import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { spellings, squeezed } from "./spellings.ts";

const VALUE = "hünter2-canary/7f";

const written: readonly [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["in base64", (text) => Buffer.from(text).toString("base64")],
  ["in base64url", (text) => Buffer.from(text).toString("base64url")],
  ["in base64, behind other bytes", (text) => Buffer.from(`ab${text}`).toString("base64")],
  ["in hex", (text) => Buffer.from(text).toString("hex")],
  ["in hex, in capitals", (text) => Buffer.from(text).toString("hex").toUpperCase()],
  ["as bytes", (text) => Buffer.from(text).join(", ")],
  ["as JSON of bytes", (text) => JSON.stringify(Buffer.from(text))],
  ["as characters' numbers", (text) => Array.from(text, (each) => each.codePointAt(0)).join(" ")],
  ["in a URL", (text) => encodeURIComponent(text)],
  ["with each character encoded", (text) => Buffer.from(text).toString("hex").replace(/../g, "%$&")],
  ["as JSON", (text) => JSON.stringify(text)],
  ["in escapes", (text) => Array.from(text, escaped).join("")],
  ["in HTML", (text) => Array.from(text, (each) => `&#x${each.codePointAt(0)?.toString(16)};`).join("")],
  ["backwards", (text) => Array.from(text).toReversed().join("")],
];

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

describe("a text is read", () => {
  test.each(written)("%s", (_, write) => {
    expect(spellings(`got ${write(VALUE)}!`).some((reading) => reading.includes(VALUE))).toBe(true);
  });

  test("without what stands between its letters", () => {
    const letters = squeezed(VALUE);
    for (const spelled of [Array.from(VALUE).join(" "), VALUE.toUpperCase(), Array.from(VALUE).join("-")])
      expect(squeezed(`got ${spelled}!`)).toContain(letters);
    expect(squeezed(inspect(Buffer.from(VALUE)))).toContain(Buffer.from(VALUE).toString("hex"));
  });

  test("whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(spellings(text)[0]).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("%\\ux&#;09afAF+/_-= ")) }), (text) => {
        expect(spellings(text).length).toBeGreaterThan(3);
      }),
    );
  });
});
