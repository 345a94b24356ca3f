import type { ZodPipe, ZodTransform, ZodType } from "zod";
import type { $ZodType, output } from "zod/v4/core";
import { $ZodPipe, $ZodTransform } from "zod/v4/core";

import { someSchema } from "./walk.ts";
import { isSecret, Secret } from "../secret/secret.ts";

/**
 * What `secret(schema)` is: the schema, then a step that wraps its output. A classic schema is told by one method, as it
 * is at run time: to compare it with all of `ZodType` would cost the compiler 70 000 instantiations.
 */
export type SecretSchema<S extends $ZodType> = S extends { readonly transform: unknown }
  ? ZodPipe<S, ZodTransform<Secret<output<S>>, output<S>>>
  : $ZodPipe<S, $ZodTransform<Secret<output<S>>, output<S>>>;

/**
 * Marks a setting as a secret: what the schema takes comes out as a `Secret`, checked first.
 *
 * Works on every zod type, whole objects and arrays too, and before or after `.optional()`, `.nullable()` and
 * `.prefault("text")`. A `.default()` behind it takes a `Secret`, as zod's defaults are outputs; a default inside,
 * `secret(z.string().default("dev"))`, takes the bare value.
 *
 * @example
 * ```ts
 * import { loadConfig, memory, secret } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ password: secret(z.string().min(8)) });
 * const { password } = await loadConfig({ schema, sources: [memory({ password: "not-a-real-one" })] });
 * console.log(password);
 * ```
 *
 * ```text output
 * [secret password]
 * ```
 */
export function secret<S extends $ZodType>(schema: S): SecretSchema<S> {
  return pipe(schema) as SecretSchema<S>;
}

/** A classic schema makes its own pipe, so that the result has `.optional()` and its siblings. */
function pipe(schema: $ZodType): $ZodType {
  if (isClassic(schema)) return schema.transform(wrap);
  return new $ZodPipe({
    type: "pipe",
    in: schema,
    out: new $ZodTransform({ type: "transform", transform: wrap }),
  });
}

function isClassic(schema: $ZodType): schema is ZodType {
  return "transform" in schema;
}

// A registered symbol on the function itself: it survives clones of the schema, and two copies of this package.
const SECRET_MARK = Symbol.for("confide.secret");

const wrap = Object.assign((value: unknown) => (isSecret(value) ? value : new Secret(value)), {
  [SECRET_MARK]: true,
});

/** Whether this very schema is the step that wraps. */
export function isSecretStep(schema: $ZodType): boolean {
  const def: { readonly type: string; readonly transform?: unknown } = schema._zod.def;
  return def.type === "transform" && typeof def.transform === "function" && SECRET_MARK in def.transform;
}

/** Whether any part of what a schema takes comes out as a Secret: an item of a list, one form of several. */
export function holdsSecret(schema: $ZodType): boolean {
  return someSchema(schema, isSecretStep);
}
