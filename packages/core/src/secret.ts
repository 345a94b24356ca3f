import { builtin } from "./builtin.ts";
import { contentOf, sameContent } from "./content.ts";
import { cleanCause } from "./errors.ts";

/**
 * A value that nothing prints: not string conversion, JSON, `console`, `inspect` with any option, `structuredClone`,
 * an error, or a test runner's diff. `reveal()` is the only way out, so one search for it finds every use.
 *
 * It is no defence against code in the same process: whoever holds a Secret can reveal it.
 */
export class Secret<T = string> {
  readonly #value: T;
  #name: string | undefined;

  /** @param name What it prints as: `[secret name]`. `loadConfig` gives the setting's own. */
  constructor(value: T, name?: string) {
    this.#value = value;
    this.#name = name;
    // Private fields are invisible to `toEqual` and `deepStrictEqual`: without an own property any two would be equal.
    Object.defineProperty(this, "fingerprint", FINGERPRINT);
  }

  /** The value itself. Pass it straight to what needs it; what it is copied into is no longer protected. */
  reveal(): T {
    return this.#value;
  }

  /** Compares contents in a time that depends on their lengths only. A plain value is compared as if it were wrapped. */
  equals(other: Secret<T> | T): boolean {
    return sameContent(this.#value, isSecret(other) ? other.reveal() : other);
  }

  /**
   * A Secret of what `change` returns; the value is not revealed to the caller.
   *
   * @throws Error in place of what `change` throws, whose text may quote the value: `JSON.parse` does.
   */
  map<U>(change: (value: T) => U, name: string | undefined = this.#name): Secret<U> {
    try {
      return new Secret(change(this.#value), name);
    } catch (error) {
      throw failedChange(this, error);
    }
  }

  toString(): string {
    return this.#name === undefined ? "[secret]" : `[secret ${this.#name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return "Secret";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /**
   * @internal Names a Secret that zod has made without knowing for which setting. A name that it has is kept. Not called
   * `name`: that is the class's own, which test runners print.
   */
  static nameAs(secret: Secret<unknown>, name: string): void {
    secret.#name ??= name;
  }

  static is(value: unknown): value is Secret<unknown> {
    return typeof value === "object" && value !== null && #value in value;
  }
}

export function isSecret(value: unknown): value is Secret<unknown> {
  return Secret.is(value);
}

/** The value of a Secret, or what is none as it is: for code that hands values on to zod. */
export function revealed(value: unknown): unknown {
  return isSecret(value) ? value.reveal() : value;
}

/** Joins texts and Secrets to a `Secret`: `` secretText`Bearer ${token}` ``. */
export function secretText(texts: TemplateStringsArray, ...parts: readonly SecretPart[]): Secret {
  return joined(texts, parts, String);
}

/** As `secretText`, with each part URL-encoded: `` secretUrl`postgresql://${user}:${password}@${host}/app` ``. */
export function secretUrl(texts: TemplateStringsArray, ...parts: readonly SecretPart[]): Secret {
  return joined(texts, parts, (part) => encodeURIComponent(part.toWellFormed()));
}

function failedChange(secret: Secret<unknown>, thrown: unknown): Error {
  const cause = cleanCause(thrown);
  return new Error(`the function given to map() of ${secret.toString()} threw ${cause.name}`, { cause });
}

export type SecretPart = string | number | bigint | boolean | Secret | Secret<number> | Secret<bigint>;

function joined(texts: TemplateStringsArray, parts: readonly SecretPart[], encode: (part: string) => string) {
  const encoded = parts.map((part) => encode(String(revealed(part))));
  return new Secret(texts.reduce((text, next, index) => text + encoded[index - 1] + next));
}

const FINGERPRINT: PropertyDescriptor = {
  enumerable: true,
  configurable: false,
  get(this: Secret<unknown>) {
    return fingerprint(this.reveal());
  },
};

let processKey: Uint8Array | undefined;

/** Differs where contents differ, and tells nothing else: the key is random and never leaves this process. */
function fingerprint(value: unknown): string {
  processKey ??= globalThis.crypto.getRandomValues(new Uint8Array(32));
  return builtin("node:crypto")
    .createHmac("sha256", processKey)
    .update(contentOf(value))
    .digest("base64url")
    .slice(0, 16);
}
