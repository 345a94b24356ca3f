/** A key in lines of its own: PEM, OpenPGP, SSH2, PuTTY. */
const KEY_BEGIN = /^(?:-{4,5} ?BEGIN |PuTTY-User-Key-File-)/;
const KEY_END = /-{4,5} ?END /;

/** Whether a value is the first line of a key, and of the others nothing. */
export function beginsKey(value: string): boolean {
  return KEY_BEGIN.test(value) && !KEY_END.test(value);
}

const BASE64 = /^(?:[A-Za-z0-9+/]*={0,2}|=[A-Za-z0-9+/]{4})$/;
const HEADER =
  /^(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID|Subject|Encryption|Key-Derivation|Argon2-\w+|(?:Public|Private)-(?:Lines|MAC)|x-\S+): /;

/**
 * The lines of a text that belong to a key but are not its first: what looks like a name there is a part of the key.
 * The first line is 1.
 *
 * @example
 * ```ts
 * import { keyLines } from "@confide/core/adapter";
 *
 * console.log([...keyLines("KEY=-----BEGIN KEY-----\nbWFkZQ==\n-----END KEY-----\nPORT=1")]); // [ 2, 3 ]
 * ```
 */
export function keyLines(text: string): ReadonlySet<number> {
  const inside = new Set<number>();
  if (!/BEGIN |PuTTY-/.test(text)) return inside;
  let [isOpen, hasEnded] = [false, false];
  for (const [index, whole] of text.split("\n").entries()) {
    const line = whole.trim();
    const ends = KEY_END.test(line);
    // Behind the end of one certificate of a chain begins the next.
    const isFurther = inside.has(index) && hasEnded && beginsKey(line);
    if (isFurther || (isOpen && (ends || BASE64.test(line) || HEADER.test(line) || KEY_BEGIN.test(line))))
      inside.add(index + 1);
    else isOpen = false;
    hasEnded = ends;
    if (ends) isOpen = false;
    else if (beginsKey(line.replace(BEFORE_VALUE, ""))) isOpen = true;
  }
  return inside;
}

/** What is before a value, also a quote that may not close. */
const BEFORE_VALUE = /^(?:export\s+)?[\w.-]+\s*[=:]\s*["'`]?/;
