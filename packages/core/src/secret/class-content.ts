import type { KeyObject } from "node:crypto";

import { builtin } from "../util/builtin.ts";
import { isObject } from "../util/objects.ts";

/** An object's content as text; `item` makes that of a part. `undefined`: it has more to it than can be read. */
type Reader<T> = (value: T, item: (part: unknown) => string) => string | undefined;

/**
 * How the content of an object is read: of plain objects and lists, of the language's own classes, of Node's keys and
 * certificates, of Secrets. Of nothing else: private fields can't be seen, so two instances that look alike may differ.
 */
export function readerOf(value: object): Reader<object> | undefined {
  return readerFor(value) as Reader<object> | undefined;
}

function readerFor(value: object): Reader<never> | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return plain;
  if (!isObject(prototype)) return undefined;
  if (isRoot(prototype)) return plain;
  const name = builtInName(prototype);
  return name !== undefined && Object.hasOwn(CLASSES, name) ? CLASSES[name] : readerOfNode(value);
}

/** The `Object.prototype` of any realm: Jest and `node:vm` have their own. */
function isRoot(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && builtInName(prototype) === "Object";
}

/** By the very class: one that extends it may have private fields. */
function builtInName(prototype: object): string | undefined {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof constructor !== "function") return undefined;
  if (constructor === globalThis.Buffer) return "Uint8Array";
  // These two Node has written in JavaScript.
  if (constructor === globalThis.URL || constructor === globalThis.URLSearchParams) return constructor.name;
  const [, name] = NATIVE.exec(Function.prototype.toString.call(constructor)) ?? [];
  return name;
}

/** The whole of it: a class may have these words in a comment, and what is bound has no name here. */
const NATIVE = /^function (\w+)\(\) \{\s*\[native code\]\s*\}$/;

const NUMBER_ARRAYS = [
  "Uint8ClampedArray",
  "Int8Array",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
];

const CLASSES: Readonly<Record<string, Reader<never>>> = {
  Array: arrayContent,
  Map: bare((value: Map<unknown, unknown>, item) => `Map(${[...value].map(item).sort().join("")})`),
  Set: bare((value: Set<unknown>, item) => `Set(${[...value].map(item).sort().join("")})`),
  Date: bare((value: Date) => `Date(${value.getTime()})`),
  RegExp: bare((value: RegExp, item) => `RegExp(${item(value.source)}${value.flags};${value.lastIndex})`, 1),
  URL: bare((value: URL, item) => `URL(${item(value.href)})`),
  URLSearchParams: bare((value: URLSearchParams, item) => `URLSearchParams(${item(value.toString())})`),
  ArrayBuffer: bare((value: ArrayBuffer) => `ArrayBuffer(${hexContent(new Uint8Array(value))})`),
  SharedArrayBuffer: bare(
    (value: SharedArrayBuffer) => `SharedArrayBuffer(${hexContent(new Uint8Array(value))})`,
  ),
  // Its characters and its length are properties of its own.
  String: (value: string, item) => {
    const isBare = Reflect.ownKeys(Object(value) as object).length === value.length + 1;
    return isBare ? `String(${item(value.valueOf())})` : undefined;
  },
  Boolean: bare((value: object, item) => `Boolean(${item(value.valueOf())})`),
  Number: bare((value: object, item) => `Number(${item(value.valueOf())})`),
  BigInt: bare((value: object, item) => `BigInt(${item(value.valueOf())})`),
  DataView: bare((value: DataView) => `DataView(${hexContent(value)})`),
  Uint8Array: numbers("bytes"),
  ...Object.fromEntries(NUMBER_ARRAYS.map((name) => [name, numbers(name)])),
};

/** What somebody has added to such an object is more than the class knows of. */
function bare<T extends object>(read: Reader<T>, ownKeys = 0): Reader<T> {
  return (value, item) => (Reflect.ownKeys(value).length === ownKeys ? read(value, item) : undefined);
}

/** The numbers are properties of its own: more of them are none of its numbers. */
function numbers(name: string): Reader<ArrayBufferView & { readonly length: number }> {
  return (value) =>
    Reflect.ownKeys(value).length === value.length ? `${name}(${hexContent(value)})` : undefined;
}

/** Holes and further properties make it more than a list. */
function arrayContent(value: readonly unknown[], item: (part: unknown) => string): string | undefined {
  if (Reflect.ownKeys(value).length !== value.length + 1) return undefined;
  return `[${value.map(item).join("")}]`;
}

/** Getters, hidden properties and those of symbols make it more than plain. */
function plain(value: object, item: (part: unknown) => string): string | undefined {
  const properties = Object.entries(Object.getOwnPropertyDescriptors(value));
  if (Reflect.ownKeys(value).length !== properties.length) return undefined;
  if (properties.some(([, property]) => !property.enumerable || !("value" in property))) return undefined;
  const sorted = properties.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, property]) => item(key) + item(property.value)).join("")}}`;
}

function hexContent(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readerOfNode(value: object): Reader<never> | undefined {
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object Secret]") return fingerprinted;
  if (tag !== "[object KeyObject]" && value.constructor.name !== "X509Certificate") return undefined;
  const { KeyObject, X509Certificate } = builtin("node:crypto");
  if (value instanceof KeyObject) return () => keyText(value);
  return value instanceof X509Certificate ? () => `X509Certificate(${hexContent(value.raw)})` : undefined;
}

function keyText(value: KeyObject): string {
  const bytes =
    value.type === "secret"
      ? value.export()
      : value.type === "public"
        ? value.export({ type: "spki", format: "der" })
        : value.export({ type: "pkcs8", format: "der" });
  return `KeyObject(${value.type};${hexContent(bytes)})`;
}

/** A Secret says by its fingerprint what it holds. */
function fingerprinted(value: object): string | undefined {
  const isGetter = Object.getOwnPropertyDescriptor(value, "fingerprint")?.get !== undefined;
  const fingerprint: unknown = isGetter ? Reflect.get(value, "fingerprint") : undefined;
  return typeof fingerprint === "string" ? `Secret(${fingerprint})` : undefined;
}
