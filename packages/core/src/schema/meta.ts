import type { $ZodRegistry, $ZodType } from "zod/v4/core";
import type { GroupPrefix } from "../model/setting.ts";

/** What `.meta()` may say to confide. */
export interface Meta {
  readonly env: readonly string[];
  /** `env` is there, and an empty list. */
  readonly unnamed?: true;
  /** Of a group: before the names of its settings. */
  readonly prefix?: string;
  readonly description?: string;
  readonly deprecated?: string | true;
}

/** zod takes anything in `.meta()`: what is left out there would be looked for under a name that nobody gave. */
export class OddMeta extends Error {}

/** Of a schema without `.meta()`, as most are. */
export const NO_META: Meta = { env: [] };

export function metaOf(schema: $ZodType): Meta {
  const meta = registered(schema);
  if (!meta) return NO_META;
  const { prefix } = meta;
  const env = envOf(meta);
  if (prefix !== undefined && typeof prefix !== "string")
    throw new OddMeta('has a prefix in its .meta() that is no string: write .meta({ prefix: "PG" })');
  return {
    env: env ?? [],
    ...(env?.length === 0 && { unnamed: true }),
    ...(prefix !== undefined && { prefix }),
    ...(typeof meta.description === "string" && { description: meta.description }),
    ...deprecation(meta),
  };
}

function envOf({ env }: Record<string, unknown>): readonly string[] | undefined {
  const names: readonly unknown[] = Array.isArray(env) ? env : env === undefined ? [] : [env];
  if (!names.every((name) => typeof name === "string" && name !== ""))
    throw new OddMeta(
      'has an env in its .meta() that is no name: write .meta({ env: "PORT" }), or a list of names',
    );
  return env === undefined ? undefined : [...new Set(names as string[])];
}

/** zod types `deprecated` as a boolean, so the text may stand in `replacedBy`; a text in `deprecated` is taken too. */
function deprecation({ deprecated, replacedBy }: Record<string, unknown>): Pick<Meta, "deprecated"> {
  if (typeof deprecated === "string") return { deprecated };
  if (deprecated !== true) return {};
  return { deprecated: typeof replacedBy === "string" ? `use ${replacedBy}` : true };
}

/**
 * A classic schema knows its own metadata. One of zod/mini doesn't: there the registry does, which all copies of zod share
 * from 4.2 on.
 */
function registered(schema: $ZodType): Record<string, unknown> | undefined {
  if (hasMeta(schema)) return schema.meta();
  const { __zod_globalRegistry: registry } = globalThis as { readonly __zod_globalRegistry?: $ZodRegistry };
  if (!registry) throw new OddMeta("has metadata that can't be read: zod/mini needs zod 4.2 or newer");
  return registry.get(schema) as Record<string, unknown> | undefined;
}

function hasMeta(schema: $ZodType): schema is $ZodType & { meta(): Record<string, unknown> | undefined } {
  return "meta" in schema;
}

/** How a setting or group is named, by its own `.meta()` and that of the groups around it. */
export function nameParts({ env, unnamed }: Meta, prefix: GroupPrefix | undefined) {
  return { env, ...(unnamed && { unnamed }), ...(prefix && { prefix }) };
}

interface Prefixed {
  readonly path: readonly string[];
  readonly prefix?: GroupPrefix;
}

/** The prefix of what is in a group: its own, or that of the nearest group around it. */
export function prefixWithin({ prefix }: Meta, { path, prefix: around }: Prefixed): Pick<Prefixed, "prefix"> {
  if (prefix !== undefined) return { prefix: { text: prefix, segments: path.length } };
  return around ? { prefix: around } : {};
}
