import type { $ZodType, $ZodTypes } from "zod/v4/core";

import type { Problem } from "../model/problem.ts";
import { type Group, type GroupPrefix, type Literal, pathName, type Setting } from "../model/setting.ts";
import { eitherType } from "../model/value-forms.ts";
import { ConfigError } from "../report/config-error.ts";
import { isUnsafeKey } from "../util/safe-json.ts";
import { type Content, defaultProperty, mergedContent, outerDefault, restOf } from "./group-content.ts";
import type { GroupNode, Leaf, Node, Variants } from "./nodes.ts";
import { holdsSecret } from "./secret-schema.ts";
import { isOfZod3, isSchema } from "./not-a-schema.ts";
import { nameParts, prefixWithin } from "./meta.ts";
import { guardedDefault, hasNoSettings, isGroup, unwrap, type Unwrapped } from "./unwrap.ts";
import { plannedValueTypeOf } from "./value-type.ts";
import { refusalOf } from "./refusal.ts";

const MOST_SCHEMA_LEVELS = 64;

interface Spot {
  readonly path: readonly string[];
  readonly groups: readonly Group[];
  readonly prefix?: GroupPrefix;
  readonly above: readonly $ZodType[];
  /** In a group that may be absent, or in one branch of several. */
  readonly optional: boolean;
  /** Not the root, nor a form of a union: there an object without settings of its own is a setting, whose value is an object. */
  readonly isProperty?: true;
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
  readonly looseGroups = new Set<string>();
  readonly #problems: Problem[] = [];
  #endless = false;

  plan(schema: $ZodType): GroupNode {
    const other = isOfZod3(schema) ? ": this is one of zod 3" : "";
    const node = isSchema(schema)
      ? this.#node(schema, { path: [], groups: [], above: [], optional: false })
      : this.#refuse([], `the schema must be one of zod 4 (zod or zod/mini)${other}`);
    if (node?.type !== "group" && this.#problems.length === 0)
      this.#refuse([], "the schema must be an object: its properties are the settings");
    if (this.#problems.length > 0)
      throw new ConfigError(this.#problems, "The schema can't be a configuration");
    return node as GroupNode;
  }

  #node(schema: $ZodType, place: Spot): Node | undefined {
    if (this.#endless) return undefined; // reported once: two endless branches in each object would be 2 ** 64
    if (place.path.length > MOST_SCHEMA_LEVELS) {
      this.#endless = true;
      return this.#refuse(place.path, `is nested more than ${MOST_SCHEMA_LEVELS} levels deep`);
    }
    try {
      const unwrapped = guardedDefault(unwrap(schema), place.path);
      return isGroup(unwrapped, place.above) && !(place.isProperty && hasNoSettings(unwrapped))
        ? this.#group(schema, unwrapped, place)
        : this.#leaf(schema, unwrapped, place);
    } catch (error) {
      return this.#refuse(place.path, refusalOf(error, schema));
    }
  }

  #leaf(schema: $ZodType, unwrapped: Unwrapped, place: Spot): Leaf {
    const { path, groups, optional, prefix } = place;
    const [{ meta }, defaultValue] = [unwrapped, outerDefault(place, unwrapped)];
    const valueType = plannedValueTypeOf(schema, unwrapped);
    const setting = this.#settingOf({
      path,
      name: pathName(path),
      valueType,
      secret: unwrapped.secret || holdsSecret(schema),
      optional: optional || unwrapped.optional,
      hasDefault: defaultValue !== undefined,
      ...nameParts(meta, prefix),
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
    known.valueType = eitherType(known.valueType, found.valueType);
    known.env = [...new Set([...known.env, ...found.env])];
    return known;
  }

  #groupOf(found: Draft<Group>): Group {
    const known = this.#groups.get(found.name);
    if (known) known.env = [...new Set([...known.env, ...found.env])];
    else this.#groups.set(found.name, found);
    return known ?? found;
  }

  #group(schema: $ZodType, unwrapped: Unwrapped, place: Spot): GroupNode {
    const { path, above } = place;
    const [{ meta }, defaultValue] = [unwrapped, outerDefault(place, unwrapped)];
    const group = this.#groupOf({ path, name: pathName(path), ...nameParts(meta, place.prefix) });
    const within: Spot = {
      path,
      groups: path.length === 0 ? [] : [...place.groups.filter(({ name }) => name !== group.name), group],
      above: [...above, unwrapped.inner],
      optional: place.optional || unwrapped.optional,
      ...(defaultValue && { defaultValue }),
      ...prefixWithin(meta, place),
    };
    return {
      type: "group",
      group,
      schema,
      ...this.#content(unwrapped.inner, within),
      optional: unwrapped.optional,
      nullable: unwrapped.nullable,
      lenient: unwrapped.lenient,
      ...(unwrapped.defaultValue && { defaultValue: unwrapped.defaultValue }),
    };
  }

  #content(schema: $ZodTypes, place: Spot): Content {
    const { def } = schema._zod;
    if (def.type === "object") {
      this.keepsUnknown ||= def.catchall !== undefined;
      if (def.catchall && def.catchall._zod.def.type !== "never") this.looseGroups.add(pathName(place.path));
      return {
        children: this.#children(def.shape, place),
        choices: [],
        keepsUnknown: def.catchall !== undefined,
        keepsSecrets: def.catchall !== undefined && holdsSecret(def.catchall),
        ...restOf(def.catchall),
      };
    }
    if (def.type === "union") {
      const choice = this.#choice(schema, place);
      const keepsSecrets = choice.options.some(({ node }) => node.keepsSecrets);
      return { children: new Map(), choices: [choice], keepsUnknown: false, keepsSecrets };
    }
    if (def.type !== "intersection")
      return { children: new Map(), choices: [], keepsUnknown: false, keepsSecrets: false };
    const [left, right] = [unwrap(def.left), unwrap(def.right)].map(({ inner, meta }) =>
      this.#content(inner, { ...place, ...prefixWithin(meta, place) }),
    );
    return mergedContent(left as Content, right as Content);
  }

  #children(shape: Readonly<Record<string, $ZodType>>, place: Spot): ReadonlyMap<string, Node> {
    const children = new Map<string, Node>();
    for (const [key, schema] of Object.entries(shape)) {
      const path = [...place.path, key];
      if (isUnsafeKey(key))
        this.#refuse(path, "is a name that is refused, as it could change an object's prototype");
      else {
        const { defaultValue } = place;
        const own = defaultValue && { defaultValue: () => defaultProperty(defaultValue(), key) };
        const node = this.#node(schema, { ...place, path, isProperty: true, ...own });
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
