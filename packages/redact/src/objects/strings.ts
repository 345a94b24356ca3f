import { Secret } from "@confide/core/adapter";

import { printed, util } from "./printed.ts";
import { readable } from "./readable.ts";
import { INSPECT, isError, isOpen, keysOf, prototypeOf } from "./shape.ts";
import { bytesIn, writingsOf } from "./written.ts";

/** Every text in a value, without a copy of anything: most values hold nothing to take out. */
export class Strings {
  readonly list: string[] = [];
  readonly bytes: Uint8Array[] = [];
  /** A getter throws: what it throws is no text of the value, and is printed with it. */
  throws = false;
  readonly #names = new Set<string | symbol>();
  readonly #seen = new Set<unknown>();

  constructor(value: unknown) {
    this.#add(value);
  }

  #add(value: unknown): void {
    switch (typeof value) {
      case "string":
        this.list.push(value);
        break;
      case "number":
      case "bigint":
        this.list.push(String(value));
        break;
      case "symbol":
        if (value.description !== undefined) this.list.push(value.description);
        break;
      case "function":
        this.list.push(printed(value));
        break;
      case "object":
        if (value !== null && !this.#seen.has(value) && !Secret.is(value)) this.#addObject(value);
        break;
      default:
    }
  }

  #addObject(value: object): void {
    this.#seen.add(value);
    if (isPlain(value)) this.#addProperties(value, Object.keys(value));
    else this.#addOther(value);
  }

  #addOther(value: object): void {
    const bytes = bytesIn(value);
    if (bytes !== undefined) {
      this.bytes.push(bytes);
      return;
    }
    for (const { text } of writingsOf(value) ?? []) this.list.push(text);
    if (printsMore(value)) this.list.push(printed(value));
    this.#addSaid(value);
    this.#addParts(value);
  }

  #addSaid(value: object): void {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") this.#add(Reflect.apply(toJSON, value, [""]));
    this.#add(primitiveOf(value));
  }

  #addParts(value: object): void {
    const { types } = util();
    if (types.isMap(value))
      for (const [key, item] of Map.prototype.entries.call(value)) {
        this.#add(key);
        this.#add(item);
      }
    if (types.isSet(value)) for (const item of Set.prototype.values.call(value)) this.#add(item);
    this.#addProperties(value, keysOf(value));
  }

  #addProperties(value: object, keys: readonly (string | symbol)[]): void {
    for (const key of keys) {
      this.#addName(key);
      this.#add(readable(value, key, () => void (this.throws = true)));
    }
  }

  /** Once each: a list of a thousand objects has a thousand times the same names. */
  #addName(name: string | symbol): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#add(name);
  }
}

/** Most objects by far: all that they are is in their properties. */
function isPlain(value: object): boolean {
  if (util().types.isProxy(value)) return false;
  const prototype = prototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  const { toJSON, stack, [INSPECT]: inspect } = value as Record<string | symbol, unknown>;
  if (toJSON !== undefined || inspect !== undefined || stack !== undefined) return false;
  return (
    Reflect.get(value, "valueOf") === Object.prototype.valueOf &&
    Object.getOwnPropertySymbols(value).length === 0
  );
}

/** A proxy is printed past its traps, and an error by its class. */
export function printsMore(value: object): boolean {
  if (util().types.isProxy(value)) return true;
  if (!isError(value)) return false;
  return INSPECT in value || value.toString !== Error.prototype.toString || !isOpen(value);
}

/** What an object is where a primitive is needed, which may be all that it is for. */
export function primitiveOf(value: object): unknown {
  const { valueOf } = value as { valueOf?: unknown };
  if (typeof valueOf !== "function" || valueOf === Object.prototype.valueOf) return undefined;
  return Reflect.apply(valueOf, value, []);
}
