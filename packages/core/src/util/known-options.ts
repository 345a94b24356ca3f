import { misuse } from "./misuse.ts";
import { isPlausibleName } from "./plausible-name.ts";
import { didYouMean, list, nearest } from "./text.ts";

/** Each option of a function, so that none can be left out. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** Refuses other names in types too. TypeScript alone takes any `Record` for options that may all be left out. */
export type Only<Given, Options> = Given & { readonly [Name in Exclude<keyof Given, keyof Options>]: never };

const MOST_SHOWN = 3;
const IDENTIFIER = /^[\w$]{1,40}$/;

/**
 * The options that a function was given. One that it doesn't have would change nothing, and nobody would notice.
 *
 * @param instead What may have been meant, to follow the names.
 * @throws TypeError for an unknown name, and for what is no object of options.
 *
 * @example
 * ```ts
 * import { knownOptions } from "@confide/core/adapter";
 *
 * interface EtcdOptions { readonly url?: string | undefined }
 *
 * function etcd(given?: EtcdOptions) {
 *   const { url = "http://127.0.0.1:2379" } = knownOptions("etcd()", given, { url: true });
 *   return url;
 * }
 * ```
 */
export function knownOptions<T extends object>(
  taker: string,
  given: T | undefined,
  names: OptionNames<T>,
  instead?: string,
): Partial<T> {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw misuse(`${taker} takes an object of options, { ${Object.keys(names).join(", ")} }`);
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(names, name));
  if (unknown.length === 0) return given;
  throw misuse(`${taker} has no ${described(unknown)}: ${instead ?? hint(unknown, names)}`);
}

/** Of variables in the place of options there may be many, and one's name may be anything. */
function described(unknown: readonly string[]): string {
  const shown = unknown.filter((name) => IDENTIFIER.test(name) && isPlausibleName(name)).slice(0, MOST_SHOWN);
  const hidden = unknown.length - shown.length;
  const more = hidden === 0 ? [] : [shown.length === 0 ? "(not shown)" : `${hidden} more`];
  return `${unknown.length === 1 ? "option" : "options"} ${list([...shown, ...more])}`;
}

function hint([unknown = ""]: readonly string[], names: object): string {
  const known = Object.keys(names);
  const meant = nearest(unknown, known);
  return meant === undefined ? `it takes ${list(known)}` : didYouMean(meant);
}
