import { Secret } from "@confide/core";
import { expect, test } from "vitest";

import { encodedForms } from "./encoded-forms.ts";

const value = `pä"ss\n& 'w/rd🔑`;

test.each([
  ["as it is", value],
  ["base64", Buffer.from(value).toString("base64")],
  ["base64url", Buffer.from(value).toString("base64url")],
  ["hexadecimal digits", Buffer.from(value).toString("hex")],
  ["JSON", JSON.stringify(value).slice(1, -1)],
  ["JSON of ASCII", String.raw`p\u00e4\"ss\n& 'w/rd\ud83d\udd11`],
  ["a URL", encodeURIComponent(value)],
  ["a form", "p%C3%A4%22ss%0A%26+%27w%2Frd%F0%9F%94%91"],
  ["HTML", "pä&quot;ss\n&amp; &#39;w/rd🔑"],
  ["a shell's quotes", `pä"ss\n& '\\''w/rd🔑`],
])("%s", (_, expected) => {
  expect(encodedForms(new Secret(value, "s"))).toContain(expected);
});

test("within a longer text in base64, at each of its places", () => {
  const forms = encodedForms(new Secret("a-long-password", "s"));
  for (const before of ["", "u", "us", "use"]) {
    const encoded = Buffer.from(`${before}a-long-password, and more`).toString("base64");
    expect(forms.some((form) => encoded.includes(form))).toBe(true);
  }
});

test("parts too: leaves of JSON, the password of a URL; bytes; and the longest first, each once", () => {
  expect(encodedForms(new Secret('{"apiKey":"made-up-key"}', "s"))).toContain("made-up-key");
  expect(encodedForms(new Secret("postgres://u:made-up-p@h/d", "s"))).toContain("made-up-p");
  expect(encodedForms(new Secret(new Uint8Array([255, 254, 1, 2, 3, 4]), "s"))).toContain("fffe01020304");
  const forms = encodedForms(new Secret("made-up-value", "s"));
  expect(forms.map((form) => form.length)).toEqual(
    forms.map((form) => form.length).toSorted((a, b) => b - a),
  );
  expect(new Set(forms).size).toBe(forms.length);
});
