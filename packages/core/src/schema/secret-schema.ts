import type { ZodPipe, ZodTransform, ZodType } from "zod";
import type { $ZodType, input, output } from "zod/v4/core";

import { someSchema } from "./walk.ts";
import { isSecret, Secret } from "../secret/secret.ts";

/**
 * What `secret(schema)` is: the schema, then a step that wraps its output. A classic schema is recognised by one method, as it
 * is at run time: to compare it with all of `ZodType` would cost the compiler 70 000 instantiations.
 */
export type SecretSchema<S extends $ZodType> = S extends { readonly transform: unknown }
  ? ZodPipe<S, ZodTransform<Secret<output<S>>, output<S>>>
  : $ZodType<Secret<output<S>>, input<S>> & { readonly _zod: Pick<S["_zod"], "optin"> };

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
  return wrapping(schema) as SecretSchema<S>;
}

/**
 * A classic schema makes its own pipe, so that the result has `.optional()` and its siblings. Any other becomes itself with
 * one more check, which replaces the value: so no part of zod has to be imported, of which a process may have two copies.
 */
function wrapping(schema: $ZodType): $ZodType {
  if (isClassic(schema)) return schema.transform(wrap);
  const { constr, def } = schema._zod;
  const check = { _zod: { check: wrapValue, def: { check: "custom" }, onattach: [] } };
  const made = new constr({ ...def, checks: [...(def.checks ?? []), check] });
  made._zod.parent = schema; // so that it keeps its metadata
  return made;
}

function isClassic(schema: $ZodType): schema is ZodType {
  return "transform" in schema;
}

// A registered symbol on the function itself: it survives clones of the schema, and two copies of this package.
const SECRET_MARK = Symbol.for("confide.secret");

const wrap = marked((value: unknown) => (isSecret(value) ? value : new Secret(value)));

const wrapValue = marked((payload: { value: unknown }) => {
  payload.value = wrap(payload.value);
});

function marked<F extends (...args: never[]) => unknown>(wrapper: F): F {
  return Object.assign(wrapper, { [SECRET_MARK]: true });
}

/** Whether this very schema wraps: the step behind a pipe, or a schema with the check. */
export function isSecretStep(schema: $ZodType): boolean {
  const { def } = schema._zod;
  return (
    isMarked(Reflect.get(def, "transform")) ||
    (def.checks?.some(({ _zod }) => isMarked(Reflect.get(_zod, "check"))) ?? false)
  );
}

function isMarked(step: unknown): boolean {
  return typeof step === "function" && SECRET_MARK in step;
}

/** Whether any part of what a schema takes comes out as a Secret: an item of a list, one form of several. */
export function holdsSecret(schema: $ZodType): boolean {
  return someSchema(schema, isSecretStep);
}
