import { base32Forms } from "../encodings/base32.ts";
import { base64Forms, urlSafe } from "../encodings/base64.ts";
import { byteForms } from "../encodings/byte-lists.ts";
import { binary } from "../encodings/bytes.ts";
import { Views } from "../encodings/views.ts";
import { Matcher, type MatcherParts } from "../matcher/matcher.ts";
import type { FormatMatcher } from "../matcher/format-matcher.ts";
import type { Pattern } from "../matcher/pattern.ts";
import { ByteMatcher } from "./byte-matcher.ts";

type ReadLabel = NonNullable<MatcherParts["readLabel"]>;

/** How a value is written, but for escapes. */
export type WrittenForm = "plain" | "base64" | "base32" | "bytes" | "utf-16" | "latin-1";

const DIFFERS_IN_LATIN1 = /^[\0-\xff]*[\x80-\xff][\0-\xff]*$/;

/** Shorter pieces of base64 are found by chance in any longer run of it. */
const LEAST_BASE64 = 7;
/** A unit of a text in UTF-8. */
const MOST_UTF8 = 3;
/** So many units one of a value takes at most where it is written by escapes of escapes. */
const WIDEST_ESCAPE = 16;

/** What values are searched by: each form of each, with a label that says whose it is. */
export class SearchPatterns {
  readonly #patterns: Pattern[] = [];
  /** Only in bytes they are found as they are. */
  readonly #binary: Pattern[] = [];
  readonly #texts = new Set<string>();
  #longest = 0;

  /** Of texts that are the same, the first names them. */
  addText(text: string, labelOf: (form: WrittenForm) => string): void {
    if (this.#texts.has(text)) return;
    this.#texts.add(text);
    this.#enter([text, ...otherSpellings(text)], labelOf("plain"));
    this.addBytes(Buffer.from(text), labelOf);
    const json = JSON.stringify(text).slice(1, -1);
    if (json !== text) this.#enter(base64Of(Buffer.from(json)), labelOf("base64"));
    const wide = Buffer.from(text, "utf16le");
    this.#enter([wide.toString("latin1"), wide.swap16().toString("latin1")], labelOf("utf-16"), this.#binary);
    // As bytes of one character each it is what it is as a text.
    if (DIFFERS_IN_LATIN1.test(text)) this.#enter([text], labelOf("latin-1"), this.#binary);
  }

  addBytes(bytes: Buffer, labelOf: (form: WrittenForm) => string): void {
    this.#enter(byteForms(bytes), labelOf("bytes"));
    this.#enter(base64Of(bytes), labelOf("base64"));
    // Its digits tell less each.
    this.#enter(
      base32Forms(bytes).filter(({ length }) => length > LEAST_BASE64),
      labelOf("base32"),
    );
  }

  /** Bytes that are no text. */
  addBinary(bytes: Buffer, label: string): void {
    this.#enter([bytes.toString("latin1")], label, this.#binary);
  }

  #enter(texts: readonly string[], label: string, into: Pattern[] = this.#patterns): void {
    for (const text of texts) {
      this.#longest = Math.max(this.#longest, text.length);
      into.push({ text, label });
    }
  }

  /** How many bytes one match takes at most. */
  get reach(): number {
    return this.#longest * MOST_UTF8 * WIDEST_ESCAPE;
  }

  /** For bytes as a text of one character each. */
  byteMatcher(formats: FormatMatcher | undefined, readLabel: ReadLabel): ByteMatcher {
    const base64 = this.#patterns.flatMap(({ text }) =>
      /^[\w+/=-]*[+/][\w+/=-]*$/.test(text) ? [text] : [],
    );
    const texts = [...this.#texts, ...base64].map(binary);
    const patterns = [...this.#patterns.map(inBinary), ...this.#binary].map(({ text }) => text);
    return new ByteMatcher(this.matcher(true, formats, readLabel), texts, patterns);
  }

  matcher(inBytes: boolean, formats: FormatMatcher | undefined, readLabel: ReadLabel): Matcher {
    const anywhere = inBytes ? [...this.#patterns.map(inBinary), ...this.#binary] : this.#patterns;
    const longest = this.#longest * (inBytes ? MOST_UTF8 : 1);
    const views = new Views([...this.#texts], inBytes, longest, true);
    return new Matcher({ anywhere, words: [], formats, views, readLabel });
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/;

/** An accented letter may be two characters: names of files on macOS are written so. */
function otherSpellings(text: string): readonly string[] {
  // Node takes long to load what it normalizes by.
  if (!BEYOND_ASCII.test(text)) return [];
  return [text.normalize("NFC"), text.normalize("NFD")].filter((each) => each !== text);
}

function base64Of(bytes: Buffer): readonly string[] {
  const { whole, aligned } = base64Forms(bytes);
  return [...whole, ...aligned].flatMap(urlSafe).filter((form) => form.length >= LEAST_BASE64);
}

function inBinary({ text, label }: Pattern): Pattern {
  return { text: binary(text), label };
}
