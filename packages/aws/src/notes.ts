import type { Tag } from "@aws-sdk/client-secrets-manager";

import { failure } from "./errors.ts";

/** Before the keys of tags that are confide's, so that nobody else's are shown as notes or overwritten. */
export const NOTE_PREFIX = "confide:";

const LONGEST_KEY = 128;
/** In characters, of which one that AWS does not take counts as three. */
export const LONGEST_NOTE = 256;

/** A note as a tag. AWS takes few characters in tags; any other is written as `=` and two digits for each byte. */
export function tagOf(secret: string, note: string, text: string, store?: string): Required<Tag> {
  const tag = { Key: tagKeyOf(note), Value: encode(text) };
  if (tag.Key.length > LONGEST_KEY || tag.Value.length > LONGEST_NOTE)
    throw failure("too-large", secret, `a note is at most ${LONGEST_NOTE} characters long`, store);
  return tag;
}

export function tagKeyOf(note: string): string {
  return NOTE_PREFIX + encode(note);
}

/** The notes among a secret's tags. */
export function notesIn(tags: readonly Tag[] = []): Record<string, string> {
  const notes = tags.flatMap(({ Key = "", Value = "" }) =>
    Key.startsWith(NOTE_PREFIX) ? [[decode(Key.slice(NOTE_PREFIX.length)), decode(Value)] as const] : [],
  );
  return Object.fromEntries(notes);
}

function encode(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^A-Za-z0-9 _.:/+@-]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`)
        .join(""),
    );
}

function decode(text: string): string {
  return text.replaceAll(/(?:=[0-9A-F]{2})+/g, (run) =>
    new TextDecoder().decode(
      Uint8Array.from(run.slice(1).split("="), (digits) => Number.parseInt(digits, 16)),
    ),
  );
}
