import type { $ZodType, $ZodTypes } from "zod/v4/core";

import { runsAsync } from "./runs-async.ts";
import { peel, type Unwrapped } from "./unwrap.ts";
import { preprocessed } from "./preprocessed.ts";
import { tried } from "../util/tried.ts";
import type { ValueType, LazyValueType, Literal, Option } from "../model/setting.ts";
import { typesWithin } from "../model/value-forms.ts";

/** Types that no text, file or store can hold. */
const NO_SETTING: ReadonlySet<string> = new Set([
  "function",
  "symbol",
  "promise",
  "never",
  "void",
  "nan",
  "undefined",
  "file",
]);

const kinds = new WeakMap<$ZodType, ValueType>();

/** How text becomes what a schema takes. Throws a `NotASetting` where nothing could. */
export function kindOf(schema: $ZodType, peeled?: Omit<Unwrapped, "meta">): ValueType {
  const known = kinds.get(schema);
  if (known) return known;
  const { inner, nullable, lenient, optional, spelled, coerce } = peeled ?? peel(schema);
  // `z.never().optional()` says that a setting must not be there.
  const isRefusal = optional && inner._zod.def.type === "never";
  const bare: ValueType = spelled
    ? { type: "stringbool" }
    : isRefusal
      ? { type: "raw" }
      : bareKind(inner, coerce);
  const taken: ValueType = nullable ? { type: "nullable", of: bare } : bare;
  const kind: ValueType = lenient ? { type: "lenient", of: taken } : taken;
  kinds.set(schema, kind);
  return kind;
}

/** `kindOf`, having looked into every part: what can't be a setting is reported when the plan is made, not by a load. */
export function plannedValueTypeOf(schema: $ZodType, peeled: Unwrapped): ValueType {
  const kind = kindOf(schema, peeled);
  typesWithin(kind);
  return kind;
}

/** The schema's type has no form that a source could hold. */
export class NotASetting extends Error {
  constructor(type: string) {
    super(`z.${type}() can't be a setting: no source can hold such a value`);
  }
}

function bareKind(schema: $ZodTypes, coerce?: string): ValueType {
  const def = schema._zod.def;
  if ("coerce" in def && def.coerce) return { type: "raw", coerce: def.type };
  switch (def.type) {
    case "string":
      return { type: "text", ...(coerce !== undefined && { coerce }) };
    case "template_literal":
      return { type: "text" };
    case "number":
      return { type: isInteger(schema) ? "integer" : "number" };
    case "boolean":
    case "bigint":
    case "date":
      return { type: def.type };
    case "null":
      return { type: "choice", values: [null] };
    case "enum":
      return { type: "choice", values: enumValues(def.entries) };
    case "literal":
      return { type: "choice", values: def.values };
    case "array":
      return { type: "array", item: lazy(def.element) };
    case "set":
      return { type: "set", item: lazy(def.valueType) };
    case "tuple":
      return { type: "tuple", items: def.items.map(lazy), ...(def.rest && { rest: lazy(def.rest) }) };
    case "record":
    case "map":
      return {
        type: def.type,
        key: lazy(def.keyType),
        value: lazy(def.valueType),
        ...("mode" in def && def.mode === "loose" && { isName: (name) => takes(def.keyType, name) }),
      };
    case "object":
      return objectKind(def.shape, def.catchall);
    case "intersection":
      return both(kindOf(def.left), kindOf(def.right));
    case "union":
      return { type: "union", options: def.options.filter(isSomething).map(option) };
    case "custom":
      return bytesOf(schema) ?? { type: "raw" };
    case "pipe":
      return {
        type: "raw",
        preprocess: { made: (value) => preprocessed(def.in, value), kind: lazy(def.out) },
      };
    default:
      if (NO_SETTING.has(def.type)) throw new NotASetting(def.type);
      return { type: "raw", ...(coerce !== undefined && { coerce }) };
  }
}

/** `z.union([z.string(), z.undefined()])`: a form that only says that it may be missing. */
function isSomething({ _zod: { def } }: $ZodType): boolean {
  return def.type !== "undefined" && def.type !== "void";
}

/** `z.instanceof(Uint8Array)` keeps its class in the bag, which `.refine()` and its siblings don't hand on. */
function bytesOf(schema: $ZodType): ValueType | undefined {
  const { bag, parent } = schema._zod;
  if (bag.Class === undefined) return parent && bytesOf(parent);
  if (bag.Class === globalThis.Buffer) return { type: "bytes", made: asBuffer };
  const isBytes =
    bag.Class === Uint8Array || (bag.Class as typeof Uint8Array).prototype instanceof Uint8Array;
  return isBytes ? { type: "bytes" } : undefined;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return globalThis.Buffer.from(buffer, byteOffset, byteLength);
}

/** On use, so that a schema may hold itself. */
function lazy(schema: $ZodType): LazyValueType {
  return () => kindOf(schema);
}

/** `z.int()` is itself the check that `.int()` adds. Not from zod's bag, which is empty since 4.6. */
function isInteger(schema: $ZodTypes): boolean {
  const { checks = [] } = schema._zod.def;
  return [schema, ...checks].some(
    ({ _zod: { def } }) => "format" in def && String(def.format).includes("int"),
  );
}

/** A numeric TypeScript enum also maps its numbers back to names; those are no values. */
function enumValues(entries: Readonly<Record<string, string | number>>): Literal[] {
  const numbers = new Set(Object.values(entries).filter((value) => typeof value === "number"));
  return Object.entries(entries).flatMap(([key, value]) => (numbers.has(Number(key)) ? [] : [value]));
}

function objectKind(shape: Readonly<Record<string, $ZodType>>, catchall?: $ZodType): ValueType {
  const entries = Object.entries(shape).map(([key, each]) => [key, lazy(each)] as const);
  return {
    type: "object",
    shape: new Map(entries),
    ...(catchall && catchall._zod.def.type !== "never" && { rest: lazy(catchall) }),
  };
}

function both(left: ValueType, right: ValueType): ValueType {
  if (left.type !== "object" || right.type !== "object") return left;
  const rest = left.rest ?? right.rest;
  return { type: "object", shape: new Map([...right.shape, ...left.shape]), ...(rest && { rest }) };
}

function option(schema: $ZodType): Option {
  return { kind: lazy(schema), takes: (value) => takes(schema, value) };
}

/** A check that is asynchronous can't be asked here, one that throws has refused. */
export function takes(schema: $ZodType, value: unknown): boolean {
  if (runsAsync(schema)) return true;
  try {
    // Not `async: false`, with which zod drops the promise of a check: here it can be handled.
    const result = schema._zod.run({ value, issues: [] }, {});
    if (!(result instanceof Promise)) return result.issues.length === 0;
    result.catch(() => undefined);
    return true;
  } catch (error) {
    return tried(() => (error as Error).constructor.name) === "$ZodAsyncError";
  }
}
