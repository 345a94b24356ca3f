import type { Clock } from "../clock.ts";
import type { SecretRecord, SecretStore } from "../store.ts";
import type { Entries } from "./entries.ts";
import type { Entry } from "./entry.ts";

/** What `readSecret` made of a record for the text of a ref. */
interface Taken<T> {
  readonly entry: Entry;
  readonly record: SecretRecord;
  readonly value: T;
}

/** Beyond it all are forgotten: texts that are made up as a program goes would else pile up. */
const MOST = 10_000;

const HELD = Symbol("confide.held");

/**
 * What was read of a cached store before, by the text that it was asked for with: no look at the text, no promise, no
 * allocation. It lasts as long as the record that it was taken from is fresh.
 */
export class Texts<T = unknown> {
  readonly #taken = new Map<string, Taken<T>>();
  readonly #reading = new Map<string, Promise<T>>();
  readonly #entries: Entries;
  readonly #clock: Clock;

  constructor(entries: Entries, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  get(text: string): T | undefined {
    const taken = this.#taken.get(text);
    if (!taken || taken.entry.record !== taken.record || !taken.entry.isFresh(this.#clock.now()))
      return undefined;
    taken.entry.wasRead = true;
    return taken.value;
  }

  /** One read for all who ask for a text at once: to wait for a promise takes a hundredth of what a read does. */
  share(text: string, read: () => Promise<T>): { readonly value: Promise<T>; readonly isOwn: boolean } {
    const under = this.#reading.get(text);
    if (under) return { value: under, isOwn: false };
    const value = read().finally(() => this.#reading.delete(text));
    this.#reading.set(text, value);
    return { value, isOwn: true };
  }

  /** @param key The `refKey` of what the text names. */
  keep(text: string, key: string, record: SecretRecord, value: T): void {
    const entry = this.#entries.get(key);
    if (entry?.record !== record) return;
    if (this.#taken.size >= MOST) this.#taken.clear();
    this.#taken.set(text, { entry, record, value });
  }
}

/** The texts of a store that `cached` made. */
export function textsOf<T>(store: SecretStore & { readonly [HELD]?: Texts }): Texts<T> | undefined {
  return store[HELD] as Texts<T> | undefined;
}

export function withTexts<S extends SecretStore>(store: S, texts: Texts): S {
  return Object.defineProperty(store, HELD, { value: texts });
}
