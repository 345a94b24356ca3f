import type { $ZodType, $ZodTypes } from "zod/v4/core";

import { cleanCause } from "../model/clean-cause.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Meta } from "./meta.ts";
import { metaWithin } from "./meta-within.ts";
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
  /** What `z.string().pipe(z.coerce.boolean())` makes of its string, and `z.any().pipe(…)`. */
  readonly coerce?: string;
  /** From `.default()` or `.prefault()`; a function, as defaults may be made anew each time. */
  readonly defaultValue?: () => unknown;
  readonly meta: Meta;
}

/** Wrappers around wrappers end at a schema; a `lazy` that returns itself would not. */
const MOST_WRAPPERS = 100;

export function unwrap(outer: $ZodType): Unwrapped {
  return { ...peel(outer), meta: metaWithin(outer) };
}

/** Without what `.meta()` says, which is looked for in more than the wrappers. */
export function peel(outer: $ZodType): Omit<Unwrapped, "meta"> {
  refuseOther(outer);
  const unwrapped = {
    optional: isOptional(outer),
    nullable: false,
    lenient: false,
    secret: false,
    spelled: false,
  };
  let schema = outer as $ZodTypes;
  let defaultValue: (() => unknown) | undefined;
  let coerce: string | undefined;
  for (let depth = 0; ; depth++) {
    if (depth > MOST_WRAPPERS) throw new RangeError(`wrapped more than ${MOST_WRAPPERS} times`);
    const def = schema._zod.def;
    if (def.type === "nullable") unwrapped.nullable = true;
    if (def.type === "catch") unwrapped.lenient = true;
    if (def.type === "default" || def.type === "prefault") defaultValue ??= () => def.defaultValue;
    if (isSecretStep(def.type === "pipe" ? def.out : schema)) unwrapped.secret = true;
    if (def.type === "pipe" && isStringbool(schema, def)) unwrapped.spelled = true;
    if (def.type === "pipe" && HANDS_ON.has(def.in._zod.def.type)) coerce = coercedType(def.out);
    const next = wrappedSchema(schema);
    if (next === undefined) break;
    refuseOther(next);
    schema = next as $ZodTypes;
  }
  return {
    ...unwrapped,
    inner: schema,
    ...(coerce !== undefined && { coerce }),
    ...(defaultValue && { defaultValue }),
  };
}

/** What hands a string on as it is. */
const HANDS_ON: ReadonlySet<string> = new Set(["string", "any", "unknown"]);

function coercedType(schema: $ZodType): string | undefined {
  const { inner, coerce } = peel(schema);
  const { def } = inner._zod;
  return "coerce" in def && def.coerce ? def.type : coerce;
}

/** A default is made when it is needed, and may throw then. */
export function guardedDefault(
  { defaultValue, ...unwrapped }: Unwrapped,
  path: readonly string[],
): Unwrapped {
  if (!defaultValue) return unwrapped;
  const guarded = () => {
    try {
      return defaultValue();
    } catch (error) {
      const message = `its default threw ${cleanCause(error).name}`;
      throw new ConfigError([{ path, kind: "invalid", message, places: [{ source: "default" }] }]);
    }
  };
  return { ...unwrapped, defaultValue: guarded };
}

type Peeled = Pick<Unwrapped, "inner" | "secret">;

/** An object, or a union or intersection of objects. One that contains itself is a leaf there: it is read as JSON. */
export function isGroup({ inner, secret }: Peeled, above: readonly $ZodType[]): boolean {
  if (secret || above.includes(inner)) return false;
  const def = inner._zod.def;
  if (def.type === "object") return true;
  const isGroupToo = (part: $ZodType) => isGroup(peel(part), above);
  if (def.type === "intersection") return isGroupToo(def.left) && isGroupToo(def.right);
  return def.type === "union" && def.options.length > 0 && def.options.every(isGroupToo);
}

/** An object without properties, or a union of such. */
export function hasNoSettings({ inner, secret }: Peeled): boolean {
  const def = inner._zod.def;
  if (secret) return false;
  if (def.type === "object") return Object.keys(def.shape).length === 0;
  const isEmpty = (option: $ZodType) => hasNoSettings(peel(option));
  return def.type === "union" && def.options.length > 0 && def.options.every(isEmpty);
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
function wrappedSchema(schema: $ZodTypes): $ZodType | undefined {
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
