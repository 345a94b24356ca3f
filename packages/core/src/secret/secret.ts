import type { RevealEvent } from "../model/audit-event.ts";
import { type Channel, channelOf } from "../util/channel.ts";
import { identityOf, sameContent } from "./canonical-text.ts";
import type { Origin } from "../model/problem.ts";
import { cleanCause } from "../model/clean-cause.ts";
import { fingerprint, withFingerprint } from "./fingerprint.ts";
import { isPlainObject } from "../util/safe-json.ts";

let valueIn: <T>(secret: Secret<T>) => T;
/** Kept here, so that a reveal with nobody listening costs one look at it. */
let reveals: Channel | undefined;

/**
 * A value that nothing prints: not string conversion, JSON, `console`, `inspect` with any option, `structuredClone`,
 * an error, or a test runner's diff. `reveal()` is the only way out, so one search for it finds every use.
 *
 * It is no defence against code in the same process: any code that holds a Secret can reveal it.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 *
 * const token = new Secret("not-a-real-token", "token");
 * console.log({ token }); // { token: [secret token] }
 * const headers = { authorization: `Bearer ${token.reveal()}` };
 * ```
 */
export class Secret<T = string> {
  readonly #value: T;
  #name: string | undefined;
  #origin: Origin | undefined;

  /** @param name What it prints as: `[secret name]`. `loadConfig` gives the setting's own. */
  constructor(value: T, name?: string) {
    this.#value = value;
    this.#name = name;
    // Private fields are invisible to `toEqual` and `deepStrictEqual`: without an own property any two would be equal.
    Object.defineProperty(this, "fingerprint", FINGERPRINT);
    // Another reveal() can't take the place of its own. A subclass has its fields still to come.
    if (new.target === Secret) Object.freeze(this);
  }

  /**
   * The value itself. Pass it straight to what needs it; what it is copied into is no longer protected. Each call is an
   * event on the channel `confide:reveal`.
   *
   * @param purpose What it is for, as the audit shall say: `redaction`.
   * @throws TypeError on a copy or a proxy of a Secret, which doesn't have the value.
   */
  reveal(purpose?: string): T {
    checkOwn(this, "reveal");
    if ((reveals ??= channelOf("confide:reveal")).hasSubscribers) this.#tellReveal(reveals, purpose);
    return this.#value;
  }

  #tellReveal(channel: Channel, purpose: string | undefined): void {
    const { source, location, version } = this.#origin ?? {};
    const event: RevealEvent = {
      event: "reveal",
      time: new Date().toISOString(),
      setting: this.#name,
      store: source,
      ref: location,
      version,
      purpose,
      outcome: "ok",
    };
    channel.publish(Object.freeze(withFingerprint(event, this.#value)));
  }

  /** Compares contents in a time that depends on their lengths only. A plain value is compared as if it were wrapped. */
  equals(other: Secret<T> | T): boolean {
    checkOwn(this, "equals");
    return sameContent(this.#value, isSecret(other) ? other.#value : other);
  }

  /**
   * A Secret of what `change` returns; the value is not revealed to the caller.
   *
   * @throws Error in place of what `change` throws, whose text may quote the value: `JSON.parse` does.
   * @throws TypeError where `change` returns a promise: the value would be in its rejection, which Node prints.
   */
  map<U>(change: (value: T) => U, name?: string): Secret<U> {
    checkOwn(this, "map");
    const changed = new Secret(this.#changed(change), name ?? this.#name);
    changed.#origin = this.#origin;
    return changed;
  }

  #changed<U>(change: (value: T) => U): U {
    let [changed, isPromise] = [undefined as U, false];
    try {
      changed = change(this.#value);
      isPromise = holdsPromise(changed);
    } catch (error) {
      throw failedChange(this, error);
    }
    if (isPromise) throw new TypeError(promiseRefusal(this));
    return changed;
  }

  // A copy has the methods and not the value; a logger that prints one is no place to throw.
  toString(): string {
    return isSecret(this) && this.#name !== undefined ? `[secret ${this.#name}]` : "[secret]";
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
   * @internal Says for which setting a Secret is that zod has made, and where its value stood. What it knows is kept. Not
   * called `name`: that is the class's own, which test runners print.
   */
  static nameAs(secret: Secret<unknown>, name: string, origin?: Origin): void {
    secret.#name ??= name;
    secret.#origin ??= origin;
  }

  static is(value: unknown): value is Secret<unknown> {
    return typeof value === "object" && value !== null && #value in value;
  }

  static {
    valueIn = (secret) => secret.#value;
  }
}

/**
 * The value, for core's own work on it, which is no use that an audit tells of. It leaves this package by no export, so
 * that for everybody else `reveal()` stays the only way.
 */
export function peek<T>(secret: Secret<T>): T {
  return valueIn(secret);
}

export function isSecret(value: unknown): value is Secret<unknown> {
  return Secret.is(value);
}

/** The value of a Secret, or what is none as it is: for code that hands values on to zod. */
export function revealed(value: unknown): unknown {
  return isSecret(value) ? peek(value) : value;
}

function checkOwn(secret: unknown, method: string): void {
  if (isSecret(secret)) return;
  throw new TypeError(
    `${method}() was called on a copy or a proxy of a Secret, which doesn't have its value: call it on the Secret itself`,
  );
}

function failedChange(secret: Secret<unknown>, thrown: unknown): Error {
  const cause = cleanCause(thrown);
  return new Error(`the function given to map() of ${secret.toString()} threw ${cause.name}`, { cause });
}

function promiseRefusal(secret: Secret<unknown>): string {
  return (
    `the function given to map() of ${secret.toString()} returned a promise. ` +
    "Await what it needs first, or wrap the result: new Secret(await …)"
  );
}

/** Also a list or an object of promises. Nobody will see them, and a rejection of theirs must not be printed. */
export function holdsPromise(value: unknown): boolean {
  const isPlain = Array.isArray(value) || isPlainObject(value);
  const parts: readonly unknown[] = isPlain ? Object.values(value) : [];
  const promises = [value, ...parts].filter(isThenable);
  for (const promise of promises) if (promise instanceof Promise) promise.catch(() => undefined);
  return promises.length > 0;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return Object(value) === value && typeof Reflect.get(value as object, "then") === "function";
}

const FINGERPRINT: PropertyDescriptor = {
  enumerable: true,
  configurable: false,
  // A copy of a Secret has this getter and not the value: it is like itself only.
  get(this: unknown) {
    const holder = Object(this) as object;
    return fingerprint(isSecret(this) ? peek(this) : identityOf(holder), undefined, holder);
  },
};
