/** One leaf of the schema: what a source is asked for. */
export interface Setting {
  /** Where it is in the schema: `["database", "poolSize"]`. */
  readonly path: readonly string[];
  /** The path as people write it: `database.poolSize`. */
  readonly name: string;
  /** How text becomes the value that zod is given. */
  readonly valueType: ValueType;
  /** Its value is a `Secret`; nothing may print it. */
  readonly secret: boolean;
  /** The schema takes it missing: `.optional()`, `.default()`, or inside a group that may be absent. */
  readonly optional: boolean;
  readonly hasDefault: boolean;
  readonly description?: string;
  /** Exact variable names from `.meta({ env })`, the first that is set wins; empty: the name follows from the path. */
  readonly env: readonly string[];
  /** From `.meta({ env: [] })`: no variable is its own. */
  readonly unnamed?: true;
  /** From `.meta({ prefix })` of the nearest group around it that has one. */
  readonly prefix?: GroupPrefix;
  /** From `.meta({ deprecated })`: `true`, or what to use instead. */
  readonly deprecated?: string | true;
  /** The groups that it is in, outermost first, without the root. */
  readonly groups: readonly Group[];
}

/** A node of the schema that holds settings. A source may answer for a whole group: its settings fill from it. */
export interface Group {
  readonly path: readonly string[];
  readonly name: string;
  /** As a setting's, from the group's own `.meta({ env })`. */
  readonly env: readonly string[];
  readonly unnamed?: true;
  readonly prefix?: GroupPrefix;
}

/** Takes the place of a source's prefix, and of a path's first segments. */
export interface GroupPrefix {
  readonly text: string;
  /** How many segments of the path it replaces: those of its group. */
  readonly segments: number;
}

/** What a source is asked for. */
export type Place = Setting | Group;

/**
 * Tells a setting from a group.
 *
 * @example
 * ```ts
 * import { isSetting, type Place } from "@confide/core/adapter";
 *
 * const locate = (place: Place) => (isSetting(place) ? place.path.join("/") : undefined);
 * ```
 */
export function isSetting(place: Place): place is Setting {
  return "secret" in place;
}

/** The shape that text is decoded to, before zod sees it. `raw` is left as it came: coercions, `preprocess`, `z.any()`; so is the text of a `z.stringbool()`. */
export type ValueType =
  | {
      readonly type: "number" | "integer" | "boolean" | "bigint" | "date" | "stringbool";
    }
  | {
      readonly type: "bytes";
      /** What the schema's class is made of bytes by, where that is a class of its own: `Buffer`. */
      readonly made?: (bytes: Uint8Array) => Uint8Array;
    }
  | { readonly type: "text" | "raw"; readonly coerce?: string; readonly preprocess?: Preprocess }
  | { readonly type: "choice"; readonly values: readonly Literal[] }
  | { readonly type: "array" | "set"; readonly item: LazyValueType }
  | { readonly type: "tuple"; readonly items: readonly LazyValueType[]; readonly rest?: LazyValueType }
  | {
      readonly type: "record" | "map";
      readonly key: LazyValueType;
      readonly value: LazyValueType;
      /** Of a `z.looseRecord()`: whether a name is the schema's; another may have any value. */
      readonly isName?: (name: string) => boolean;
    }
  | {
      readonly type: "object";
      readonly shape: ReadonlyMap<string, LazyValueType>;
      readonly rest?: LazyValueType;
    }
  | { readonly type: "union"; readonly options: readonly Option[] }
  | { readonly type: "nullable" | "lenient"; readonly of: ValueType };

export type Literal = string | number | bigint | boolean | null | undefined;

/** On use: a schema may hold itself. */
export type LazyValueType = () => ValueType;

/** What a `z.preprocess()` does before the schema behind it. */
interface Preprocess {
  /** What it makes of a value; `undefined` where it throws or is asynchronous. */
  made(value: unknown): unknown;
  readonly kind: LazyValueType;
}

export interface Option {
  readonly kind: LazyValueType;
  /** Whether the schema takes a decoded value; an option whose checks are asynchronous takes every one of its kind. */
  takes(value: unknown): boolean;
}

/**
 * `database.poolSize`; a segment that holds a dot or is empty is quoted, so that no two paths look alike.
 *
 * @example
 * ```ts
 * import { pathName } from "@confide/core/adapter";
 *
 * console.log(pathName(["database", "poolSize"])); // database.poolSize
 * ```
 */
export function pathName(path: readonly PropertyKey[]): string {
  let name = "";
  for (const segment of path) name += (name === "" ? "" : ".") + quotedSegment(String(segment));
  return name;
}

function quotedSegment(segment: string): string {
  return segment === "" || segment.includes(".") ? JSON.stringify(segment) : segment;
}

/** `above` is `path` itself or one of the groups that it is in. */
export function isWithin(path: readonly PropertyKey[], above: readonly PropertyKey[]): boolean {
  return above.length <= path.length && above.every((segment, index) => segment === path[index]);
}

/**
 * The groups of some settings, each once, outermost first: what a source looks up besides the settings themselves.
 *
 * @example
 * ```ts
 * import { groupsOf, type ReadContext } from "@confide/core/adapter";
 *
 * const namesOf = ({ settings }: Pick<ReadContext, "settings">) =>
 *   [...settings, ...groupsOf(settings)].map(({ name }) => name);
 * ```
 */
export function groupsOf(settings: readonly Setting[]): readonly Group[] {
  const groups = new Set<Group>();
  for (const setting of settings) for (const group of setting.groups) groups.add(group);
  return [...groups];
}
