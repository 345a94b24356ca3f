import type { $ZodType } from "zod/v4/core";

import { somePart } from "./parts.ts";
import { isSecretStep } from "./secret-schema.ts";

/**
 * Whether it calls a function of the user's, which may be asynchronous, and may change what it is given: a refinement, a
 * transform, a codec.
 */
export function runsCode(schema: $ZodType): boolean {
  return somePart(schema, (part) => !isSecretStep(part) && isCode(part._zod.def));
}

interface Def {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
}

function isCode(def: Def): boolean {
  const isFormat = "fn" in def;
  const isCodec = def.type === "pipe" && "transform" in def;
  return (
    isFormat ||
    isCodec ||
    CODE_TYPES.has(def.type) ||
    (def.checks ?? []).some((check) => isCodeCheck(check._zod.def))
  );
}

const CODE_TYPES: ReadonlySet<string> = new Set(["custom", "function", "promise", "transform"]);

function isCodeCheck(def: { readonly check?: unknown }): boolean {
  return def.check === "custom" || def.check === "property" || "fn" in def;
}

const asynchronous = new WeakMap<$ZodType, boolean>();

/**
 * Whether it has a function that is `async`. Where zod is asked for an answer at once, it runs such a one and drops the
 * promise: nobody could handle its rejection, whose message Node prints.
 */
export function runsAsync(schema: $ZodType): boolean {
  const known =
    asynchronous.get(schema) ?? somePart(schema, ({ _zod }) => functionsOf(_zod.def).some(isAsync));
  asynchronous.set(schema, known);
  return known;
}

function functionsOf(def: Def): readonly unknown[] {
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  return [def, ...checks].flatMap(
    (each) => [Reflect.get(each, "transform"), Reflect.get(each, "fn")] as unknown[],
  );
}

function isAsync(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object AsyncFunction]";
}
