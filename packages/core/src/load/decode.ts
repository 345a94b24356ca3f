import { isPlainObject, isUnsafeKey, parseJson, refuseUnsafeKeys } from "../util/safe-json.ts";
import { isSecret, peek } from "../secret/secret.ts";
import type { ValueType, LazyValueType, Option } from "../model/setting.ts";
import { decodeBoolean, decodeChoice, decodeDate, decodeNumber, Undecodable } from "./decode-scalar.ts";

/** A value as zod should see it: text by the setting's kind, a parsed value by the kinds of its parts. */
export function decode(kind: ValueType, value: unknown): unknown {
  if (isSecret(value)) return decode(kind, peek(value));
  if (value instanceof Uint8Array) return decodeBytes(kind, value);
  return typeof value === "string" ? decodeText(kind, value) : decodeParsed(kind, value);
}

function decodeText(kind: ValueType, text: string): unknown {
  switch (kind.type) {
    case "text":
    case "raw":
    case "stringbool":
      return text;
    case "bytes":
      return new TextEncoder().encode(text);
    case "number":
    case "integer":
      return decodeNumber(text) ?? undecodable(kind);
    case "boolean":
      return decodeBoolean(text) ?? undecodable(kind);
    case "bigint":
      return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, "")) : undecodable(kind);
    case "date":
      return decodeDate(text.trim());
    case "choice":
      return decodeChoice(kind.values, text);
    case "nullable":
      return text.trim() === "null" && kind.of.type !== "text" ? null : decodeText(kind.of, text);
    case "lenient":
      return orAsItCame(decodeText(kind.of, text), text);
    case "union":
      return decodeUnion(kind.options, text);
    default:
      return decodeCollection(kind, text);
  }
}

const FORMS: Partial<Record<ValueType["type"], string>> = {
  text: "text",
  number: "a number",
  integer: "an integer",
  boolean: "a boolean (true or false)",
  bigint: "an integer",
  array: "a list",
  set: "a list",
  tuple: "a list",
  record: "JSON, or a=1,b=2",
  map: "JSON, or a=1,b=2",
  object: "a JSON object",
};

function undecodable(kind: ValueType, got = "text"): Undecodable {
  return new Undecodable(`expected ${FORMS[kind.type] ?? kind.type}, got ${got}`);
}

/** JSON, then number, boolean, text: the first that an option takes, in the schema's order. */
function decodeUnion(options: readonly Option[], text: string): unknown {
  for (const reading of readings(text)) {
    const taken = firstTaken(options, reading);
    if (taken) return taken.value;
  }
  return text; // zod says what it expected
}

function* readings(text: string): Iterable<unknown> {
  const parsed = parseJson(text);
  if (parsed.failure === undefined) yield parsed.value;
  yield decodeNumber(text);
  yield decodeBoolean(text);
  yield text;
}

function firstTaken(options: readonly Option[], reading: unknown): { readonly value: unknown } | undefined {
  if (reading === undefined) return undefined;
  for (const option of options) {
    const value = decode(option.kind(), reading);
    if (!(value instanceof Undecodable) && option.takes(value)) return { value };
  }
  return undefined;
}

function decodeCollection(kind: ValueType, text: string): unknown {
  const trimmed = text.trim();
  if (kind.type === "array" || kind.type === "set" || kind.type === "tuple") {
    return trimmed.startsWith("[") ? decodeJson(kind, trimmed) : decodeParsed(kind, splitItems(trimmed));
  }
  const isJson = trimmed.startsWith("{") || (kind.type === "map" && trimmed.startsWith("["));
  if (isJson || kind.type === "object") return decodeJson(kind, trimmed);
  return decodeParsed(kind, splitPairs(trimmed));
}

function decodeJson(kind: ValueType, text: string): unknown {
  const { value, failure } = { value: undefined, failure: undefined, ...parseJson(text) };
  if (failure !== undefined) return new Undecodable(failure);
  // JSON that is a text again ("\"a\"") is not what was asked for, and decoding it as text would go round.
  return typeof value === "string" ? undecodable(kind) : decodeParsed(kind, value);
}

function splitItems(text: string): unknown {
  if (text === "") return [];
  const items = text.split(",").map((item) => item.trim());
  const empty = items.indexOf("");
  return empty === -1 ? items : new Undecodable(`item ${empty + 1} of the list is empty`);
}

function splitPairs(text: string): unknown {
  const items = splitItems(text);
  if (!Array.isArray(items)) return items;
  const pairs = items.map((item: string) => [item.split("=", 1)[0]?.trim() ?? "", item] as const);
  if (pairs.some(([name, item]) => name === "" || !item.includes("=")))
    return undecodable({ type: "record", key: RAW, value: RAW });
  if (pairs.some(([name]) => isUnsafeKey(name))) return new Undecodable("holds a name that is refused");
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return new Undecodable("holds a name twice");
  return Object.fromEntries(pairs.map(([name, item]) => [name, item.slice(item.indexOf("=") + 1).trim()]));
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
      return firstTaken(kind.options, value)?.value ?? value;
    case "bigint":
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    case "date":
      return typeof value === "number" ? new Undecodable("expected an ISO 8601 date, got a number") : value;
    case "array":
    case "tuple":
      return Array.isArray(value) ? decodeItems(value, (index) => itemKind(kind, index)) : value;
    case "set":
      return Array.isArray(value)
        ? decodable(
            decodeItems(value, () => kind.item()),
            (items) => new Set(items),
          )
        : value;
    case "map":
      return toMap(kind.key, kind.value, value);
    case "record":
      return isPlainObject(value) ? decodeProperties(value, () => kind.value) : value;
    case "object":
      return isPlainObject(value)
        ? decodeProperties(value, (name) => kind.shape.get(name) ?? kind.rest)
        : value;
    default:
      return copied(value);
  }
}

/** The result of a load is frozen, and what a source handed over may be somebody's own object. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]));
}

function itemKind(kind: Extract<ValueType, { type: "array" | "set" | "tuple" }>, index: number): ValueType {
  return kind.type === "tuple"
    ? ((kind.items[index] ?? kind.rest ?? RAW)() satisfies ValueType)
    : kind.item();
}

function decodeItems(
  items: readonly unknown[],
  kindAt: (index: number) => ValueType,
): unknown[] | Undecodable {
  const decoded: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const value = decode(kindAt(index), item);
    if (value instanceof Undecodable) return new Undecodable(`item ${index + 1}: ${value.message}`);
    decoded.push(value);
  }
  return decoded;
}

/** Names are the schema's or zod's to judge; a message doesn't repeat one that the schema doesn't know. */
function decodeProperties(
  value: Record<string, unknown>,
  kindOf: (name: string) => LazyValueType | undefined,
): unknown {
  const refused = refuseUnsafeKeys(value);
  if (refused.failure !== undefined) return new Undecodable(refused.failure);
  const decoded: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    const result = decode((kindOf(name) ?? RAW)(), each);
    if (result instanceof Undecodable) return new Undecodable(`in one of its properties: ${result.message}`);
    decoded[name] = result;
  }
  return decoded;
}

function toMap(key: LazyValueType, item: LazyValueType, value: unknown): unknown {
  if (value instanceof Map) return value;
  const pairs = isPlainObject(value) ? Object.entries(value) : value;
  if (!Array.isArray(pairs)) return value;
  const decoded = decodeItems(pairs, () => ({ type: "tuple", items: [key, item] }));
  return decodable(decoded, (entries) => {
    const map = new Map(entries as [unknown, unknown][]);
    const { failure } = refuseUnsafeKeys(map);
    return failure === undefined ? map : new Undecodable(failure);
  });
}

function decodable<T>(value: T | Undecodable, then: (value: T) => unknown): unknown {
  return value instanceof Undecodable ? value : then(value);
}

function orAsItCame(decoded: unknown, value: unknown): unknown {
  return decoded instanceof Undecodable ? value : decoded;
}

function decodeBytes(kind: ValueType, bytes: Uint8Array): unknown {
  if (takesBytes(kind)) return bytes;
  const text = utf8(bytes);
  if (text !== undefined) return decodeText(kind, text);
  if (kind.type === "lenient") return bytes;
  const taken = kind.type === "union" ? firstTaken(kind.options, bytes) : undefined;
  return taken ? taken.value : new Undecodable("expected UTF-8 text, got binary data");
}

function takesBytes(kind: ValueType): boolean {
  if (kind.type === "nullable" || kind.type === "lenient") return takesBytes(kind.of);
  return kind.type === "bytes" || kind.type === "raw";
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
