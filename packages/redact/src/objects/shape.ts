import { util } from "./printed.ts";
import { readable } from "./readable.ts";

export const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Also one of another realm, a `node:vm` context for one, whatever it calls itself. */
export function isError(value: object): value is Error {
  return value instanceof Error || (isText(value, "stack") && isText(value, "message"));
}

function isText(value: object, key: string): boolean {
  return typeof readable(value, key) === "string";
}

/** Whether an object is all in its properties (and items), so that a copy of these is as good as the object. */
export function isOpen(value: object): boolean {
  for (let prototype = prototypeOf(value); prototype !== null; prototype = prototypeOf(prototype))
    if (!isOpenClass(prototype)) return false;
  return true;
}

export function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

const openClasses = new WeakMap<object, boolean>();

function isOpenClass(prototype: object): boolean {
  if (prototype === Object.prototype || prototype === Array.prototype) return true;
  const before = openClasses.get(prototype);
  if (before !== undefined) return before;
  const open = looksOpen(prototype);
  openClasses.set(prototype, open);
  return open;
}

/** A class's source says whether it has private parts; a compiled one keeps them in a WeakMap. */
const PRIVATE = /#[\p{ID_Start}$_]|\bWeakMap\b|[pP]rivate(?:Field|Method|Get|Set|Add)/u;
const DATA = new Set(["Object", "Array", "Map", "Set"]);

function looksOpen(prototype: object): boolean {
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  // Iterators and generators have no constructor, but a name.
  if (typeof made !== "function") return !Object.hasOwn(prototype, Symbol.toStringTag);
  const source = Function.prototype.toString.call(made);
  if (!source.includes("[native code]")) return !PRIVATE.test(source);
  return DATA.has(made.name) || made.name.endsWith("Error");
}

/** The keys of all that a logger may print. An error's message, stack and cause are not enumerable, or even its class's own. */
export function keysOf(value: object): readonly (string | symbol)[] {
  if (isError(value))
    return [...new Set([...Reflect.ownKeys(value), ...accessorsOf(value), "message", "stack"])];
  const symbols = Object.getOwnPropertySymbols(value);
  const names: readonly (string | symbol)[] = Object.keys(value);
  return symbols.length === 0 ? names : [...names, ...symbols.filter((symbol) => isShown(value, symbol))];
}

/** What an error's classes compute, perhaps of private parts that no copy has: a copy holds what they say. */
function accessorsOf(error: object): readonly (string | symbol)[] {
  const keys: (string | symbol)[] = [];
  for (let at = prototypeOf(error); at !== null && at !== Object.prototype; at = prototypeOf(at))
    for (const key of Reflect.ownKeys(at))
      if (Object.getOwnPropertyDescriptor(at, key)?.get !== undefined) keys.push(key);
  return keys;
}

export function isShown(value: object, key: string | symbol): boolean {
  return Object.prototype.propertyIsEnumerable.call(value, key);
}

/** An object of the same class with nothing in it. */
export function emptyLike(value: object): object {
  const copy = emptyOf(value);
  const prototype = prototypeOf(value);
  return prototypeOf(copy) === prototype ? copy : (Object.setPrototypeOf(copy, prototype) as object);
}

function emptyOf(value: object): object {
  if (Array.isArray(value)) return Object.assign([], { length: value.length });
  if (util().types.isMap(value)) return new Map();
  if (util().types.isSet(value)) return new Set();
  if (!isError(value)) return {};
  // A true Error, or it would be printed as a plain object.
  const copy = new Error();
  delete copy.stack;
  return copy;
}
