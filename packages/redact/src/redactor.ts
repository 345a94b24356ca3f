import type { Secret } from "@confide/core";

import { binaryOf, bytesOf } from "./bytes.ts";
import { Copies } from "./copies.ts";
import type { Engine } from "./engine.ts";
import { type SecretsFrom, follow } from "./follow.ts";
import { Formats } from "./formats/formats.ts";
import { issuers } from "./formats/issuers.ts";
import { structures } from "./formats/structures.ts";
import { type Clock, Known } from "./known.ts";
import { FAILED } from "./label.ts";
import { named } from "./secrets-in.ts";
import { PieceFeed, type Pieces } from "./piece-feed.ts";
import { redactingStream, redactingTransform } from "./streams.ts";

export interface RedactorOptions {
  /**
   * Also takes out what nobody loaded and what looks like a secret: issuers' tokens, private keys, values beside names
   * such as `password`.
   *
   * @default false
   */
  readonly knownFormats?: boolean;
  /** How long a value is looked for after a newer one took its place. One day if left out. */
  readonly keepOldMs?: number;
  readonly clock?: Clock;
  /** Told, once for each, of values that are too short or too common to be taken out of the middle of a word. */
  readonly onWarning?: (warning: string) => void;
}

/** Takes what was loaded as a secret out of whatever is about to be written. Its functions can be passed on by themselves. */
export interface Redactor {
  /** The same text with `[secret database.password]` where the value stood, in any of its encodings. */
  readonly redact: (text: string) => string;
  /** The same for UTF-8; whatever else the bytes are stays as it is. */
  readonly redactBytes: (bytes: Uint8Array) => Uint8Array;
  /** A copy: message, stack, cause, own properties, the errors of an AggregateError. Anything else thrown is copied too. */
  readonly redactError: <T>(error: T) => T;
  /** A copy, in which also the names of properties are looked through. Where nothing is found it is the object itself. */
  readonly redactObject: <T>(value: T) => T;
  /** A web stream of texts or bytes. It holds back only what may still become a value. */
  readonly stream: () => TransformStream<string | Uint8Array, string | Uint8Array>;
  /** The same for Node: `child.stdout.pipe(redactor.transform()).pipe(process.stdout)`. */
  readonly transform: () => import("node:stream").Transform;
  /** The same without a stream around it: each piece brings what can be written now. */
  readonly pieces: () => Pieces;
  /** A secret from elsewhere. */
  readonly add: (secret: Secret<unknown>) => void;
  /** Follows no source any more. What is known stays known. */
  readonly close: () => void;
}

const DAY_MS = 86_400_000;

/** @param from A configuration, a live one, a cached store, Secrets, or a list of any of these. */
export function redactor(from: SecretsFrom, options: RedactorOptions = {}): Redactor {
  const { knownFormats = false, keepOldMs = DAY_MS, clock = Date, onWarning = () => {} } = options;
  const formats = knownFormats ? new Formats([...issuers, ...structures]) : undefined;
  const known = new Known({ formats, keepOldMs, clock, onWarning });
  const close = follow(from, known);
  const copies = new Copies((text) => known.engines().text.redact(text), redactBytes);
  const pieces = () => new PieceFeed(() => known.engines());
  let added = 0;

  function redactBytes(bytes: Uint8Array): Uint8Array {
    return safely(() => bytesWith(known.engines().bytes, bytes), new Uint8Array(Buffer.from(FAILED)));
  }

  return {
    redact: (text) => safely(() => known.engines().text.redact(text), FAILED),
    redactBytes,
    redactError: (error) => copies.of(error),
    redactObject: (value) => copies.of(value),
    stream: () => redactingStream(pieces()),
    transform: () => redactingTransform(pieces()),
    pieces,
    add: (secret) => known.replace(`added ${added++}`, [named(secret)]),
    close,
  };
}

function bytesWith(engine: Engine, bytes: Uint8Array): Uint8Array {
  const text = binaryOf(bytes);
  const redacted = engine.redact(text);
  return redacted === text ? bytes : bytesOf(redacted);
}

/** A log without a line is better than a line with a value. */
function safely<T>(look: () => T, failed: T): T {
  try {
    return look();
  } catch {
    return failed;
  }
}
