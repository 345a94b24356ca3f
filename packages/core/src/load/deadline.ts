import { LONGEST_TIMER_MS, unlessAborted } from "../util/abort.ts";
import { asError, isSourceError, SourceError } from "../model/errors.ts";
import { checkedReading } from "./check-reading.ts";
import { tried } from "../util/tried.ts";
import type { Place } from "../model/setting.ts";
import type { ReadContext, Reading, Source } from "../contract/source.ts";

/** How long a load may take, where its caller says nothing. */
export const DEFAULT_TIMEOUT_MS = 10_000;

const DEADLINE_GRACE_MS = 50;

export interface DeadlineOptions extends Pick<ReadContext, "settings" | "storeFor"> {
  readonly timeoutMs: number;
  /** The caller's. */
  readonly signal?: AbortSignal | undefined;
}

/** The time that a load has. A source that doesn't look at its signal is left behind; its late answer counts for nothing. */
export class Deadline {
  readonly #timeoutMs: number;
  readonly #caller: AbortSignal | undefined;
  readonly #context: ReadContext;
  readonly #onAbort = () => this.#end(this.#caller?.reason);
  #giveUp: (() => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor({ timeoutMs, signal: caller, settings, storeFor }: DeadlineOptions) {
    const signal = () => this.#signal();
    this.#timeoutMs = timeoutMs;
    this.#caller = caller;
    this.#context = {
      // On use: most sources need none, and it takes longer to make than a variable to read.
      get signal() {
        return signal();
      },
      deadlineMs: Date.now() + timeoutMs,
      settings,
      storeFor,
    };
    caller?.addEventListener("abort", this.#onAbort, { once: true });
  }

  async read(source: Source, wanted: readonly Place[]): Promise<Reading | SourceError> {
    try {
      if (this.#ended) return this.#lateReading(source, wanted);
      this.#timer ??= this.#start();
      const answer = await this.#inTime(source.read(wanted, this.#context));
      if (answer === undefined && this.#ended) return this.#error(source.name);
      return isSourceError(answer) ? answer : checkedReading(answer, source);
    } catch (error) {
      return this.#ended ? this.#error(source.name) : asError(error, source.name);
    }
  }

  #inTime<T>(reading: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve(undefined);
      Promise.resolve(reading).then(resolve, reject);
    });
  }

  #signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#ended) this.#controller.abort(this.#ended.reason);
    return this.#controller.signal;
  }

  #start(): ReturnType<typeof setTimeout> | undefined {
    if (this.#timeoutMs > LONGEST_TIMER_MS) return undefined;
    // A Worker has no timer while it loads its modules; nothing can wait there either.
    return tried(() => setTimeout(() => this.#end(timeoutReason()), this.#timeoutMs));
  }

  /** At the deadline a source that looks at its signal may still say what it was waiting for: throttled, say. */
  #end(reason: unknown): void {
    this.#ended ??= { reason };
    this.#controller?.abort(reason);
    this.#grace ??= setTimeout(() => this.#giveUp?.(), this.#caller?.aborted ? 0 : DEADLINE_GRACE_MS);
  }

  /** A check of the schema has no deadline, but the caller may give up waiting for it. */
  orGivenUp<T>(work: Promise<T>): Promise<T> {
    return this.#caller ? unlessAborted(this.#caller, () => work, throwReason) : work;
  }

  /** What needs no time may still answer when another source has used it up. */
  #lateReading(source: Source, wanted: readonly Place[]): Reading | SourceError {
    if (this.#caller?.aborted || !source.readSync) return this.#error(source.name);
    return checkedReading(source.readSync(wanted, this.#context), source);
  }

  #error(store: string): SourceError {
    if (this.#caller?.aborted)
      return new SourceError({ reason: "aborted", message: "aborted by the caller", store });
    return new SourceError({
      reason: "timeout",
      message: `${store} did not answer within ${this.#timeoutMs} ms`,
      store,
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#grace);
    this.#caller?.removeEventListener("abort", this.#onAbort);
  }
}

function throwReason(reason: unknown): never {
  throw reason;
}

function timeoutReason(): DOMException {
  return new DOMException("The load has run out of time", "TimeoutError");
}
