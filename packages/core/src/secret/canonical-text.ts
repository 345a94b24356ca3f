import { readerOf } from "./class-content.ts";

/**
 * Contents as text, for comparing: two values are the same content when the texts are. What has no content that can be
 * read (a function, a promise, a `CryptoKey`, an instance of a class of your own) is only the same as itself. `NaN` is
 * the same as `NaN`; `0` and `-0` differ.
 */
export function canonicalText(value: unknown): string {
  return text(value, new Map());
}

/** Compares in a time that depends on the lengths only, not on where the first difference is. */
export function sameContent(a: unknown, b: unknown): boolean {
  const [left, right] = [canonicalText(a), canonicalText(b)];
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % (right.length || 1));
  }
  return difference === 0;
}

/** The objects around a value, each with its depth: a value that holds itself says which of them it holds. */
type Above = ReadonlyMap<object, number>;

function text(value: unknown, above: Above): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "function":
    case "symbol":
      return identityOf(value);
    case "object":
      return value === null ? "null;" : objectText(value, above);
    default:
      return `${typeof value}:${Object.is(value, -0) ? "-0" : String(value)};`;
  }
}

function objectText(value: object, above: Above): string {
  const depth = above.get(value);
  if (depth !== undefined) return `cycle:${depth};`;
  const within = new Map(above).set(value, above.size);
  try {
    return readerOf(value)?.(value, (part) => text(part, within)) ?? identityOf(value);
  } catch (error) {
    if (error instanceof RangeError) throw error; // nested too deep
    return identityOf(value); // a proxy that throws, bytes that were handed to another thread
  }
}

const identities = new WeakMap<WeakKey, number>();
let known = 0;

/** The same for the same object, and for no other of this process. */
export function identityOf(value: WeakKey): string {
  const key = typeof value === "symbol" ? Symbol.keyFor(value) : undefined;
  if (key !== undefined) return `symbol:${key.length}:${key}`;
  const identity = identities.get(value) ?? ++known;
  identities.set(value, identity);
  return `identity:${identity};`;
}
