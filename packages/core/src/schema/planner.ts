import type { $ZodType, $ZodTypes } from "zod/v4/core";

import { cleanCause } from "../model/clean-cause.ts";
import type { Problem } from "../model/problem.ts";
import { type Group, type GroupPrefix, type Literal, pathName, type Setting } from "../model/setting.ts";
import { ConfigError } from "../report/config-error.ts";
import { isPlainObject, isUnsafeKey } from "../util/safe-json.ts";
import { isInstance, tried } from "../util/tried.ts";
import type { GroupNode, Leaf, Node, Variants } from "./nodes.ts";
import { holdsSecret } from "./secret-schema.ts";
import { isOfZod3, isSchema, NotASchema, otherPartOf } from "./not-a-schema.ts";
import { unwrap, type Unwrapped } from "./unwrap.ts";
import { NotASetting, plannedValueTypeOf } from "./value-type.ts";

const MOST_LEVELS = 64;

type Content = Pick<GroupNode, "children" | "choices" | "keepsUnknown" | "keepsSecrets">;

interface Spot {
  readonly path: readonly string[];
  readonly groups: readonly Group[];
  readonly prefix?: GroupPrefix;
  readonly above: readonly $ZodType[];
  /** In a group that may be absent, or in one branch of several. */
  readonly optional: boolean;
  /** What the default object of a group around it has for it. */
  readonly defaultValue?: () => unknown;
}

/** Until the plan is made. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

export class Planner {
  readonly settings = new Map<string, Draft<Setting>>();
  readonly #groups = new Map<string, Draft<Group>>();
  hasChoices = false;
  keepsUnknown = false;
  readonly #problems: Problem[] = [];
  #endless = false;

  plan(schema: $ZodType): GroupNode {
    const node = isSchema(schema)
      ? this.#node(schema, { path: [], groups: [], above: [], optional: false })
      : this.#refuse(
          [],
          `the schema must be one of zod 4 (zod or zod/mini)${isOfZod3(schema) ? ": this is one of zod 3" : ""}`,
        );
    if (node?.type !== "group" && this.#problems.length === 0)
      this.#refuse([], "the schema must be an object: its properties are the settings");
    if (this.#problems.length > 0)
      throw new ConfigError(this.#problems, "The schema can't be a configuration");
    return node as GroupNode;
  }

  #node(schema: $ZodType, place: Spot): Node | undefined {
    if (this.#endless) return undefined; // told once: two endless branches in each object would be 2 ** 64
    if (place.path.length > MOST_LEVELS) {
      this.#endless = true;
      return this.#refuse(place.path, `is nested more than ${MOST_LEVELS} levels deep`);
    }
    try {
      const peeled = guarded(unwrap(schema), place.path);
      return isGroup(peeled, place.above)
        ? this.#group(schema, peeled, place)
        : this.#leaf(schema, peeled, place);
    } catch (error) {
      return this.#refuse(place.path, refusalOf(error, schema));
    }
  }

  #leaf(schema: $ZodType, peeled: Unwrapped, place: Spot): Leaf {
    const { path, groups, optional, prefix } = place;
    const { meta, defaultValue = place.defaultValue } = peeled;
    const valueType = plannedValueTypeOf(schema, peeled);
    const setting = this.#settingOf({
      path,
      name: pathName(path),
      valueType,
      secret: peeled.secret || holdsSecret(schema),
      optional: optional || peeled.optional,
      hasDefault: defaultValue !== undefined,
      ...nameOf(meta, prefix),
      ...(meta.description !== undefined && { description: meta.description }),
      ...(meta.deprecated !== undefined && { deprecated: meta.deprecated }),
      groups,
    });
    return { type: "leaf", setting, valueType, schema, ...(defaultValue && { defaultValue }) };
  }

  /** One object a name: branches of a union share settings, and what is secret in one is kept secret for all. */
  #settingOf(found: Draft<Setting>): Setting {
    const known = this.settings.get(found.name);
    if (!known) {
      this.settings.set(found.name, found);
      return found;
    }
    known.secret ||= found.secret;
    known.env = [...new Set([...known.env, ...found.env])];
    return known;
  }

  #groupOf(found: Draft<Group>): Group {
    const known = this.#groups.get(found.name);
    if (known) known.env = [...new Set([...known.env, ...found.env])];
    else this.#groups.set(found.name, found);
    return known ?? found;
  }

  #group(schema: $ZodType, peeled: Unwrapped, place: Spot): GroupNode {
    const { path, above } = place;
    const { meta, defaultValue = place.defaultValue } = peeled;
    const group = this.#groupOf({ path, name: pathName(path), ...nameOf(meta, place.prefix) });
    const prefix = meta.prefix === undefined ? place.prefix : { text: meta.prefix, segments: path.length };
    const within: Spot = {
      path,
      groups: path.length === 0 ? [] : [...place.groups.filter(({ name }) => name !== group.name), group],
      above: [...above, peeled.inner],
      optional: place.optional || peeled.optional,
      ...(defaultValue && { defaultValue }),
      ...(prefix && { prefix }),
    };
    return {
      type: "group",
      group,
      schema,
      ...this.#content(peeled.inner, within),
      optional: peeled.optional,
      nullable: peeled.nullable,
      ...(peeled.defaultValue && { defaultValue: peeled.defaultValue }),
    };
  }

  #content(schema: $ZodTypes, place: Spot): Content {
    const { def } = schema._zod;
    if (def.type === "object") {
      this.keepsUnknown ||= def.catchall !== undefined;
      return {
        children: this.#children(def.shape, place),
        choices: [],
        keepsUnknown: def.catchall !== undefined,
        keepsSecrets: def.catchall !== undefined && holdsSecret(def.catchall),
      };
    }
    if (def.type === "union") {
      const choice = this.#choice(schema, place);
      const keepsSecrets = choice.options.some(({ node }) => node.keepsSecrets);
      return { children: new Map(), choices: [choice], keepsUnknown: false, keepsSecrets };
    }
    if (def.type !== "intersection")
      return { children: new Map(), choices: [], keepsUnknown: false, keepsSecrets: false };
    const left = this.#content(unwrap(def.left).inner, place);
    const right = this.#content(unwrap(def.right).inner, place);
    return {
      children: merged(left.children, right.children),
      choices: [...left.choices, ...right.choices],
      keepsUnknown: left.keepsUnknown || right.keepsUnknown,
      keepsSecrets: left.keepsSecrets || right.keepsSecrets,
    };
  }

  #children(shape: Readonly<Record<string, $ZodType>>, place: Spot): ReadonlyMap<string, Node> {
    const children = new Map<string, Node>();
    for (const key of Object.keys(shape)) {
      const path = [...place.path, key];
      const schema = shape[key] as $ZodType;
      if (isUnsafeKey(key))
        this.#refuse(path, "is a name that is refused, as it could change an object's prototype");
      else {
        const { defaultValue } = place;
        const own = defaultValue && { defaultValue: () => propertyOf(defaultValue(), key) };
        const node = this.#node(schema, { ...place, path, ...own });
        if (node) children.set(key, node);
      }
    }
    return children;
  }

  #choice(schema: $ZodTypes, place: Spot): Variants {
    this.hasChoices = true;
    const def = schema._zod.def as { readonly options: readonly $ZodType[]; readonly discriminator?: string };
    const options = def.options.flatMap((option) => {
      const node = this.#node(option, {
        ...place,
        optional: true,
        above: place.above.filter((each) => each !== option),
      });
      const values =
        def.discriminator === undefined ? undefined : option._zod.propValues?.[def.discriminator];
      return node?.type === "group" ? [{ node, values: (values ?? new Set()) as ReadonlySet<Literal> }] : [];
    });
    return { ...(def.discriminator !== undefined && { discriminator: def.discriminator }), options };
  }

  #refuse(path: readonly string[], message: string): undefined {
    this.#problems.push({ path, kind: "invalid", message, places: [] });
  }
}

function nameOf({ env, unnamed }: Unwrapped["meta"], prefix: GroupPrefix | undefined) {
  return { env, ...(unnamed && { unnamed }), ...(prefix && { prefix }) };
}

/** What the schema's own functions throw may quote anything; a `z.lazy()` that never ends is a RangeError. */
function refusalOf(error: unknown, schema: $ZodType): string {
  if (isInstance(error, NotASetting) || isInstance(error, NotASchema)) return error.message;
  if (isInstance(error, RangeError)) return "is nested too deep";
  const other = tried(() => otherPartOf(schema));
  if (other) return other.message;
  return `can't be looked into: its schema threw ${cleanCause(error).name}`;
}

/** A default is made when it is needed, and may throw then. */
function guarded({ defaultValue, ...peeled }: Unwrapped, path: readonly string[]): Unwrapped {
  if (!defaultValue) return peeled;
  const guardedDefault = () => {
    try {
      return defaultValue();
    } catch (error) {
      const message = `its default threw ${cleanCause(error).name}`;
      throw new ConfigError([{ path, kind: "invalid", message, places: [{ source: "default" }] }]);
    }
  };
  return { ...peeled, defaultValue: guardedDefault };
}

/** An object, or a union or intersection of objects. One that stands in itself is a leaf there: it is read as JSON. */
function isGroup({ inner, secret }: Unwrapped, above: readonly $ZodType[]): boolean {
  if (secret || above.includes(inner)) return false;
  const def = inner._zod.def;
  if (def.type === "object") return true;
  const isGroupToo = (part: $ZodType) => isGroup(unwrap(part), above);
  if (def.type === "intersection") return isGroupToo(def.left) && isGroupToo(def.right);
  return def.type === "union" && def.options.length > 0 && def.options.every(isGroupToo);
}

function propertyOf(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function merged(
  left: ReadonlyMap<string, Node>,
  right: ReadonlyMap<string, Node>,
): ReadonlyMap<string, Node> {
  const both = new Map(left);
  for (const [key, node] of right) {
    const other = both.get(key);
    if (other?.type === "group" && node.type === "group") {
      both.set(key, {
        ...other,
        children: merged(other.children, node.children),
        choices: [...other.choices, ...node.choices],
      });
    } else both.set(key, other ?? node);
  }
  return both;
}
