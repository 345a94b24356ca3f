import { asError, StoreError } from "./errors.ts";
import { checkedReading } from "./reading.ts";
import type { Ask } from "./resolve.ts";
import type { Setting } from "./setting.ts";
import type { ReadContext, Reading } from "./source.ts";

const GRACE_MS = 50;

/** What a timer can hold; one for longer goes off at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The time that a load has. A source that doesn't look at its signal is left behind; its late answer counts for nothing. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #endMs: number;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = () => this.#controller.abort(this.#caller?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number, caller?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#endMs = Date.now() + timeoutMs;
    this.#caller = caller;
    caller?.addEventListener("abort", this.#onAbort, { once: true });
  }

  async read({ source, wanted }: Ask, settings: readonly Setting[]): Promise<Reading | StoreError> {
    const { signal } = this.#controller;
    const context = { signal, deadlineMs: this.#endMs, settings };
    const ended = Promise.withResolvers<StoreError>();
    let grace: ReturnType<typeof setTimeout> | undefined;
    // At the deadline a source that looks at its signal may still say what it was waiting for: throttled, say.
    const end = () => {
      grace = setTimeout(() => ended.resolve(this.#error(source.name)), this.#caller?.aborted ? 0 : GRACE_MS);
    };
    signal.addEventListener("abort", end, { once: true });
    try {
      if (signal.aborted) return this.#late({ source, wanted }, context);
      this.#timer ??= this.#start();
      const answer = await Promise.race([source.read(wanted, context), ended.promise]);
      return answer instanceof StoreError ? answer : checkedReading(answer, source);
    } catch (error) {
      return signal.aborted ? this.#error(source.name) : asError(error, source.name);
    } finally {
      clearTimeout(grace);
      signal.removeEventListener("abort", end);
    }
  }

  #start(): ReturnType<typeof setTimeout> | undefined {
    if (this.#timeoutMs > LONGEST_MS) return undefined;
    return setTimeout(() => this.#controller.abort(timeoutReason()), this.#timeoutMs);
  }

  /** A check of the schema has no deadline, but the caller may give up waiting for it. */
  async orGivenUp<T>(work: T | Promise<T>): Promise<T> {
    const signal = this.#caller;
    if (!signal || !(work instanceof Promise)) return work;
    const givenUp = Promise.withResolvers<never>();
    const end = () => givenUp.reject(signal.reason as Error);
    signal.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([work, givenUp.promise]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  /** What needs no time may still answer when another source has used it up. */
  #late({ source, wanted }: Ask, context: ReadContext): Reading | StoreError {
    if (this.#caller?.aborted || !source.readSync) return this.#error(source.name);
    return checkedReading(source.readSync(wanted, context), source);
  }

  #error(store: string): StoreError {
    if (this.#caller?.aborted)
      return new StoreError({ reason: "aborted", message: "aborted by the caller", store });
    return new StoreError({
      reason: "timeout",
      message: `${store} did not answer within ${this.#timeoutMs} ms`,
      store,
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#onAbort);
  }
}

function timeoutReason(): DOMException {
  return new DOMException("The load has run out of time", "TimeoutError");
}
