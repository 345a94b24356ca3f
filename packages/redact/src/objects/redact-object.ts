import { Secret } from "@confide/core/adapter";

import { FAILED } from "../matcher/label.ts";
import { printed, util } from "./printed.ts";
import { readable } from "./readable.ts";
import { emptyLike, INSPECT, isError, isShown, keysOf } from "./shape.ts";
import { primitiveOf, printsMore, Strings } from "./strings.ts";
import { bytesIn, type Written, writingsOf } from "./written.ts";

interface Redactions {
  readonly text: (text: string) => string;
  readonly bytes: (bytes: Uint8Array) => Uint8Array;
}

/** Makes copies in which every text has been looked through; what holds nothing to take out stays itself. */
export class ObjectRedactor {
  readonly #redact: Redactions;

  constructor(text: Redactions["text"], bytes: Redactions["bytes"]) {
    this.#redact = { text, bytes };
  }

  /** Of the same shape, but for what can't be made again with a part taken out: a URL may become a text. */
  of<T>(value: T): T {
    try {
      return new Copy(this.#redact).whole(value) as T;
    } catch {
      return FAILED as T;
    }
  }
}

/** One walk. Each object is copied once, so that cycles and shared parts stay what they are. */
class Copy {
  readonly #redact: Redactions;
  readonly #copies = new Map<object, unknown>();

  constructor(redact: Redactions) {
    this.#redact = redact;
  }

  /** Nothing is copied before something is found. */
  whole(value: unknown): unknown {
    return this.#isClean(value) ? value : this.#of(value);
  }

  /** All texts are looked through as one: a look at each would cost more than the looking. */
  #isClean(value: unknown): boolean {
    try {
      const { list, bytes, throws } = new Strings(value);
      if (throws) return false;
      const text = list.join("\n");
      return this.#redact.text(text) === text && bytes.every((each) => this.#redact.bytes(each) === each);
    } catch {
      // The copy says where it is that looking fails.
      return false;
    }
  }

  #of(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return this.#redact.text(value);
      case "number":
      case "bigint":
        return this.#text(String(value), value);
      case "symbol":
        return this.#symbol(value);
      case "function":
        return this.#text(printed(value), value);
      case "object":
        return value === null || Secret.is(value) ? value : this.#object(value);
      default:
        return value;
    }
  }

  #text(text: string, original: unknown): unknown {
    const redacted = this.#redact.text(text);
    return redacted === text ? original : redacted;
  }

  #symbol(symbol: symbol): symbol {
    const { description } = symbol;
    const redacted = description === undefined ? undefined : this.#redact.text(description);
    return redacted === description ? symbol : Symbol(redacted);
  }

  #object(value: object): unknown {
    if (this.#copies.has(value)) return this.#copies.get(value);
    try {
      const copy = this.#copied(value);
      this.#copies.set(value, copy);
      return copy;
    } catch {
      this.#copies.set(value, FAILED);
      return FAILED;
    }
  }

  #copied(value: object): unknown {
    const bytes = bytesIn(value);
    if (bytes !== undefined) return this.#bytes(value, bytes);
    const writings = writingsOf(value);
    const more = printsMore(value);
    const said = saidBy(value);
    if ((writings || more || said) && this.#isClean(value)) return value;
    if (isError(value)) return this.#error(value, more);
    if (writings && writings.length > 1) return this.#made(value, writings);
    // What an object says for JSON is shown as it is nested elsewhere: in place of its private parts.
    if (said) return this.#of(said());
    if (writings) return this.#redact.text(printed(value));
    const primitive = primitiveOf(value);
    if (typeof primitive === "string" && this.#redact.text(primitive) !== primitive)
      return this.#redact.text(primitive);
    const copy = this.#filled(value, emptyLike(value));
    return more && copy === value ? this.#redact.text(printed(value)) : copy;
  }

  #made(value: object, writings: readonly Written[]): unknown {
    const changed = writings.find(({ text }) => this.#redact.text(text) !== text);
    try {
      if (changed?.make) return changed.make(this.#redact.text);
    } catch {
      // A label may be no part of a URL.
    }
    return this.#redact.text(changed?.text ?? printed(value));
  }

  #bytes(value: object, bytes: Uint8Array): unknown {
    const redacted = this.#redact.bytes(bytes);
    if (redacted === bytes) return value;
    return Buffer.isBuffer(bytes) ? Buffer.from(redacted) : redacted;
  }

  /** An error stays one. What it would print by methods of its own is printed in their place. */
  #error(error: Error, more: boolean): object {
    const copy = this.#filled(error, emptyLike(error), more);
    if (!more) return copy;
    for (const [key, text] of ownWords(error)) {
      const redacted = this.#redact.text(text);
      define(copy, key, () => redacted, false);
    }
    const said = saidBy(error);
    if (said) {
      const json = this.#of(said());
      define(copy, "toJSON", () => json, false);
    }
    return copy;
  }

  /** The copy with all in it, or the value itself where all is unchanged. */
  #filled(value: object, copy: object, changes = false): object {
    this.#copies.set(value, copy);
    let changed = changes;
    const take = (before: unknown): unknown => {
      const after = this.#of(before);
      changed ||= !Object.is(before, after);
      return after;
    };
    const { types } = util();
    if (types.isMap(value))
      for (const [key, item] of Map.prototype.entries.call(value))
        Map.prototype.set.call(copy, take(key), take(item));
    if (types.isSet(value))
      for (const item of Set.prototype.values.call(value)) Set.prototype.add.call(copy, take(item));
    for (const key of keysOf(value)) {
      const name = take(key) as string | symbol;
      const before = readable(value, key, () => void (changed = true));
      define(copy, name, take(before), isShown(value, key));
    }
    // A cycle leads back to the copy, so that an object in one counts as changed: either way nothing of it shows.
    return changed ? copy : value;
  }
}

/** What an object is in JSON, where it says so itself. */
function saidBy(value: object): (() => unknown) | undefined {
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? () => Reflect.apply(toJSON, value, [""]) as unknown : undefined;
}

function ownWords(error: Error): readonly (readonly [string | symbol, string])[] {
  const inspected = [INSPECT, printed(error)] as const;
  return error.toString === Error.prototype.toString ? [inspected] : [inspected, ["toString", String(error)]];
}

function define(copy: object, key: string | symbol, value: unknown, enumerable: boolean): void {
  Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true });
}
