import type { $ZodType } from "zod/v4/core";

import { someSchema } from "./walk.ts";

const asynchronous = new WeakMap<$ZodType, boolean>();

/**
 * Whether it has a function that is `async`. Where zod is asked for an answer at once, it runs such a one and drops the
 * promise: nobody could handle its rejection, whose message Node prints.
 */
export function runsAsync(schema: $ZodType): boolean {
  const known =
    asynchronous.get(schema) ?? someSchema(schema, ({ _zod }) => functionsOf(_zod.def).some(isAsync));
  asynchronous.set(schema, known);
  return known;
}

interface AsyncDef {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
}

function functionsOf(def: AsyncDef): readonly unknown[] {
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  return [def, ...checks].flatMap(
    (each) => [Reflect.get(each, "transform"), Reflect.get(each, "fn")] as unknown[],
  );
}

function isAsync(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object AsyncFunction]";
}
