import { Secret } from "@confide/core";

import { FAILED } from "./label.ts";

/** Makes copies in which every text has been looked through; what holds nothing to take out stays itself. */
export class Copies {
  readonly #redact: (text: string) => string;
  readonly #redactBytes: (bytes: Uint8Array) => Uint8Array;

  constructor(redact: (text: string) => string, redactBytes: (bytes: Uint8Array) => Uint8Array) {
    this.#redact = redact;
    this.#redactBytes = redactBytes;
  }

  /** Of the same shape, but for what can't be made again with a part taken out: a URL may become a text. */
  of<T>(value: T): T {
    try {
      return new Copy(this.#redact, this.#redactBytes).of(value) as T;
    } catch {
      return FAILED as T;
    }
  }
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** One walk. Each object is copied once, so that cycles and shared parts stay what they are. */
class Copy {
  readonly #redact: (text: string) => string;
  readonly #redactBytes: (bytes: Uint8Array) => Uint8Array;
  readonly #copies = new Map<object, unknown>();

  constructor(redact: (text: string) => string, redactBytes: (bytes: Uint8Array) => Uint8Array) {
    this.#redact = redact;
    this.#redactBytes = redactBytes;
  }

  of(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return this.#redact(value);
      case "number":
      case "bigint": {
        const text = String(value);
        const redacted = this.#redact(text);
        return redacted === text ? value : redacted;
      }
      case "symbol":
        return this.#symbol(value);
      case "object":
        return value === null ? null : this.#object(value);
      default:
        return value;
    }
  }

  #symbol(symbol: symbol): symbol {
    const { description } = symbol;
    const redacted = description === undefined ? undefined : this.#redact(description);
    return redacted === description ? symbol : Symbol(redacted);
  }

  #object(value: object): unknown {
    // What is no plain data has no parts that this could look through, or is safe.
    if (Secret.is(value) || value instanceof Date || value instanceof Promise) return value;
    if (this.#copies.has(value)) return this.#copies.get(value);
    const special = this.#special(value);
    if (special !== undefined) return special.copy;
    return this.#filled(value, emptyLike(value));
  }

  /** What holds its content elsewhere than in properties. */
  #special(value: object): { readonly copy: unknown } | undefined {
    if (value instanceof Uint8Array) return { copy: this.#bytes(value) };
    if (value instanceof ArrayBuffer) return { copy: this.#bytes(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) return { copy: value };
    if (value instanceof RegExp) return { copy: this.#written(value.toString(), value) };
    const primitive: unknown = value.valueOf?.();
    if (typeof primitive === "string") return { copy: this.#written(primitive, value) };
    if (value instanceof URL) return { copy: this.#written(value.href, value, (text) => new URL(text)) };
    if (value instanceof URLSearchParams)
      return { copy: this.#written(value.toString(), value, () => new URLSearchParams(this.#pairs(value))) };
    if (value instanceof Headers) return { copy: this.#headers(value) };
    return this.#byItself(value);
  }

  /** Classes that say how they are written: their private parts can't be copied, so what they say is looked through. */
  #byItself(value: object): { readonly copy: unknown } | undefined {
    if (isError(value)) return undefined;
    const { toJSON, [INSPECT]: inspect } = value as { toJSON?: unknown; [INSPECT]?: unknown };
    if (typeof toJSON === "function") return { copy: this.of(Reflect.apply(toJSON, value, [""])) };
    if (typeof inspect !== "function") return undefined;
    const text = process.getBuiltinModule("node:util").inspect(value);
    return { copy: this.#written(text, value) };
  }

  #written(text: string, value: object, make: (text: string) => unknown = String): unknown {
    const redacted = this.#redact(text);
    if (redacted === text) return value;
    try {
      return make(redacted);
    } catch {
      return redacted;
    }
  }

  #pairs(entries: Iterable<readonly [string, string]>): [string, string][] {
    return Array.from(entries, ([name, text]) => [this.#redact(name), this.#redact(text)]);
  }

  #headers(headers: Headers): unknown {
    const pairs = this.#pairs(headers);
    if (pairs.every(([name, text]) => headers.get(name) === text)) return headers;
    try {
      return new Headers(pairs);
    } catch {
      return Object.fromEntries(pairs);
    }
  }

  #bytes(bytes: Uint8Array): Uint8Array {
    const redacted = this.#redactBytes(bytes);
    if (redacted === bytes) return bytes;
    return Buffer.isBuffer(bytes) ? Buffer.from(redacted) : redacted;
  }

  /** The copy with all in it, or the value itself where all is as it was. */
  #filled(value: object, copy: object): object {
    this.#copies.set(value, copy);
    let changed = false;
    const take = (before: unknown): unknown => {
      const after = this.of(before);
      changed ||= !Object.is(before, after);
      return after;
    };
    if (value instanceof Map && copy instanceof Map)
      for (const [key, item] of value) copy.set(take(key), take(item));
    if (value instanceof Set && copy instanceof Set) for (const item of value) copy.add(take(item));
    for (const key of keysOf(value)) {
      const name = take(key) as string | symbol;
      define(copy, name, take(readable(value, key)), isShown(value, key));
    }
    // A cycle leads back to the copy, so that an object in one counts as changed: either way nothing of it shows.
    if (!changed) this.#copies.set(value, value);
    return changed ? copy : value;
  }
}

/** Also one of another realm, a `node:vm` context for one, whatever it calls itself. */
function isError(value: object): boolean {
  return value instanceof Error || (isText(value, "stack") && isText(value, "message"));
}

function isText(value: object, key: string): boolean {
  return typeof readable(value, key) === "string";
}

function emptyLike(value: object): object {
  if (Array.isArray(value)) return Array.from({ length: value.length });
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (!isError(value)) return Object.create(Object.getPrototypeOf(value) as object | null) as object;
  // A true Error, or it would be printed as a plain object.
  const copy = new Error();
  delete copy.stack;
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object | null) as object;
}

/** An error's message, stack and cause are not enumerable, or even its class's own. */
function keysOf(value: object): readonly (string | symbol)[] {
  if (isError(value)) return [...new Set([...Reflect.ownKeys(value), "message", "stack"])];
  return Reflect.ownKeys(value).filter((key) => isShown(value, key));
}

function isShown(value: object, key: string | symbol): boolean {
  return Object.prototype.propertyIsEnumerable.call(value, key);
}

/** A getter may throw, and what it throws may hold anything. */
function readable(value: object, key: string | symbol): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

function define(copy: object, key: string | symbol, value: unknown, enumerable: boolean): void {
  Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true });
}
