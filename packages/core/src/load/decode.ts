import { isPlainObject, NOT_JSON, parseJson, refuseUnsafeKeys } from "../util/safe-json.ts";
import { copied } from "../util/copied.ts";
import { isSecret, peek } from "../secret/secret.ts";
import type { ValueType, LazyValueType, Option } from "../model/setting.ts";
import { isListOfObjects } from "../model/value-forms.ts";
import * as scalar from "./decode-scalar.ts";
import { acceptsBytes, asClass, strictUtf8 } from "./bytes.ts";
import { decodedPart, rememberingParts, unlessItsOwnItem } from "./decoded-parts.ts";
import { namedValues } from "./named-values.ts";
import { takesString } from "./takes-string.ts";
import { exactReadings, looseReadings } from "./readings.ts";
import { PLAIN_FORMS, splitItems, splitPairs } from "./split-list.ts";
import { decodable, orAsItCame, Undecodable, undecodable, unspelled, whole } from "./undecodable.ts";

/** A value as zod should see it: text by the setting's kind, a parsed value by the kinds of its parts. */
export function decode(kind: ValueType, value: unknown): unknown {
  if (isSecret(value)) return decode(kind, peek(value));
  if (value instanceof Uint8Array) return decodeBytes(kind, value);
  return typeof value === "string" ? decodeString(kind, value) : decodeParsed(kind, value);
}

function decodeString(kind: ValueType, text: string): unknown {
  switch (kind.type) {
    case "stringbool":
    case "text":
    case "raw":
      return text;
    case "bytes":
      return asClass(kind, new TextEncoder().encode(text));
    case "number":
    case "integer":
      return scalar.decodeNumber(text) ?? noNumber(kind.type, text);
    case "boolean":
      return scalar.decodeBoolean(text) ?? unspelled(kind.type);
    case "bigint":
      return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, "")) : unspelled(kind.type);
    case "date":
      return scalar.decodeDate(text.trim());
    case "choice":
      return scalar.decodeChoice(kind.values, text);
    case "nullable":
      return text.trim() === "null" && !takesString(kind.of, text) ? null : decodeString(kind.of, text);
    case "lenient":
      return orAsItCame(decodeString(kind.of, text), text);
    case "union":
      return unlessItsOwnItem(kind, text, () => decodeUnion(kind.options, text));
    default:
      return decodeCollection(kind, text);
  }
}

function noNumber(type: "number" | "integer", text: string): Undecodable {
  const loss = scalar.lossOf(text);
  return loss === undefined ? unspelled(type) : undecodable(type, loss);
}

/**
 * What the string spells exactly; then the string itself, or a list or date if such an option comes first; then what else
 * it may be read as. So `1` is a number, and `007` and `yes` stay strings where an option takes strings.
 */
function decodeUnion(options: readonly Option[], text: string): unknown {
  const taken =
    firstTaken(options, exactReadings(text)) ??
    takenAsString(options, text) ??
    firstTaken(options, [...looseReadings(text), text]);
  return taken ? taken.value : text; // zod says what it expected
}

function takenAsString(options: readonly Option[], text: string): Taken | undefined {
  const index = options.findIndex((option) => option.takes(text));
  if (index === -1) return undefined;
  for (const option of options.slice(0, index)) {
    const value = decode(option.kind(), text);
    if (Object(value) === value && !(value instanceof Undecodable) && option.takes(value)) return { value };
  }
  return { value: text };
}

interface Taken {
  readonly value: unknown;
}

/** The first reading that an option takes, in the schema's order. */
function firstTaken(options: readonly Option[], readings: readonly unknown[]): Taken | undefined {
  for (const reading of readings) {
    if (reading === undefined) continue;
    for (const option of options) {
      const value = rememberingParts(() => decode(option.kind(), reading));
      if (!(value instanceof Undecodable) && option.takes(value)) return { value };
    }
  }
  return undefined;
}

function decodeCollection(kind: ValueType, text: string): unknown {
  const trimmed = text.trim();
  // JSON has commas of its own, so that nothing is split at them. One object is a list of one.
  if (isListOfObjects(kind)) return decodeJson(kind, trimmed.startsWith("[") ? trimmed : `[${trimmed}]`);
  if (kind.type === "array" || kind.type === "set" || kind.type === "tuple") {
    return trimmed.startsWith("[") ? decodeJson(kind, trimmed) : decodeParsed(kind, splitItems(trimmed));
  }
  const isJson = trimmed.startsWith("{") || (kind.type === "map" && trimmed.startsWith("["));
  if (isJson || kind.type === "object") return decodeJson(kind, trimmed);
  return decodeParsed(kind, splitPairs(trimmed));
}

function decodeJson(kind: ValueType, text: string): unknown {
  const { value, failure } = { value: undefined, failure: undefined, ...parseJson(text) };
  const plain = failure === NOT_JSON && !isListOfObjects(kind) ? PLAIN_FORMS[kind.type] : undefined;
  if (plain !== undefined) return new Undecodable(`${NOT_JSON}: correct it, or write ${plain}`);
  if (failure !== undefined) return new Undecodable(failure);
  // JSON that is a text again ("\"a\"") is not what was asked for, and decoding it as text would go round.
  return typeof value === "string" ? undecodable(kind.type, "a string") : decodeParsed(kind, value);
}

const RAW: LazyValueType = () => ({ type: "raw" });

/** What something else has parsed: texts within it are decoded too (AWS keeps a port as `"5432"`). */
function decodeParsed(kind: ValueType, value: unknown): unknown {
  if (value instanceof Undecodable || value === undefined) return value;
  switch (kind.type) {
    case "nullable":
      return value === null ? null : decode(kind.of, value);
    case "lenient":
      return orAsItCame(decode(kind.of, value), value);
    case "union":
      return firstTaken(kind.options, [value])?.value ?? value;
    case "number":
    case "integer":
      return typeof value === "bigint" ? scalar.withoutLoss(value) : value;
    case "bigint":
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    case "date":
      return typeof value === "number" ? new Undecodable(scalar.NO_DATE) : copied(value);
    case "array":
    case "tuple":
      return Array.isArray(value) ? decodeItems(value, (index) => itemKind(kind, index)) : value;
    case "set":
      return Array.isArray(value)
        ? decodable(
            decodeItems(value, () => kind.item()),
            (items) => new Set(items as unknown[]),
          )
        : copied(value);
    case "map":
      return toMap(kind.key, kind.value, value);
    case "record":
      return decodeProperties(value, (name) => (kind.isName?.(name) === false ? undefined : kind.value));
    case "object":
      return decodeProperties(value, (name) => kind.shape.get(name) ?? kind.rest);
    default:
      return copied(value);
  }
}

function itemKind(kind: Extract<ValueType, { type: "array" | "set" | "tuple" }>, index: number): ValueType {
  return (kind.type === "tuple" ? (kind.items[index] ?? kind.rest ?? RAW) : kind.item)();
}

function decodeItems(items: readonly unknown[], kindAt: (index: number) => ValueType): unknown {
  const parts = items.map((value, key) => ({ key, value, decoded: decodedPart(kindAt(key), value, decode) }));
  return whole(parts, (values) => values.map(([, value]) => value));
}

/** Names are the schema's or zod's to judge. */
function decodeProperties(given: unknown, kindOf: (name: string) => LazyValueType | undefined): unknown {
  const value = namedValues(given);
  if (!isPlainObject(value)) return given;
  const refused = refuseUnsafeKeys(value);
  if (refused.failure !== undefined) return new Undecodable(refused.failure);
  const parts = Object.entries(value).map(([key, each]) => {
    return { key, value: each, decoded: decodedPart((kindOf(key) ?? RAW)(), each, decode) };
  });
  return whole(parts, Object.fromEntries);
}

function toMap(key: LazyValueType, item: LazyValueType, value: unknown): unknown {
  if (value instanceof Map) return copied(value);
  const pairs = isPlainObject(value) ? Object.entries(value) : value;
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) return value;
  const decoded = decodeItems(pairs, () => ({ type: "tuple", items: [key, item] }));
  const named = decoded instanceof Undecodable ? decoded.underNames(pairs as [unknown][]) : decoded;
  return decodable(named, (entries) => {
    const map = new Map(entries as [unknown, unknown][]);
    if (map.size < pairs.length) return new Undecodable("holds a name twice");
    const { failure } = refuseUnsafeKeys(map);
    return failure === undefined ? map : new Undecodable(failure);
  });
}

function decodeBytes(kind: ValueType, bytes: Uint8Array): unknown {
  if (acceptsBytes(kind)) return asClass(kind, bytes);
  const text = strictUtf8(bytes);
  if (text !== undefined) return decodeString(kind, text);
  if (kind.type === "lenient") return bytes;
  const taken = kind.type === "union" ? firstTaken(kind.options, [bytes]) : undefined;
  return taken ? taken.value : new Undecodable("expected UTF-8 text, got binary data");
}
