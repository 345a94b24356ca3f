import { failure } from "./errors.ts";

const LONGEST = 512;

/**
 * Before a secret is made: names are printed in tables and written in refs. What a file has already stays readable.
 *
 * @throws SourceError `invalid-ref`, which doesn't quote the name: a value may have been typed in its place.
 */
export function checkNewName(name: string): void {
  if (name !== "" && name.length <= LONGEST && name === name.trim() && !UNPRINTABLE.test(name)) return;
  const rule = `1 to ${LONGEST} characters, no line's end and no other control character, and no white space at its ends`;
  throw failure("invalid-ref", `a name takes ${rule}`);
}

/** What would end a line, move a cursor or change the direction of reading; half a character, which no file keeps. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
