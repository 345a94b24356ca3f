import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { redactor, type Redactor, secretFinder } from "../index.ts";
import { type Spelling, spelled, spellings } from "../../test/spellings.ts";

/** Of what values are made: no encoder escapes a character of the first five. */
const ALPHABETS = {
  hexadecimal: "0123456789abcdef",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  "names with dots": "abcdefghijklmnopqrstuvwxyz0123456789.-_",
  letters: "abcdefghijklmnopqrstuvwxyz",
  UUIDs: "0123456789abcdef-",
  base64: "ABCabcxyz019+/=",
  words: "correct horse battery",
  symbols: "ab0'\"\\/=+$%&<>!@#*()[]{}|;:,.?~^_- `",
  "accented letters": "äöüßéabcXYZ",
  "characters of two units": "🔑💥ab密钥",
  "control characters": "ab\n\r\tcd\u001be\0f",
};
const values = fc.constantFrom(...Object.values(ALPHABETS)).chain((alphabet) =>
  fc
    .array(fc.constantFrom(...Array.from(alphabet)), { minLength: 6, maxLength: 24 })
    .map((characters) => characters.join(""))
    // White space at its edges, and a backslash before a quote, may be what is around it.
    .filter((value) => /^\S.*[^\s\\]$/s.test(value) && new Set(value).size > 3 && /[\p{L}\p{N}]/u.test(value)),
); // prettier-ignore
/** Longer than what is read around an escape. */
const CODE = `const text = join(lines, "\\n") + "100% & more"; // a=10, /\\d+\\.\\d/\n`.repeat(40);
const choices = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });
const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });

/** Each value in a text of nothing else. */
function written(spelling: Spelling) {
  return fc
    .tuple(values, choices)
    .map(([value, made]) => ({ value, text: `at ${spelled(value, spelling, made) ?? value} end` }));
}

function pushed(redacting: Redactor, whole: string | Uint8Array, sizes: readonly number[]): string {
  const { push, end } = redacting.chunks();
  const out: (string | Uint8Array)[] = [];
  for (let at = 0, piece = 0; at < whole.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    out.push(push(whole.slice(at, at + size)));
    at += size;
  }
  return Buffer.concat([...out, end()].map((each) => Buffer.from(each as string))).toString();
}

const readers = Object.entries(spellings).flatMap(([name, each]) =>
  each.read ? [[name, each, each.read] as const] : [],
);

test.each(readers)("what is written here is read by a reader of %s", (_, spelling, read) => {
  fc.assert(
    fc.property(values, choices, (value, made) => {
      const text = spelled(value, spelling, made);
      fc.pre(text !== undefined);
      expect(read(text)).toBe(value);
    }),
  );
});

describe.each(Object.entries(spellings))("%s", (_, spelling) => {
  test("whichever characters of a value are escaped, it is taken out: of strings and bytes, whole and in pieces", () => {
    fc.assert(
      fc.property(written(spelling), cuts, ({ value, text }, sizes) => {
        const redacting = redactor([new Secret(value, "s")]);
        expect(redacting.redact(text)).toBe("at [secret s] end");
        expect(Buffer.from(redacting.redactBytes(Buffer.from(text))).toString()).toBe("at [secret s] end");
        expect(pushed(redacting, text, sizes)).toBe("at [secret s] end");
        expect(pushed(redacting, Buffer.from(text), sizes)).toBe("at [secret s] end");
      }),
    );
  });

  test("and found, in the middle of code too", () => {
    fc.assert(
      fc.property(written(spelling), ({ value, text }) => {
        const { find, findText, weak } = secretFinder([new Secret(value, "s")]);
        fc.pre(weak.length === 0);
        expect(findText(text)).toMatchObject([{ name: "s", start: 3, end: text.length - 4 }]);
        const [start, end] = [CODE.length + 3, CODE.length + Buffer.byteLength(text) - 4];
        expect(find(Buffer.from(CODE + text + CODE))).toMatchObject([{ name: "s", start, end }]);
      }),
    );
  });
}); // prettier-ignore

test.each([
  ["quoted-printable", "JSON"],
  ["HTML", "JSON"],
  ["a URL", "JSON"],
  ["JSON", "JSON"],
  ["JavaScript", "a URL"],
  ["a URL", "a URL"],
  ["JSON", "HTML"],
  ["HTML", "quoted-printable"],
])("and so where %s is written in %s", (inner, outer) => {
  fc.assert(
    fc.property(values, choices, choices, (value, first, second) => {
      const within = spellings[inner] && spelled(value, spellings[inner], first);
      const text = within !== undefined && spellings[outer] && spelled(within, spellings[outer], second);
      fc.pre(typeof text === "string");
      expect(redactor([new Secret(value, "s")]).redact(`at ${text} end`)).toBe("at [secret s] end");
    }),
  );
});
