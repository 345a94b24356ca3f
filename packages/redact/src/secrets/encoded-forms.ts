import type { Secret } from "@confide/core";

import { formsOf, formsOfBytes } from "../encodings/forms.ts";
import { partsOf } from "./derived-values.ts";
import { named } from "./secrets-in.ts";

/**
 * How a secret may be written, as strings, for something that hides strings and knows no encodings, such as the masks of a
 * CI service: the value and its parts as they are, in base64 (also within a longer string), hexadecimal digits, JSON, URLs,
 * forms, HTML and a shell's single quotes. The longest come first. A redactor finds more.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { encodedForms } from "@confide/redact";
 *
 * const forms = encodedForms(new Secret("p@ss w/rd", "password"));
 * console.log(forms.includes("p%40ss%20w%2Frd"), forms.includes(btoa("p@ss w/rd"))); // true true
 * ```
 */
export function encodedForms(secret: Secret<unknown>): readonly string[] {
  const { value } = named(secret);
  const forms =
    value instanceof Uint8Array ? bytesForms(value) : partsOf(value).flatMap(({ text }) => textForms(text));
  return [...new Set(forms)].filter((form) => form !== "").toSorted((a, b) => b.length - a.length);
}

function bytesForms(bytes: Uint8Array): readonly string[] {
  const { whole, aligned } = formsOfBytes(Buffer.from(bytes));
  return [...whole, ...aligned.filter(isLong)];
}

function textForms(text: string): readonly string[] {
  const { whole, aligned } = formsOf(text);
  const fit = text.toWellFormed();
  const inUrl = encodeURIComponent(fit);
  return [
    ...whole,
    ...aligned.filter(isLong),
    JSON.stringify(text).slice(1, -1),
    asciiJson(text),
    inUrl,
    inUrl.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
    encodeURI(fit),
    new URLSearchParams([["", fit]]).toString().slice(1),
    text.replaceAll(/[&<>"']/g, (mark) => HTML[mark] ?? mark),
    text.replaceAll("'", String.raw`'\''`),
  ];
}

/** Shorter pieces of base64 are found by chance in any longer run of it. */
function isLong(form: string): boolean {
  return form.length >= 8;
}

function asciiJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^\0-\x7f]/g, (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
