import type { Option, ValueType } from "../model/setting.ts";
import { typeAt, typesWithin } from "../model/value-forms.ts";
import { decimalLoss } from "../util/decimal.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { decodeBoolean } from "./decode-scalar.ts";
import { type DecodingFault, Undecodable } from "./undecodable.ts";

/** A decoded value, and each string in it of which `z.coerce` makes what its author can't have meant. */
export function withCoercionTraps(kind: ValueType, decoded: unknown): unknown {
  if (!holdsCoercion(kind)) return decoded;
  const isSound = !(decoded instanceof Undecodable);
  const value = isSound ? decoded : decoded.partial;
  const traps = trapsIn(kind, value);
  return traps.length === 0
    ? decoded
    : new Undecodable([...(isSound ? [] : decoded.faults), ...traps], value);
}

const coercing = new WeakMap<ValueType, boolean>();

function holdsCoercion(kind: ValueType): boolean {
  const holds = coercing.get(kind) ?? [...typesWithin(kind)].some(isCoercion);
  coercing.set(kind, holds);
  return holds;
}

function isCoercion(kind: ValueType): boolean {
  return "coerce" in kind || "preprocess" in kind;
}

function trapsIn(kind: ValueType, value: unknown): readonly DecodingFault[] {
  switch (kind.type) {
    case "nullable":
    case "lenient":
      return trapsIn(kind.of, value);
    case "union":
      return trapsInUnion(kind.options, value);
    case "text":
    case "raw":
      return trapsInString(kind, value);
    default:
      return typedParts(kind, value).flatMap(({ key, part, type }) =>
        trapsIn(type, part).map((fault) => ({ ...fault, path: [key, ...fault.path] })),
      );
  }
}

/** zod takes the first option that takes the value. */
function trapsInUnion(options: readonly Option[], value: unknown): readonly DecodingFault[] {
  const taken = options.find((option) => option.takes(value));
  return taken ? trapsIn(taken.kind(), value) : [];
}

function trapsInString(
  { coerce, preprocess }: Extract<ValueType, { type: "text" | "raw" }>,
  value: unknown,
): readonly DecodingFault[] {
  if (preprocess)
    return trapsIn(preprocess.kind(), preprocess.made(value)).map((fault) => ({ ...fault, path: [] }));
  const message = typeof value === "string" ? trapMessage(coerce, value) : undefined;
  return message === undefined ? [] : [{ path: [], message }];
}

interface TypedPart {
  readonly key: string | number;
  readonly part: unknown;
  readonly type: ValueType;
}

function typedParts(kind: ValueType, value: unknown): readonly TypedPart[] {
  if (kind.type === "map" && value instanceof Map)
    return [...(value as Map<unknown, unknown>)].flatMap(([name, part]) => [
      { key: String(name), part: name, type: kind.key() },
      { key: String(name), part, type: kind.value() },
    ]);
  return entriesOf(value).flatMap(([key, part]) => {
    const isOther = kind.type === "record" && kind.isName?.(String(key)) === false;
    const type = isOther ? undefined : typeAt(kind, key);
    return type ? [{ key, part, type }] : [];
  });
}

function entriesOf(value: unknown): readonly (readonly [key: string | number, part: unknown])[] {
  if (value instanceof Set) return [...[...(value as Set<unknown>)].entries()];
  if (Array.isArray(value)) return [...(value as unknown[]).entries()];
  return isPlainObject(value) ? Object.entries(value) : [];
}

/** Nothing of the string is in the message. */
function trapMessage(type: string | undefined, text: string): string | undefined {
  if (type === "boolean" && decodeBoolean(text) === false)
    return "reads as false, and z.coerce.boolean() makes true of every string: use z.boolean() or z.stringbool()";
  if ((type === "number" || type === "bigint") && text.trim() === "")
    return `is empty, and z.coerce.${type}() makes 0 of it: use z.${type}()`;
  if (type === "number" && decimalLoss(text) !== undefined)
    return "is a number that z.coerce.number() would round: use z.bigint() or z.string()";
  if (type === "date" && /^\s*\d+\s*$/.test(text))
    return "is a number, and z.coerce.date() guesses a date from it: use z.date()";
  return undefined;
}
