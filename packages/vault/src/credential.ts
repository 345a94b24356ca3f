import type { Secret } from "@confide/core/adapter";

import { failure } from "./errors.ts";

/**
 * A credential as it is sent. None has white space or control characters: in a header they would end it, and be refused with
 * each new attempt.
 *
 * @throws SourceError `unauthenticated`, before any call
 */
export function credentialOf(given: string | Secret, what: string): string {
  const text = textOf(given, what);
  if (text === "") throw failure("unauthenticated", `${what} is empty`);
  if (!/^[\x21-\x7E]+$/.test(text))
    throw failure("unauthenticated", `${what} has white space, or a character that can't be sent`);
  return text;
}

/** A program without types may give anything, `undefined` where a variable isn't set. */
export function textOf(given: string | Secret, what: string): string {
  const text: unknown = typeof given === "object" && given !== null ? given.reveal("sign-in") : given;
  if (typeof text === "string") return text;
  throw failure("unauthenticated", `${what} is missing`, {
    fix: "look at where the option auth has it from",
  });
}
