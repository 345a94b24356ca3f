import { builtin } from "../../util/builtin.ts";
import { misuse } from "../../util/misuse.ts";
import { inCwd } from "./cwd.ts";

/** What a variable holds that is to name a file. */
export interface PathVariable {
  /** What may be printed: the variable, and the path only where something is there: `DATABASE_PASSWORD_FILE → run/db`. */
  readonly shown: string;
  /** Why it names no file, to follow the variable's name. It quotes nothing. */
  readonly problem?: string;
}

/**
 * Looks at a variable that is to name a file. It may hold the secret itself, pasted there by mistake: only a path that
 * leads to something is shown, and what begins like a key is never taken for a path.
 *
 * @example
 * ```ts
 * import { pathVariable } from "@confide/core";
 *
 * const { shown, problem } = pathVariable("CONFIDE_KEY_FILE", process.env.CONFIDE_KEY_FILE ?? "");
 * console.log(problem === undefined ? `reads ${shown}` : `CONFIDE_KEY_FILE ${problem}`);
 * ```
 */
export function pathVariable(name: string, text: string, cwd?: string): PathVariable {
  if (isNoPath(text)) return { shown: name, problem: NO_PATH };
  if (!isThere(inCwd(text, cwd))) return { shown: name, problem: NOT_THERE };
  return { shown: `${name} → ${text}` };
}

const NO_PATH =
  "holds something that begins like a secret, not a path: put it into a file, and that file's path here";
const NOT_THERE =
  "names a file that isn't there (what it holds is not shown: it takes a path, not the value itself)";

/**
 * A path that a program gives in code is shown in reports, unless it begins like a secret.
 *
 * @throws TypeError for what does.
 */
export function checkedPath(taker: string, path: string): string {
  if (typeof path !== "string" || path === "") throw misuse(`${taker} takes a path, and got ${got(path)}`);
  if (isNoPath(path)) throw misuse(`${taker} takes a path; what it was given begins like a secret`);
  return path;
}

function got(path: unknown): string {
  return path === ""
    ? "an empty one"
    : path === null || path === undefined
      ? String(path)
      : `${typeof path === "object" ? "an" : "a"} ${typeof path}`;
}

/** Keys of age, PEM, SSH2 and PuTTY, a URL (which may hold a password), JSON, and anything of several lines. */
const SECRET =
  /^\s*(?:AGE-SECRET-KEY-|AGE-PLUGIN-|-{4,5} ?BEGIN |PuTTY-User-Key-File|[A-Za-z][A-Za-z\d+.-]*:\/\/|[[{]\s*["[{])/;

function isNoPath(text: string): boolean {
  return SECRET.test(text) || /[\0\n\r]/.test(text);
}

/** Its name alone: a link that leads nowhere and a file that may not be read are there. */
function isThere(path: string): boolean {
  try {
    return builtin("node:fs").lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // not a name that the system takes, or in a folder that may not be searched
  }
}
