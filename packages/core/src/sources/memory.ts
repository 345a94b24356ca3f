import { StoreError } from "../errors.ts";
import { isPlainObject, refuseNames } from "../json.ts";
import { pathName, type Setting } from "../setting.ts";
import type { Found, SyncSource } from "../source.ts";

import { localSource } from "./local.ts";

/** Values from the program itself, nested as the schema is: for tests, and for what is worked out at start. */
export function memory(values: Readonly<Record<string, unknown>>): SyncSource {
  return localSource({
    name: "memory",
    locate: ({ name }) => name,
    readSync: (wanted) => readTree(values, "memory", wanted),
  });
}

/** What a nested value says about the settings that are wanted. Also how parsed files are read. */
export function readTree(
  tree: unknown,
  source: string,
  wanted: readonly Setting[],
  locationOf: (path: readonly string[]) => string = pathName,
) {
  const refused = refuseNames(tree);
  if (refused.failure !== undefined)
    throw new StoreError({ reason: "malformed", message: `${source} ${refused.failure}`, store: source });
  const answers = wanted.flatMap((setting) => findAt(tree, setting, source, locationOf));
  return {
    answers: answers.filter(
      ({ path }, index) => answers.findIndex((each) => pathName(each.path) === pathName(path)) === index,
    ),
    get unclaimed() {
      return unclaimedIn(tree, wanted).map(pathName);
    },
    get extras() {
      return unclaimedIn(tree, wanted).map((path) => found(path, valueAt(tree, path), source, locationOf));
    },
  };
}

/** The setting's own value; or, where a group around it is no object here (JSON text, `null`), the group's. */
function findAt(
  tree: unknown,
  { path }: Setting,
  source: string,
  locationOf: (path: readonly string[]) => string,
): Found[] {
  let value = tree;
  for (const [depth, segment] of path.entries()) {
    if (!isPlainObject(value))
      return depth === 0 || value === undefined
        ? []
        : [found(path.slice(0, depth), value, source, locationOf)];
    value = Object.hasOwn(value, segment) ? value[segment] : undefined;
  }
  return value === undefined ? [] : [found(path, value, source, locationOf)];
}

function found(
  path: readonly string[],
  value: unknown,
  source: string,
  locationOf: (path: readonly string[]) => string,
): Found {
  return { path, value, origin: { source, location: locationOf(path) } };
}

/** Paths that are no wanted setting, nor inside one, nor around one. */
function unclaimedIn(tree: unknown, wanted: readonly Setting[]): (readonly string[])[] {
  const around = new Set(
    wanted.flatMap(({ path }) => path.map((_, index) => pathName(path.slice(0, index + 1)))),
  );
  const claimed = new Set(wanted.map(({ name }) => name));
  const unclaimed: (readonly string[])[] = [];
  const walk = (value: Record<string, unknown>, above: readonly string[]) => {
    for (const [key, each] of Object.entries(value)) {
      const path = [...above, key];
      const name = pathName(path);
      if (claimed.has(name) || each === undefined) continue;
      if (around.has(name) && isPlainObject(each)) walk(each, path);
      else if (!around.has(name)) unclaimed.push(path);
    }
  };
  if (isPlainObject(tree)) walk(tree, []);
  return unclaimed;
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isPlainObject(value) ? value[key] : undefined), tree);
}
