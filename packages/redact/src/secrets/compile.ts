import { binary } from "../encodings/bytes.ts";
import { Matcher, type MatcherParts, type Matchers } from "../matcher/matcher.ts";
import { Views } from "../encodings/views.ts";
import type { FormatMatcher } from "../matcher/format-matcher.ts";
import { formsOf, formsOfBytes } from "../encodings/forms.ts";
import { FALLBACKS, safeLabel } from "../matcher/label.ts";
import { type Part, partsOf } from "./derived-values.ts";
import type { Pattern } from "../matcher/pattern.ts";
import { isShort } from "./short.ts";

/** A value and what a Secret of it prints. */
export interface Named {
  readonly value: unknown;
  readonly label: string;
  /** Only as it is: its parts are not known. */
  readonly whole?: boolean;
}

/** Makes of values what finds them. */
export function compile(values: readonly Named[], formats: FormatMatcher | undefined): Matchers {
  const patterns = new Patterns();
  for (const each of values) patterns.add({ ...each, label: safeLabel(each.label) });
  const text = fitting(patterns, formats);
  let bytes: Matcher | undefined;
  return {
    text: text.matcher,
    get bytes() {
      bytes ??= patterns.beyondAscii
        ? new Matcher({ ...inBytes(text.parts, patterns.binary), formats, views: patterns.views(true) })
        : text.matcher;
      return bytes;
    },
  };
}

/**
 * A label in which a value would be found, its own or another's, gives way: it must not show it, nor grow when a text is
 * looked through twice.
 */
function fitting(
  patterns: Patterns,
  formats: FormatMatcher | undefined,
): { readonly matcher: Matcher; readonly parts: PatternLists } {
  const { parts } = patterns;
  const views = patterns.views(false);
  const matcher = new Matcher({ ...parts, formats, views });
  const fits = (label: string) => !matcher.holdsValue(label);
  const unfit = new Set([...patterns.labels].filter((label) => !fits(label)));
  if (unfit.size === 0) return { matcher, parts };
  const fallback = FALLBACKS.find(fits) ?? "";
  const relabelled = mapParts(parts, ({ text, label }) => {
    const name = unquoted(label);
    return { text, label: unfit.has(name) ? label.replace(name, () => fallback) : label };
  });
  return { matcher: new Matcher({ ...relabelled, formats, views }), parts: relabelled };
}

type PatternLists = Pick<MatcherParts, "anywhere" | "words">;

function mapParts({ anywhere, words }: PatternLists, change: (pattern: Pattern) => Pattern): PatternLists {
  return { anywhere: anywhere.map(change), words: words.map(change) };
}

function unquoted(label: string): string {
  return label.startsWith('"') ? label.slice(1, -1) : label;
}

function inBytes(parts: PatternLists, more: readonly Pattern[]): PatternLists {
  const { anywhere, words } = mapParts(parts, ({ text, label }) => ({
    text: binary(text),
    label: binary(label),
  }));
  return { anywhere: [...anywhere, ...more], words };
}

/** Texts to look for. Of values that are the same, the first names them. */
class Patterns {
  readonly parts = { anywhere: [] as Pattern[], words: [] as Pattern[] };
  /** Bytes that are no text; only in bytes they are found as they are. */
  readonly binary: Pattern[] = [];
  readonly labels = new Set<string>();
  readonly #added = new Set<string>();
  #longest = 0;
  beyondAscii = false;

  /** How these may be written. */
  views(ofBytes: boolean): Views {
    return new Views([...this.#added], ofBytes, this.#longest * (ofBytes ? MOST_BYTES : 1));
  }

  add({ value, label, whole = false }: Named): void {
    this.labels.add(label);
    this.beyondAscii ||= !ASCII.test(label);
    if (value instanceof Uint8Array) this.#addBytes(Buffer.from(value), label);
    else for (const part of whole ? [{ text: String(value) }] : partsOf(value)) this.#addText(part, label);
  }

  #addText({ text, json = false, word = false }: Part, label: string): void {
    if (this.#added.has(text)) return;
    this.#added.add(text);
    const { whole, aligned } = formsOf(text);
    const short = word || isShort(text);
    this.beyondAscii ||= !ASCII.test(text);
    for (const form of whole) this.#enter(form, json && form === text ? `"${label}"` : label, short);
    if (!short)
      for (const form of aligned) if (form.length >= LEAST_ANYWHERE) this.#enter(form, label, false);
  }

  #addBytes(bytes: Buffer, label: string): void {
    const text = bytes.toString("utf8");
    if (Buffer.from(text, "utf8").equals(bytes)) this.add({ value: text, label });
    else if (bytes.length >= LEAST_ANYWHERE) {
      this.binary.push({ text: bytes.toString("latin1"), label: binary(label) });
      this.beyondAscii = true;
    }
    const { whole, aligned } = formsOfBytes(bytes);
    for (const form of [...whole, ...aligned]) this.#enter(form, label, bytes.length < LEAST_ANYWHERE);
  }

  #enter(text: string, label: string, short: boolean): void {
    if (text === "") return;
    this.#longest = Math.max(this.#longest, text.length);
    const isWord = short || text.length < LEAST_ANYWHERE;
    (isWord ? this.parts.words : this.parts.anywhere).push({ text, label });
  }
}

/** A unit of a text in UTF-8. */
const MOST_BYTES = 3;
const ASCII = /^[\0-\x7f]*$/;
/** Less is found by chance in any longer run of base64. */
const LEAST_ANYWHERE = 4;
