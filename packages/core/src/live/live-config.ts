import type { $ZodType, output } from "zod/v4/core";

import type { Clock } from "../clock.ts";
import { ConfigError } from "../config-error.ts";
import type { Definition } from "../define.ts";
import { asError, type Origin, type Problem, type StoreError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import { reloadConfig } from "../load.ts";
import { planOf } from "../schema.ts";
import { groupsOf, isWithin } from "../setting.ts";
import type { Source } from "../source.ts";
import { propertyOf } from "../validate.ts";
import { type Differences, differences, loadedIn, sameValue } from "./changes.ts";
import type { Change, Live } from "./live.ts";
import type { LiveStore, Look } from "./live-store.ts";
import { publishRefresh } from "./refresh-event.ts";
import { firstLookMs, nextLookMs } from "./schedule.ts";
import { FileWatch } from "./watch-files.ts";

export interface LiveOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal | undefined;
  readonly refreshOn: "SIGHUP" | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What makes it look. */
type Trigger = "poll" | "file" | "call" | "SIGHUP" | "authentication";

/** An editor, and Kubernetes too, does several things to a file in a row. */
const SETTLE_MS = 50;
const FORCED_GAP_MS = 1_000;

export class LiveConfig<S extends $ZodType> implements Live<output<S>> {
  current: output<S>;
  problems: readonly Problem[] = [];
  readonly #definition: Definition<S> & { readonly sources: readonly Source[] };
  readonly #stores: readonly LiveStore[];
  readonly #options: LiveOptions;
  readonly #listeners = new Listeners<[Change<output<S>>]>();
  readonly #closing = new AbortController();
  readonly #files: FileWatch | undefined;
  /** By name: a thousand requests that are refused together are one renewal. */
  readonly #renewals = new Map<string, Promise<void>>();
  #running: Promise<readonly Problem[]> | undefined;
  #next: Promise<readonly Problem[]> | undefined;
  #isRenewing = false;
  #settling = false;
  #notBeforeMs = -Infinity;

  constructor(
    definition: Definition<S> & { readonly sources: readonly Source[] },
    first: output<S>,
    stores: readonly LiveStore[],
    options: LiveOptions,
  ) {
    this.#definition = definition;
    this.#stores = stores;
    this.#options = options;
    this.current = first;
    for (const store of stores) store.settle(true);
    const paths = definition.sources.flatMap(({ watches = [] }) => watches);
    this.#files = paths.length > 0 ? new FileWatch(paths, () => void this.#fileChanged()) : undefined;
    if (options.refreshOn) globalThis.process.on(options.refreshOn, this.#onSignal);
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted) void this.close();
    else void this.#poll();
  }

  readonly #onSignal = () => void this.#look("SIGHUP");
  readonly #onAbort = () => void this.close();

  readonly onChange: Live<output<S>>["onChange"] = (listener) => this.#listeners.add(listener);

  readonly refresh = (): Promise<readonly Problem[]> => this.#look("call");

  readonly close = async (): Promise<void> => {
    this.#closing.abort();
    this.#files?.close();
    const { refreshOn, signal } = this.#options;
    if (refreshOn) globalThis.process.off(refreshOn, this.#onSignal);
    signal?.removeEventListener("abort", this.#onAbort);
    await this.#running;
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * For a value that was refused by whoever it is for: reads it anew, whatever the store says of its version, unless
   * another is here already.
   */
  async renew(name: string, refused: unknown): Promise<void> {
    await this.#running;
    if (!sameValue(refused, this.valueOf(name))) return;
    const renewal =
      this.#renewals.get(name) ?? this.#renewNow(name).finally(() => this.#renewals.delete(name));
    this.#renewals.set(name, renewal);
    await renewal;
  }

  async #renewNow(name: string): Promise<void> {
    for (const { location = "", version } of this.#originsOf(name))
      for (const store of this.#stores) store.invalidate(location, version);
    this.#isRenewing = true;
    await this.#look("authentication");
  }

  /** The value of a setting or a group, by its name. */
  valueOf(name: string): unknown {
    return this.#pathOf(name).reduce(propertyOf, this.current);
  }

  /** @throws TypeError where the schema has no such setting or group. */
  #pathOf(name: string): readonly string[] {
    const { settings } = planOf(this.#definition.schema);
    const found = [...settings, ...groupsOf(settings)].find((each) => each.name === name);
    if (found) return found.path;
    throw new TypeError(`${name} is no setting or group of the schema`);
  }

  #originsOf(name: string): readonly Origin[] {
    const path = this.#pathOf(name);
    const { resolution } = loadedIn(this.current) ?? {};
    const within = planOf(this.#definition.schema).settings.filter((setting) => isWithin(setting.path, path));
    return within.flatMap((setting) => resolution?.values.get(setting.name)?.origin ?? []);
  }

  async #poll(): Promise<void> {
    const { clock, everyMs } = this.#options;
    const { signal } = this.#closing;
    let dueMs = firstLookMs(clock.now(), everyMs, Math.random);
    while (!signal.aborted) {
      await clock.sleep(dueMs - clock.now(), signal).catch(() => undefined);
      if (!signal.aborted) await this.#look("poll");
      dueMs = nextLookMs(dueMs, clock.now(), everyMs, Math.random);
    }
  }

  async #fileChanged(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    await this.#options.clock.sleep(SETTLE_MS, this.#closing.signal).catch(() => undefined);
    this.#settling = false;
    await this.#look("file");
  }

  /** One look at a time, and one more for all who ask meanwhile: the one under way may have seen the world before them. */
  #look(trigger: Trigger): Promise<readonly Problem[]> {
    if (this.#closing.signal.aborted) return Promise.resolve(this.problems);
    if (!this.#running) {
      this.#running = this.#lookNow(trigger).finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#look(trigger);
    });
    return this.#next;
  }

  async #lookNow(trigger: Trigger): Promise<readonly Problem[]> {
    await this.#pause();
    const startedMs = performance.now();
    const { problems, next } = await this.#outcome();
    if (this.#closing.signal.aborted) return this.problems;
    const found = next && differences(this.current, next.config);
    const { current: previous } = this;
    this.problems = Object.freeze(problems);
    if (next && found && (found.changed.size > 0 || found.isMoved)) this.current = next.config;
    const { current } = this;
    const { changed = NONE } = found ?? {};
    publishRefresh({ trigger, durationMs: performance.now() - startedMs, problems, changed, current });
    if (changed.size > 0) this.#listeners.tell({ current, previous, changed });
    return problems;
  }

  #settle(isComplete: boolean): void {
    for (const store of this.#stores) store.settle(isComplete);
  }

  /** Not more often than once a second, where stores are asked for values: whoever calls `refresh` may be many. */
  async #pause(): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#notBeforeMs - clock.now();
    if (waitMs > 0 && waitMs <= FORCED_GAP_MS)
      await clock.sleep(waitMs, this.#closing.signal).catch(() => undefined);
  }

  async #outcome(): Promise<Outcome<S>> {
    const { timeoutMs, clock } = this.#options;
    const { signal } = this.#closing;
    this.#files?.arm();
    const startedMs = clock.now();
    try {
      const looks = await lookAt(this.#stores, this.#options, signal);
      if (this.#isRenewing || looks.some(({ isDue }) => isDue)) this.#notBeforeMs = startedMs + FORCED_GAP_MS;
      this.#isRenewing = false;
      const config = await reloadConfig(this.#definition, { timeoutMs, signal });
      this.#settle(true);
      return { next: { config }, problems: looks.flatMap(({ errors }) => errors.map(problemOf)) };
    } catch (error) {
      this.#settle(false);
      return {
        problems: error instanceof ConfigError ? error.problems : [problemOf(asError(error, "the schema"))],
      };
    }
  }
}

interface Outcome<S extends $ZodType> {
  readonly problems: readonly Problem[];
  /** Left out where the load failed. */
  readonly next?: { readonly config: output<S> };
}

const NONE: Differences["changed"] = new Map();

/** All stores at once, within the time of one load. */
async function lookAt(
  stores: readonly LiveStore[],
  { timeoutMs, clock }: LiveOptions,
  closing: AbortSignal,
): Promise<readonly Look[]> {
  const [over, late] = [new AbortController(), new AbortController()];
  const abort = () => late.abort();
  closing.addEventListener("abort", abort, { once: true });
  clock.sleep(timeoutMs, over.signal).then(abort, () => undefined);
  const context = { signal: late.signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
  try {
    return await Promise.all(stores.map(async (store) => store.look(context)));
  } finally {
    over.abort();
    closing.removeEventListener("abort", abort);
  }
}

function problemOf({ reason, message, store = "", ref }: StoreError): Problem {
  return {
    path: [],
    kind: "failed",
    reason,
    message,
    looked: [{ source: store, ...(ref !== undefined && { location: ref }) }],
  };
}
