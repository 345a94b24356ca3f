import { describe, expect, test } from "vitest";

import { backslash } from "./backslash.ts";
import type { Encoding } from "./encoding.ts";
import { html } from "./html.ts";
import { columns, lineBreaks } from "./line-breaks.ts";
import { form, percent, quotedPrintable } from "./percent.ts";
import { doubleQuotes, shellQuotes, singleQuotes } from "./quotes.ts";
import { View } from "./view.ts";

describe("an escape says", () => {
  const meanings: readonly (readonly [Encoding, Readonly<Record<string, string>>])[] = [
    [backslash, {
      "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\b": "\b", "\\f": "\f", "\\v": "\v", "\\a": "\x07", "\\e": "\x1b", "\\E": "\x1b",
      "\\\\": "\\", '\\"': '"', "\\'": "'", "\\/": "/", "\\$": "$", "\\q": "q", "\\8": "8", "\\é": "\\é", "\\\x7f": "\x7f",
      "\\u0041": "A", "\\u00E9": "é", "\\ud83d\\udd11": "🔑", "\\uD83D\\uDD11": "🔑", "\\ud83d": "\ud83d", "\\udd11": "\udd11",
      "\\u{41}": "A", "\\u{e9}": "é", "\\u{1F511}": "🔑", "\\u{10ffff}": "\u{10ffff}", "\\u{110000}": "\\u{110000}", "\\u{}": "u{}",
      "\\U00000041": "A", "\\U0001f511": "🔑", "\\U00110000": "\\U00110000", "\\u004": "u004", "\\U0001f51": "U0001f51",
      "\\x41": "A", "\\xe9": "é", "\\xC3\\xA9": "é", "\\xe2\\x82\\xac": "€", "\\xf0\\x9f\\x94\\x91": "🔑", "\\x4": "x4", "\\xe2\\x82": "â\x82",
      "\\101": "A", "\\351": "é", "\\303\\251": "é", "\\342\\202\\254": "€", "\\360\\237\\224\\221": "🔑", "\\355\\202\\254": "킬", "\\343\\201\\202": "あ", "\\400": "400", "\\12": "12",
    }],
    [percent, { "%41": "A", "%2f": "/", "%C3%A9": "é", "%e2%82%ac": "€", "%F0%9F%94%91": "🔑", "%ed%a0%80": "%ed%a0%80", "%80": "%80", "%4": "%4", "+": "+" }],
    [form, { "+": " ", "%41": "A", "%2B": "+", "%C3%A9": "é" }],
    [quotedPrintable, { "=41": "A", "=\n": "", "=\r\n": "", "=C3=A9": "é", "=F0=9F=94=91": "🔑", "=x": "=x", "a= \t\r\nb": "ab", "=C3=\n=A9": "é", "=F0=9F=\r\n=94= \n=91": "🔑", "= x": "= x" }],
    [html, { "&amp;": "&", "&AMP;": "&", "&quot;": '"', "&apos;": "'", "&#39;": "'", "&#0000039;": "'", "&#00000000000000039;": "'", "&#39": "'", "&#39x": "'x", "&#x27": "'", "&#x27;": "'", "&#X27;": "'", "&#x00001f;": "\x1f", "&#x1F511;": "🔑", "&#x10ffff;": "\u{10ffff}", "&#x110000;": "&#x110000;", "&#1114112;": "&#1114112;", "&nothing;": "&nothing;", "&amp": "&amp", "&a;": "&a;", "&lt;": "<", "&frac12;": "½", "&DiacriticalGrave;": "`" }],
    [singleQuotes, { "''": "'", "\\'\\'": "\\'", "x'''": "x''", "(''''a'''' )": "(''a'' )", "('''a b": "(''a b", "'": "'" }],
    [doubleQuotes, { '""': '"', '\\"\\"': '\\"', 'x""y': 'x"y' }],
    [shellQuotes, { "'\\''": "'", "'\"'\"'": "'", "'\\'": "'\\'", "'\"'": "'\"'" }],
    [lineBreaks, { "abcdefghijkl\nm": "abcdefghijklm", "abcdefghijkl\r\n \tm": "abcdefghijklm", "abcdefghijk\nm": "abcdefghijk\nm", "+/_=-ghijkl\n-": "+/_=-ghijkl\n-", "1,\n 2": "1, 2", "1,\nx": "1,\nx", "x,\n2": "x,\n2", "abcdefghijkl\n": "abcdefghijkl\n" }],
    [columns, { "1,  2": "1, 2", "1,    2": "1, 2", "1,     2": "1,     2", "1, 2": "1, 2", "1,  x": "1,  x" }],
  ]; // prettier-ignore

  test.each(
    meanings.flatMap(([encoding, table]) =>
      Object.entries(table).map(([written, said]) => [encoding.name, written, said, encoding] as const),
    ),
  )("in %s, %j: %j", (_, written, said, encoding) => {
    expect(View.of(written, encoding, { inBytes: false, final: true })?.text ?? written).toBe(said);
  });
});
