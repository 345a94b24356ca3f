import { knownOptions, type OptionNames } from "@confide/core/adapter";

import { form, percent } from "../encodings/percent.ts";
import type { Reading } from "../encodings/views.ts";
import { Formats } from "../formats/formats.ts";
import { issuers } from "../formats/issuers.ts";
import { moreIssuers } from "../formats/more-issuers.ts";
import { structures } from "../formats/structures.ts";
import type { Matcher } from "../matcher/matcher.ts";
import type { Span } from "../matcher/spans.ts";
import { sureParts } from "../secrets/derived-values.ts";
import { secretsIn } from "../secrets/secrets-in.ts";
import { checkLoaded, type Loaded } from "../secrets/sources.ts";
import { SearchPatterns, type WrittenForm } from "./search-patterns.ts";
import { isTelling } from "./strength.ts";

/** A place where a secret is. It holds no value. */
export interface FoundSecret {
  /** Where it begins and ends, in bytes; of `findText` in units. */
  readonly start: number;
  readonly end: number;
  /** The setting, `database.password`; of what only looks like a secret the format, `github-token`. */
  readonly name: string;
  /** `false`: nobody loaded it, and it only looks like a secret. */
  readonly known: boolean;
  /** How it is written: `plain`, `base64`, `bytes`, `utf-16`, `latin-1`, and encodings around that: `base64 in percent`. */
  readonly form: string;
}

export interface SecretFinderOptions {
  /**
   * Also finds what nobody loaded and what has the form of an issuer's token, a JWT or a private key.
   *
   * @default false
   */
  readonly knownFormats?: boolean | undefined;
}

/** Finds loaded secrets, in all their encodings, and says where they are. */
export interface SecretFinder {
  /** In UTF-8, and in whatever else bytes may be. */
  readonly find: (bytes: Uint8Array) => readonly FoundSecret[];
  readonly findText: (text: string) => readonly FoundSecret[];
  /** How many bytes one secret takes at most, however it is written: pieces of something longer have to overlap by that much. */
  readonly reach: number;
  /** The secrets that are looked for, by name. */
  readonly names: readonly string[];
  /** Those that aren't: what is short or a common word is found where nobody means it. */
  readonly weak: readonly string[];
}

const FINDER_OPTIONS: OptionNames<SecretFinderOptions> = { knownFormats: true };

/**
 * Makes a finder for all Secrets of a configuration, for a program that searches files. A redactor takes out more: a finder
 * leaves out what would be found where nobody means the secret, such as the host in a secret that is JSON.
 *
 * @param from A configuration, Secrets, or a list of these.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { secretFinder } from "@confide/redact";
 *
 * const { find } = secretFinder([new Secret("not-a-real-token", "token")]);
 * const [found] = find(Buffer.from(`token: ${btoa("not-a-real-token")}`));
 * console.log(found?.name, "at", found?.start, "in", found?.form); // token at 7 in base64
 * ```
 */
export function secretFinder<From extends object>(
  from: Loaded<From>,
  given?: SecretFinderOptions,
): SecretFinder {
  const { knownFormats = false }: SecretFinderOptions = knownOptions("secretFinder()", given, FINDER_OPTIONS);
  checkLoaded(from);
  const formats = knownFormats
    ? new Formats([...issuers(), ...moreIssuers(), ...structures().filter(isDistinct)])
    : undefined;
  const search = new Search();
  for (const { value, label } of secretsIn(from)) search.add(value, label);
  const text = lazily(() => search.patterns.matcher(false, formats, readLabel));
  const bytes = lazily(() => search.patterns.byteMatcher(formats, readLabel));
  const names = lazily(() => search.printableNames(text()));
  const found = (span: Span) => foundAt(span, names());
  return {
    find: (content) => bytes().find(content).map(found),
    findText: (content) => text().find(content).map(found),
    reach: search.patterns.reach,
    get names() {
      return [...new Set(names())];
    },
    weak: search.weak,
  };
}

/** What has a form of its own; the others are told by the names beside them, and are mostly no secrets in code. */
function isDistinct({ name }: { readonly name: string }): boolean {
  return name === "jwt" || name === "private-key";
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}

/** The values, and what each is called. */
class Search {
  readonly patterns = new SearchPatterns();
  readonly weak: string[] = [];
  readonly #names: string[] = [];

  add(value: unknown, label: string): void {
    const name = nameIn(label);
    const index = this.#names.length;
    const labelOf = (written: WrittenForm) => `${index} ${written}`;
    const isFound =
      value instanceof Uint8Array
        ? this.#addBytes(Buffer.from(value), labelOf)
        : this.#addParts(value, labelOf);
    if (isFound) this.#names.push(name);
    else this.weak.push(name);
  }

  #addParts(value: unknown, labelOf: (form: WrittenForm) => string): boolean {
    const parts = sureParts(value).filter(({ text }) => isTelling(text));
    for (const { text } of parts) this.patterns.addText(text, labelOf);
    if (typeof value === "string")
      for (const key of keysIn(value)) this.patterns.addBinary(key, labelOf("bytes"));
    return parts.length > 0;
  }

  #addBytes(bytes: Buffer, labelOf: (form: WrittenForm) => string): boolean {
    const text = bytes.toString("utf8");
    if (Buffer.from(text).equals(bytes)) return this.#addParts(text, labelOf);
    if (bytes.length < LEAST_BYTES) return false;
    this.patterns.addBinary(bytes, labelOf("plain"));
    this.patterns.addBytes(bytes, labelOf);
    return true;
  }

  /** A name in which a value would be found must not show it. */
  printableNames(matcher: Matcher): readonly string[] {
    return this.#names.map((name) => (matcher.holdsValue(name) ? "a secret" : name));
  }
}

const LEAST_BYTES = 6;

/** A private key may be a file of its bytes alone, in DER. */
function keysIn(text: string): readonly Buffer[] {
  return [...text.matchAll(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----([\w+/=\s]+)-----END /g)]
    .map(([, body = ""]) => Buffer.from(body, "base64"))
    .filter(({ length }) => length >= LEAST_BYTES);
}

/** `[secret database.password]` */
function nameIn(label: string): string {
  return /^\[secret (.+)\]$/s.exec(label)?.[1] ?? "a secret";
}

/** What percent-encoding says, a form's says too. */
function readLabel(span: Span, reading: Reading): string {
  return [span.label, ...reading.encodingsIn(span).map((each) => (each === form ? percent : each).name)].join(
    " in ",
  );
}

/** The label of a pattern is the index of its name and its form; that of a format has the format's name. */
function foundAt({ start, end, label, known }: Span, names: readonly string[]): FoundSecret {
  const [, index = "", written = ""] = /^(\d+) (.*)$/s.exec(label) ?? [];
  if (!known)
    return { start, end, name: /^\[redacted (.+)\]$/.exec(label)?.[1] ?? label, known, form: "plain" };
  return { start, end, name: names[Number(index)] ?? "", known, form: written.replace(/^plain in /, "") };
}
