import { Secret } from "@confide/core/adapter";

import type { Matchers } from "../matcher/matcher.ts";
import { compile, type Named } from "./compile.ts";
import type { FormatMatcher } from "../matcher/format-matcher.ts";
import { safeLabel } from "../matcher/label.ts";
import { layered, type Layered } from "../matcher/layers.ts";
import { leavesOf } from "./leaves.ts";
import { isFindable } from "./derived-values.ts";
import { isShort } from "./short.ts";

/** Where the time is taken from; a part of core's clock. */
export interface Clock {
  now(): number;
}

export interface KnownSecretsOptions {
  readonly formats: FormatMatcher | undefined;
  readonly keepOldMs: number;
  readonly clock: Clock;
  readonly onWarning: (warning: string) => void;
}

interface Entry extends Named {
  /** Epoch milliseconds; until then it is looked for although it isn't in use any more. */
  untilMs?: number;
}

/** The values that are looked for: each under what it belongs to, so that a new version of it takes the old one's place. */
export class KnownSecrets {
  readonly #options: KnownSecretsOptions;
  readonly #entries = new Map<string, Entry[]>();
  /** What is in no layer yet. */
  #fresh: Entry[] = [];
  #layers: Layer[] = [];
  #matchers: Layered | undefined;
  /** How often all has been looked at since something was added. */
  #looks = 0;
  #nextEndMs = Infinity;

  constructor(options: KnownSecretsOptions) {
    this.#options = options;
  }

  /** @param secrets All that belongs to `owner` now. What belonged to it before stays for a while. */
  replace(owner: string, secrets: readonly Named[]): void {
    const before = this.#entries.get(owner) ?? [];
    const old = before.filter((entry) => !secrets.some(({ value }) => sameValue(value, entry.value)));
    const untilMs = this.#options.clock.now() + this.#options.keepOldMs;
    for (const entry of old) entry.untilMs ??= untilMs;
    if (old.length > 0) this.#nextEndMs = Math.min(this.#nextEndMs, untilMs);
    const now = secrets.map((secret) => ({ ...secret }));
    this.#entries.set(owner, [...now, ...old]);
    const isKnown = ({ value, label }: Named) =>
      before.some((entry) => entry.label === label && sameValue(value, entry.value));
    this.#fresh.push(...now.filter((entry) => !isKnown(entry)));
    for (const secret of secrets) this.#warn(secret);
    // Made anew on use: a cache that is followed tells all its records at once, one after the other.
    this.#matchers = undefined;
  }

  get isEmpty(): boolean {
    return [...this.#entries.values()].every((entries) => entries.length === 0);
  }

  matchers(): Layered {
    if (this.#nextEndMs < Infinity && this.#options.clock.now() >= this.#nextEndMs) this.#drop();
    // To make one of all takes as long as some looks through several: it is made where it is looked at more than added.
    if (this.#layers.length > 1 && ++this.#looks > this.#size) this.#rebuild();
    this.#matchers ??= this.#grown();
    return this.#matchers;
  }

  get #size(): number {
    return this.#layers.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  #rebuild(): void {
    this.#fresh = [...this.#entries.values()].flat();
    this.#layers = [];
    this.#matchers = undefined;
  }

  /** A new layer takes in those before it that aren't larger: each value is made anew no more often than sizes double. */
  #grown(): Layered {
    this.#looks = 0;
    let entries: readonly Named[] = this.#fresh;
    this.#fresh = [];
    if (entries.length === 0 && this.#layers.length > 0)
      return layered(this.#layers.map(({ matchers }) => matchers));
    for (
      let last = this.#layers.at(-1);
      last && last.entries.length <= entries.length;
      last = this.#layers.at(-1)
    ) {
      entries = [...last.entries, ...entries];
      this.#layers.pop();
    }
    const layer = this.#layer(entries);
    if (this.#layers.some((each) => clash(each, layer))) {
      this.#rebuild();
      return this.#grown();
    }
    this.#layers.push(layer);
    return layered(this.#layers.map(({ matchers }) => matchers));
  }

  #layer(entries: readonly Named[]): Layer {
    const labels = new Set(entries.map(({ label }) => safeLabel(label)));
    return { entries, matchers: this.#compile(entries), labels: [...labels].join("\n") };
  }

  /** One value that can't be taken apart must not cost all the others: it is looked for as a whole. */
  #compile(entries: readonly Named[]): Matchers {
    const { onWarning } = this.#options;
    // Once is enough.
    const formats = this.#layers.length === 0 ? this.#options.formats : undefined;
    try {
      return compile(entries, formats);
    } catch {
      const fitting = entries.flatMap((entry) => {
        if (compiles(entry)) return [entry];
        onWarning(
          `${entry.label} can't be taken apart: it is looked for as a whole, and its leaves one by one`,
        );
        return wholesOf(entry);
      });
      return compile(fitting, formats);
    }
  }

  #drop(): void {
    const nowMs = this.#options.clock.now();
    this.#nextEndMs = Infinity;
    for (const [owner, entries] of this.#entries) {
      const kept = entries.filter(({ untilMs = Infinity }) => untilMs > nowMs);
      this.#entries.set(owner, kept);
      for (const { untilMs = Infinity } of kept) this.#nextEndMs = Math.min(this.#nextEndMs, untilMs);
    }
    this.#rebuild();
  }

  #warn({ value, label }: Named): void {
    const text = textOf(value);
    if (text === undefined || !isShort(text)) return;
    const where = isFindable(text) ? "only taken out where it stands as a word of its own" : "not looked for";
    this.#options.onWarning(`${label} is short or a common word: it is ${where}`);
  }
}

interface Layer {
  readonly entries: readonly Named[];
  readonly matchers: Matchers;
  /** What is in the values' places, a line each. */
  readonly labels: string;
}

/** A label in which a value of another layer would be found gives way, as within one. */
function clash(a: Layer, b: Layer): boolean {
  return a.matchers.text.holdsValue(b.labels) || b.matchers.text.holdsValue(a.labels);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const isPlain = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  return isPlain ? String(value) : undefined;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.from(a).equals(b);
  return a === b || isSameContent(a, b);
}

/** As core compares: by content where a class's can be read, else only the same object is the same. */
function isSameContent(a: unknown, b: unknown): boolean {
  try {
    return new Secret(a).equals(b);
  } catch {
    return false; // nested too deep
  }
}

function compiles(entry: Named): boolean {
  try {
    compile([entry], undefined);
    return true;
  } catch {
    return false;
  }
}

function wholesOf({ value, label }: Named): readonly Named[] {
  return leavesOf(value)
    .map((leaf) => ({ value: leaf, label, whole: true }))
    .filter(compiles);
}
