import { unicode } from "./text.ts";

const LONGEST = 100;

/**
 * Whether a name that the schema doesn't know may be printed. What is in a name's place may be a line of a key or a
 * part of a password: only what looks like a variable, an argument, a path of files or of properties is a name.
 *
 * @example
 * ```ts
 * import { isPlausibleName } from "@confide/core/adapter";
 *
 * console.log(isPlausibleName("DATABASE_URL"), isPlausibleName("bWFkZQ==")); // true false
 * ```
 */
export function isPlausibleName(name: string): boolean {
  const bare = name.replaceAll('"', ""); // around a segment that holds a dot
  if (bare.length > LONGEST || !unicode(PLAUSIBLE_NAME).test(bare)) return false;
  const runs = bare.split(/[^A-Za-z0-9]+/);
  return !runs.some(isTooLong) && !isMixed(runs.join(""));
}

/** In letters of any language: `APP_PORT`, `--db.pool-size`, `database/password`, `$schema`. */
const PLAUSIBLE_NAME = "^-{0,2}[$@\\p{L}_][\\p{L}\\p{N}\\p{M}_$@./-]*$";

/** For a word; of hexadecimal digits any key is longer. */
function isTooLong(run: string): boolean {
  return run.length > 40 || /^(?=.*\d)[\da-f]{24,}$/i.test(run);
}

/** Cases and digits change as often as in base64, and far more often than in `camelCase3`. */
function isMixed(letters: string): boolean {
  if (letters.length < 16 || !/[a-z]/.test(letters) || !/[A-Z]/.test(letters)) return false;
  return changesIn(letters) / letters.length > 0.45;
}

/** How often a letter, a capital letter or a digit follows another kind. */
function changesIn(letters: string): number {
  const kinds = letters.replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").replace(/\d/g, "0");
  return kinds.match(/(.)(?!\1|$)/g)?.length ?? 0;
}
