import type { Origin } from "../errors.ts";
import { type Group, groupsOf, type Setting } from "../setting.ts";
import type { Found } from "../source.ts";
import { upperSnakeCase } from "../text.ts";

/** How settings become variables. */
export interface NamingOptions {
  /** Before every name that follows from a path: `APP_`. Names from `.meta({ env })` and `names` are exact. */
  readonly prefix?: string;
  /** Between the segments of a path; `_` if left out. */
  readonly delimiter?: string;
  /** Exact names by setting or group: `{ "database.url": "PG_URL" }`. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The variables of one setting or group; the first that is set wins. Worked out once, as loads come again. */
export function naming({
  prefix = "",
  delimiter = "_",
  names = {},
}: NamingOptions): (of: Setting | Group) => readonly string[] {
  const known = new WeakMap<object, readonly string[]>();
  return (of) => {
    const before = known.get(of);
    if (before) return before;
    const exact = Object.hasOwn(names, of.name) ? names[of.name] : undefined;
    const own = prefix + of.path.map(upperSnakeCase).join(delimiter);
    const variables = exact !== undefined ? [exact] : of.env.length > 0 ? of.env : [own];
    known.set(of, variables);
    return variables;
  };
}

/** What some text says about the settings and groups that are wanted. Empty text is missing. */
export function findNamed(
  wanted: readonly Setting[],
  namesOf: (of: Setting | Group) => readonly string[],
  textOf: (name: string) => string | undefined,
  originOf: (name: string) => Origin,
): Found[] {
  const found: Found[] = [];
  const look = (of: Setting | Group) => {
    const name = namesOf(of).find((each) => textOf(each));
    if (name !== undefined) found.push({ path: of.path, value: textOf(name), origin: originOf(name) });
  };
  for (const setting of wanted) look(setting);
  for (const group of groupsOf(wanted)) look(group);
  return found;
}

/** Every name that the wanted settings and their groups could have. */
export function namesOfAll(
  wanted: readonly Setting[],
  namesOf: (of: Setting | Group) => readonly string[],
): Set<string> {
  return new Set([...wanted, ...groupsOf(wanted)].flatMap(namesOf));
}
