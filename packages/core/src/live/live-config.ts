import type { $ZodType, output } from "zod/v4/core";

import type { Definition } from "../load/definition.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { Listeners } from "../util/listeners.ts";
import type { Loaded } from "../load/provenance.ts";
import { planOf } from "../schema/plan.ts";
import { groupsOf, isWithin } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";
import { propertyOf } from "../util/objects.ts";
import { keptAlive } from "../util/kept-alive.ts";
import { type Differences, differences, sameValue } from "./changes.ts";
import type { Change, Live, ValueAt, WithFreshOptions } from "./live.ts";
import type { VersionPolledStores } from "./version-polled-store.ts";
import { type LookOptions, Refresher } from "./refresher.ts";
import { publishRefresh } from "./refresh-event.ts";
import { firstLookMs, nextLookMs } from "./schedule.ts";
import { withFresh } from "./with-fresh.ts";
import { FileWatch } from "./watch-files.ts";

export interface LiveOptions extends LookOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal | undefined;
  readonly refreshOn: "SIGHUP" | undefined;
}

/** What makes it look. */
type Trigger = "poll" | "file" | "call" | "SIGHUP" | "authentication";

/** An editor, and Kubernetes too, does several things to a file in a row. */
const SETTLE_MS = 50;

export class LiveConfig<S extends $ZodType> implements Live<output<S>> {
  current: output<S>;
  problems: readonly Problem[] = [];
  readonly #definition: Definition<S> & { readonly sources: readonly Source[] };
  readonly #looks: Refresher;
  readonly #options: LiveOptions;
  readonly #listeners = new Listeners<[Change<output<S>>]>();
  readonly #closing = new AbortController();
  readonly #files: FileWatch | undefined;
  /** By name: a thousand requests that are refused together are one renewal. */
  readonly #renewals = new Map<string, Promise<void>>();
  #loaded: Loaded;
  #running: Promise<readonly Problem[]> | undefined;
  #next: Promise<readonly Problem[]> | undefined;
  #settling = false;

  constructor(
    definition: Definition<S> & { readonly sources: readonly Source[] },
    first: Loaded,
    stores: VersionPolledStores,
    options: LiveOptions,
  ) {
    this.#definition = definition;
    this.#looks = new Refresher(definition, stores, options, this.#closing.signal);
    this.#options = options;
    this.#loaded = first;
    this.current = first.config as output<S>;
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

  readonly refresh = (): Promise<readonly Problem[]> => keptAlive(this.#look("call"));

  withFresh<const P extends string, R>(
    path: P,
    use: (value: ValueAt<output<S>, P>) => R | Promise<R>,
    options?: WithFreshOptions,
  ): Promise<R> {
    return withFresh(this, path, use, options);
  }

  readonly close = async (): Promise<void> => {
    this.#closing.abort();
    this.#files?.close();
    const { refreshOn, signal } = this.#options;
    if (refreshOn) globalThis.process.off(refreshOn, this.#onSignal);
    signal?.removeEventListener("abort", this.#onAbort);
    if (this.#running) await keptAlive(this.#running);
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * For a value that its service refused: reads it anew, whatever the store says of its version, unless
   * another is here already.
   */
  renew(name: string, refused: unknown): Promise<void> {
    return keptAlive(this.#renewOnce(name, refused));
  }

  async #renewOnce(name: string, refused: unknown): Promise<void> {
    await this.#running;
    if (!sameValue(refused, this.valueOf(name))) return;
    const renewal =
      this.#renewals.get(name) ?? this.#renewNow(name).finally(() => this.#renewals.delete(name));
    this.#renewals.set(name, renewal);
    await renewal;
  }

  async #renewNow(name: string): Promise<void> {
    this.#looks.renew(this.#originsOf(name));
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
    const { origins } = this.#loaded.provenance;
    const within = planOf(this.#definition.schema).settings.filter((setting) => isWithin(setting.path, path));
    return within.flatMap((setting) => origins.get(setting.name) ?? []);
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
    const startedMs = performance.now();
    this.#files?.arm();
    const { problems, next } = await this.#looks.look();
    if (this.#closing.signal.aborted) return this.problems;
    const found = next && differences(this.#loaded, next);
    const { current: previous } = this;
    this.problems = Object.freeze(problems);
    if (next && found && (found.changed.size > 0 || found.isMoved)) {
      this.#loaded = next;
      this.current = next.config as output<S>;
    }
    const { current } = this;
    const { changed = NONE } = found ?? {};
    publishRefresh({
      trigger,
      durationMs: performance.now() - startedMs,
      problems,
      changed,
      loaded: this.#loaded,
    });
    if (changed.size > 0) this.#listeners.tell({ current, previous, changed });
    return problems;
  }
}

const NONE: Differences["changed"] = new Map();
