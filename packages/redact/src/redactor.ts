import type { Secret } from "@confide/core";
import { callListener, knownOptions, type OptionNames } from "@confide/core/adapter";

import { binaryOf, bytesOf } from "./encodings/bytes.ts";
import { ObjectRedactor } from "./objects/redact-object.ts";
import type { TextMatcher } from "./matcher/matcher.ts";
import { follow } from "./secrets/follow.ts";
import { Formats } from "./formats/formats.ts";
import { issuers } from "./formats/issuers.ts";
import { moreIssuers } from "./formats/more-issuers.ts";
import { structures } from "./formats/structures.ts";
import { type Clock, KnownSecrets } from "./secrets/known-secrets.ts";
import { FAILED } from "./matcher/label.ts";
import { checkLoaded, isLive, isRecorded, type Loaded } from "./secrets/sources.ts";
import { named } from "./secrets/secrets-in.ts";
import { ChunkRedactor, type Chunks } from "./streams/chunks.ts";
import { redactingTransform } from "./streams/node-stream.ts";
import { redactingStream } from "./streams/web-stream.ts";

export interface RedactorOptions {
  /**
   * Also takes out what nobody loaded and what looks like a secret: issuers' tokens, private keys, values beside names
   * such as `password`.
   *
   * @default false
   */
  readonly knownFormats?: boolean | undefined;
  /**
   * How long a value is still redacted after a newer one replaced it, in milliseconds.
   *
   * @default 86_400_000, one day
   */
  readonly keepOldMs?: number | undefined;
  /** @default Date */
  readonly clock?: Clock | undefined;
  /**
   * Called, once for each, with what makes redaction less than it looks: no Secret was found, a value is too short or too
   * common to be taken out of the middle of a word, a value or a text can't be looked through. No warning has a value.
   *
   * @default process.emitWarning
   */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** Replaces loaded secrets in whatever is about to be written. Each function works without the object. */
export interface Redactor {
  /** Returns the string with `[secret database.password]` in place of the value, in any of its encodings. */
  readonly redact: (text: string) => string;
  /** The same for UTF-8. Other bytes are unchanged. */
  readonly redactBytes: (bytes: Uint8Array) => Uint8Array;
  /** A copy: message, stack, cause, own properties, the errors of an AggregateError. Anything else thrown is copied too. */
  readonly redactError: <T>(error: T) => T;
  /** A copy, in which also the names of properties are looked through. Where nothing is found it is the object itself. */
  readonly redactObject: <T>(value: T) => T;
  /** A web stream of strings or bytes. It holds back only what may still become a match. */
  readonly stream: () => TransformStream<string | Uint8Array, string | Uint8Array>;
  /** The same for Node: `child.stdout.pipe(redactor.transform()).pipe(process.stdout)`. */
  readonly transform: () => import("node:stream").Transform;
  /** The same without a stream: `push(chunk)` returns what can be written now, `end()` what was held back. */
  readonly chunks: () => Chunks;
  /** A secret from elsewhere. */
  readonly add: (secret: Secret<unknown>) => void;
  /** Follows no source any more. What is known stays known. */
  readonly close: () => void;
}

const REDACTOR_OPTIONS: OptionNames<RedactorOptions> = {
  knownFormats: true,
  keepOldMs: true,
  clock: true,
  onWarning: true,
};
const DAY_MS = 86_400_000;

/**
 * Makes a redactor for all Secrets of a configuration, and for those that it loads later.
 *
 * @param from A configuration, a live one, a cached store, Secrets, or a list of any of these.
 * @throws TypeError for what holds no loaded value: a promise of a configuration, a definition, a store without a cache.
 *
 * @example
 * ```ts
 * import { loadConfig, memory, secret } from "@confide/core";
 * import { redactor } from "@confide/redact";
 * import * as z from "zod";
 *
 * const schema = z.object({ token: secret(z.string()) });
 * const config = await loadConfig({ schema, sources: [memory({ token: "not-a-real-token" })] });
 * const { redact } = redactor(config);
 * console.log(redact("Bearer not-a-real-token")); // Bearer [secret token]
 * ```
 */
export function redactor<From extends object>(from: Loaded<From>, given?: RedactorOptions): Redactor {
  const options: RedactorOptions = knownOptions("redactor()", given, REDACTOR_OPTIONS);
  checkLoaded(from);
  const { knownFormats = false, keepOldMs = DAY_MS, clock = Date, onWarning = emitWarning } = options;
  const warn = once(onWarning);
  const formats = knownFormats ? new Formats([...issuers(), ...moreIssuers(), ...structures()]) : undefined;
  const known = new KnownSecrets({ formats, keepOldMs, clock, onWarning: warn });
  const close = follow(from as object, known);
  if (known.isEmpty && expectsSecrets(from)) warn(NO_SECRET);
  const matchers = () => reporting(warn, () => known.matchers());
  const copies = new ObjectRedactor((text) => matchers().text.redact(text), redactBytes);
  const chunks = () => new ChunkRedactor(matchers);
  let added = 0;

  function redactBytes(bytes: Uint8Array): Uint8Array {
    return safely(warn, () => bytesWith(known.matchers().bytes, bytes), new Uint8Array(Buffer.from(FAILED)));
  }

  return {
    redact: (text) => safely(warn, () => known.matchers().text.redact(text), FAILED),
    redactBytes,
    redactError: (error) => copies.of(error),
    redactObject: (value) => copies.of(value),
    stream: () => redactingStream(chunks()),
    transform: () => redactingTransform(chunks()),
    chunks,
    add: (secret) => known.replace(`added ${added++}`, [named(secret)]),
    close,
  };
}

function bytesWith(matcher: TextMatcher, bytes: Uint8Array): Uint8Array {
  const text = binaryOf(bytes);
  const redacted = matcher.redact(text);
  return redacted === text ? bytes : bytesOf(redacted);
}

/** A log without a line is better than a line with a value. */
function safely<T>(warn: Warn, look: () => T, failed: T): T {
  try {
    return reporting(warn, look);
  } catch {
    return failed;
  }
}

function reporting<T>(warn: Warn, look: () => T): T {
  try {
    return look();
  } catch (error) {
    warn(
      `redaction failed (${nameOf(error)}): ${FAILED} stands in the place of what can't be looked through`,
    );
    throw error;
  }
}

/** An error's message may quote what could not be looked through. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

type Warn = (warning: string) => void;

function once(onWarning: Warn): Warn {
  const warned = new Set<string>();
  return (warning) => {
    if (warned.has(warning)) return;
    warned.add(warning);
    callListener(onWarning, warning);
  };
}

function emitWarning(warning: string): void {
  process.emitWarning(warning);
}

/** An empty list says that nothing was loaded; a cache fills up later. */
function expectsSecrets(from: unknown): boolean {
  if (Array.isArray(from)) return from.some(expectsSecrets);
  return typeof from === "object" && from !== null && (isLive(from) || !isRecorded(from));
}

const NO_SECRET =
  "redactor() found no Secret in what it was given, and takes out nothing. A setting is one by secret(…) in the schema; redactor([]) says that there are none";
