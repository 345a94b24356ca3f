import type { $ZodType, $ZodTypes } from "zod/v4/core";
import { globalRegistry } from "zod/v4/core";

import { isSchema, NotASchema } from "./not-a-schema.ts";
import { tried } from "../util/tried.ts";
import { isSecretStep } from "./secret-schema.ts";

/** A schema without the wrappers around it, and what the wrappers said. */
export interface Unwrapped {
  readonly inner: $ZodTypes;
  readonly optional: boolean;
  readonly nullable: boolean;
  /** `.catch()`: what can't be decoded is zod's to replace. */
  readonly lenient: boolean;
  readonly secret: boolean;
  /** `z.stringbool()`: it decodes its text itself. */
  readonly spelled: boolean;
  /** From `.default()` or `.prefault()`; a function, as defaults may be made anew each time. */
  readonly defaultValue?: () => unknown;
  readonly meta: Meta;
}

/** What `.meta()` may say to confide. */
interface Meta {
  readonly env: readonly string[];
  /** `env` is there, and an empty list. */
  readonly unnamed?: true;
  /** Of a group: before the names of its settings. */
  readonly prefix?: string;
  readonly description?: string;
  readonly deprecated?: string | true;
}

/** Wrappers around wrappers end at a schema; a `lazy` that returns itself would not. */
const MOST_WRAPPERS = 100;

export function unwrap(outer: $ZodType): Unwrapped {
  refuseOther(outer);
  const peeled = {
    optional: isOptional(outer),
    nullable: false,
    lenient: false,
    secret: false,
    spelled: false,
  };
  let [meta, defaultValue, schema] = [
    metaOf(outer),
    undefined as (() => unknown) | undefined,
    outer as $ZodTypes,
  ];
  for (let depth = 0; ; depth++) {
    if (depth > MOST_WRAPPERS) throw new RangeError(`wrapped more than ${MOST_WRAPPERS} times`);
    const def = schema._zod.def;
    if (def.type === "nullable") peeled.nullable = true;
    if (def.type === "catch") peeled.lenient = true;
    if (def.type === "default" || def.type === "prefault") defaultValue ??= () => def.defaultValue;
    if (def.type === "pipe" && isSecretStep(def.out)) peeled.secret = true;
    if (def.type === "pipe" && isStringbool(schema, def)) peeled.spelled = true;
    const next = within(schema);
    if (next === undefined) break;
    refuseOther(next);
    schema = next as $ZodTypes;
    const { unnamed, ...inner } = metaOf(schema);
    const isNamed = meta.unnamed === true || meta.env.length > 0;
    const own = isNamed ? { env: meta.env } : { env: inner.env, ...(unnamed && { unnamed }) };
    meta = { ...inner, ...meta, ...own };
  }
  return { ...peeled, inner: schema, meta, ...(defaultValue && { defaultValue }) };
}

/** A codec from strings to booleans that reads both words as they are; one with words of its own takes them as values. */
function isStringbool(
  schema: $ZodType,
  { in: from, out }: { readonly in: $ZodType; readonly out: $ZodType },
): boolean {
  if (from._zod.def.type !== "string" || out._zod.def.type !== "boolean") return false;
  const read = (value: string) => tried(() => schema._zod.run({ value, issues: [] }, {}));
  return [true, false].every((word) => {
    const result = read(String(word));
    if (result instanceof Promise) result.catch(() => undefined);
    return result !== undefined && !(result instanceof Promise) && result.value === word;
  });
}

function refuseOther(schema: unknown): void {
  if (!isSchema(schema)) throw new NotASchema(schema);
}

/** A `preprocess` says that it takes nothing at all; whether nothing is welcome is for the schema behind it to say. */
function isOptional(schema: $ZodType): boolean {
  const def = (schema as $ZodTypes)._zod.def;
  if (def.type === "pipe" && def.in._zod.def.type === "transform") return isOptional(def.out);
  if (def.type === "union" && def.options.some(({ _zod }) => _zod.def.type === "undefined")) return true;
  return schema._zod.optin !== undefined;
}

/** The schema that takes this one's input, for those that only wrap. A `preprocess` takes its input itself. */
function within(schema: $ZodTypes): $ZodType | undefined {
  const def = schema._zod.def;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return def.innerType;
    case "lazy":
      return def.getter();
    case "pipe":
      return def.in._zod.def.type === "transform" ? undefined : def.in;
    default:
      return undefined;
  }
}

function metaOf(schema: $ZodType): Meta {
  const meta: Record<string, unknown> = registered(schema) ?? {};
  const env = typeof meta.env === "string" ? [meta.env] : Array.isArray(meta.env) ? meta.env.map(String) : [];
  return {
    env,
    ...(Array.isArray(meta.env) && env.length === 0 && { unnamed: true }),
    ...(typeof meta.prefix === "string" && { prefix: meta.prefix }),
    ...(typeof meta.description === "string" && { description: meta.description }),
    ...deprecation(meta),
  };
}

/** zod types `deprecated` as a boolean, so the text may stand in `replacedBy`; a text in `deprecated` is taken too. */
function deprecation({ deprecated, replacedBy }: Record<string, unknown>): Pick<Meta, "deprecated"> {
  if (typeof deprecated === "string") return { deprecated };
  if (deprecated !== true) return {};
  return { deprecated: typeof replacedBy === "string" ? `use ${replacedBy}` : true };
}

/** A schema of another copy of zod stands in that copy's registry, which only the schema itself knows. */
function registered(schema: $ZodType): Record<string, unknown> | undefined {
  return hasMeta(schema) ? schema.meta() : globalRegistry.get(schema);
}

function hasMeta(schema: $ZodType): schema is $ZodType & { meta(): Record<string, unknown> | undefined } {
  return "meta" in schema;
}
