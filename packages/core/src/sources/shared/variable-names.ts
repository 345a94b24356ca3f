import { type Group, groupsOf, type Setting } from "../../model/setting.ts";
import { upperSnakeCase } from "../../util/text.ts";

/** How settings and groups are spelled as variables. */
export interface Naming {
  /** Stands before every name that follows from a path: `APP_`. */
  readonly prefix?: string | undefined;
  /** Between the segments of a path; `_` if left out. */
  readonly delimiter?: string | undefined;
  /** Exact names by path, `{ "database.url": "PG_URL" }`; of several the first that is set wins. */
  readonly names?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

type Named = Pick<Setting | Group, "path" | "name" | "env">;

/** The variables that a setting or group may stand in, the first that is set wins. None: it can't be spelled. */
export type VariableNames = (named: Named) => readonly string[];

export function variableNames({ prefix = "", delimiter = "_", names = {} }: Naming): VariableNames {
  // A plan lives as long as its definition, so that every load asks for the same objects.
  const known = new WeakMap<Named, readonly string[]>();
  return (named) => {
    const before = known.get(named);
    if (before) return before;
    const found = exactNames(named, names) ?? derivedNames(named, prefix, delimiter);
    known.set(named, found);
    return found;
  };
}

function exactNames(
  { name, env }: Named,
  names: NonNullable<Naming["names"]>,
): readonly string[] | undefined {
  const given = Object.hasOwn(names, name) ? names[name] : undefined;
  if (given !== undefined) return typeof given === "string" ? [given] : given;
  return env.length > 0 ? env : undefined;
}

function derivedNames({ path }: Named, prefix: string, delimiter: string): readonly string[] {
  const segments = path.map(upperSnakeCase);
  return segments.includes("") ? [] : [prefix + segments.join(delimiter)];
}

export interface Hit<T> {
  readonly path: readonly string[];
  readonly name: string;
  readonly found: T;
}

export interface LookUp<T> {
  readonly hits: readonly Hit<T>[];
  /** Every name that was looked at, also in vain. An alias after the one that was set is not among them. */
  readonly tried: readonly string[];
}

/** Finds each setting, and each group under its own name, by the first of its names for which `find` has something. */
export function lookUp<T>(
  wanted: readonly Setting[],
  namesOf: VariableNames,
  find: (name: string, named: Named) => T | undefined,
): LookUp<T> {
  const hits: Hit<T>[] = [];
  const tried: string[] = [];
  const look = (named: Named): void => {
    for (const name of namesOf(named)) {
      tried.push(name);
      const found = find(name, named);
      if (found !== undefined) return void hits.push({ path: named.path, name, found });
    }
  };
  for (const setting of wanted) look(setting);
  for (const group of groupsOf(wanted)) look(group);
  return { hits, tried };
}

export interface Held {
  /** All names that the source holds. */
  readonly names: readonly string[];
  readonly tried: readonly string[];
  readonly isEmpty: (name: string) => boolean;
  readonly settings: readonly Setting[];
  readonly prefix: string;
}

/**
 * The names that nobody asked for; with a prefix only those that begin with it, as all others are somebody else's. An
 * empty one counts unless it is a setting's: there it means "missing", but it may be a misspelt placeholder.
 */
export function unclaimedNames(
  { names, tried, isEmpty, settings, prefix }: Held,
  namesOf: VariableNames,
): string[] {
  const claimed = new Set(tried);
  const known = new Set([...settings, ...groupsOf(settings)].flatMap(namesOf));
  return names.filter(
    (name) => name.startsWith(prefix) && !claimed.has(name) && !(known.has(name) && isEmpty(name)),
  );
}
