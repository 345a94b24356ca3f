import { SourceError } from "../../model/errors.ts";
import { isPlainObject, refuseUnsafeKeys } from "../../util/safe-json.ts";
import { groupsOf, isSetting, pathName, type Place, type Setting } from "../../model/setting.ts";
import type { Found, ReadContext, Reading } from "../../contract/source.ts";
import { isSecret } from "../../secret/secret.ts";
import { MAX_NAME_DEPTH } from "./lines.ts";

/** A tree of objects that is nested as the schema is: a parsed file, or the program's own values. */
export interface Document {
  /** The source's name. */
  readonly source: string;
  readonly value: unknown;
  /** Where the value at a path is, in the source's own spelling. */
  readonly locationOf: (path: readonly string[]) => string;
}

/**
 * Answers by path, out of own properties only. Where no setting of a group is found, the group's own value is the
 * answer: a JSON string, `null`, or an object, that says that the group is there.
 */
export function readDocument(
  document: Document,
  wanted: readonly Place[],
  { settings }: Pick<ReadContext, "settings">,
): Reading {
  const { source, value } = document;
  const { failure } = refuseUnsafeKeys(value);
  if (failure !== undefined)
    throw new SourceError({ reason: "malformed", message: `${source} ${failure}`, store: source });
  const asked = new Set(wanted);
  const found = wanted.filter(isSetting).flatMap(({ path }) => foundAt(document, path));
  const filled = new Set(found.flatMap(({ path }) => path.map((_, depth) => pathName(path.slice(0, depth)))));
  const groups = wanted.filter((place) => !isSetting(place) && !filled.has(place.name));
  return {
    answers: [
      ...found,
      ...groups.flatMap(({ path }) => foundAt(document, path)).map(withoutContent),
      ...settings
        .filter((setting) => !asked.has(setting))
        .flatMap(({ path }) => foundAt(document, path).map(({ origin }) => ({ path, origin }))),
    ],
    // On use: it walks the whole document.
    get unknown() {
      return unknownPaths(value, settings).flatMap((path) => foundAt(document, path));
    },
  };
}

function foundAt({ source, value, locationOf }: Document, path: readonly string[]): Found[] {
  const held = path.reduce<unknown>((above, segment) => {
    return holdsNames(above) && Object.hasOwn(above, segment) ? above[segment] : undefined;
  }, value);
  return held === undefined ? [] : [{ path, value: held, origin: { source, location: locationOf(path) } }];
}

/** Also an instance of a class, an object of another realm, and `process.env`: zod takes their properties too. */
export function holdsNames(value: unknown): value is Record<string, unknown> {
  return (
    isPlainObject(value) || (Object.prototype.toString.call(value) === "[object Object]" && !isSecret(value))
  );
}

/** A group in which no setting was found is at least there. */
function withoutContent(group: Found): Found {
  return isPlainObject(group.value) ? { ...group, value: {} } : group;
}

type Path = readonly string[];

/** Names that no setting and no group has, each with all that it holds. */
function unknownPaths(value: unknown, settings: readonly Setting[]): Path[] {
  const groups = new Set(groupsOf(settings).map(({ name }) => name));
  const known = new Set([...settings.map(({ name }) => name), ...groups]);
  return walk(value, (name) => groups.has(name)).filter((path) => !known.has(pathName(path)));
}

/** The paths of all values that are no objects to go into, in their order. A loop: an object may hold itself. */
function walk(value: unknown, goesInto: (name: string) => boolean): Path[] {
  const paths: Path[] = [];
  const [pending, seen] = [[{ path: [] as Path, value }], new Set<unknown>()];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, value: held } = next;
    if (holdsNames(held) && path.length < MAX_NAME_DEPTH && (path.length === 0 || goesInto(pathName(path)))) {
      if (seen.has(held)) continue;
      seen.add(held);
      for (const key of Object.keys(held).toReversed())
        pending.push({ path: [...path, key], value: held[key] });
    } else if (held !== undefined && path.length > 0) paths.push(path);
  }
  return paths;
}
