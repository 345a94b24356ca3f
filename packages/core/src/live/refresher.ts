import { limited } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Definition } from "../load/definition.ts";
import { asError, type SourceError } from "../model/errors.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { isInstance } from "../util/tried.ts";
import { load } from "../load/load.ts";
import type { Loaded } from "../load/provenance.ts";
import type { VersionPolledStores, Look } from "./version-polled-store.ts";

/** What a look came to. */
export interface RefreshResult {
  readonly problems: readonly Problem[];
  /** Left out where the load failed. */
  readonly next?: Loaded;
}

export interface LookOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** `refresh` may have many callers. */
const FORCED_REFRESH_GAP_MS = 1_000;

/** Asks the stores for versions, then loads: unchanged secrets come out of the caches. */
export class Refresher {
  readonly #definition: Definition;
  readonly #stores: VersionPolledStores;
  readonly #options: LookOptions;
  readonly #closing: AbortSignal;
  #isRenewing = false;
  #notBeforeMs = -Infinity;

  constructor(
    definition: Definition,
    stores: VersionPolledStores,
    options: LookOptions,
    closing: AbortSignal,
  ) {
    this.#definition = definition;
    this.#stores = stores;
    this.#options = options;
    this.#closing = closing;
    this.#settle(true);
  }

  /** The next look reads what is there anew, whatever its store says of versions. */
  renew(origins: readonly Origin[]): void {
    for (const { location = "", version } of origins)
      for (const store of this.#stores.all()) store.invalidate(location, version);
    this.#isRenewing = true;
  }

  /** It doesn't reject. */
  async look(): Promise<RefreshResult> {
    await this.#pause();
    const startedMs = this.#options.clock.now();
    try {
      const looks = await this.#lookAtStores();
      if (this.#isRenewing || looks.some(({ isDue }) => isDue))
        this.#notBeforeMs = startedMs + FORCED_REFRESH_GAP_MS;
      this.#isRenewing = false;
      const { timeoutMs } = this.#options;
      const next = await load(this.#definition, {
        timeoutMs,
        signal: this.#closing,
        storeFor: this.#stores.storeFor,
      });
      this.#settle(true);
      return { next, problems: looks.flatMap(({ errors }) => errors.map(problemOf)) };
    } catch (error) {
      this.#settle(false);
      return {
        problems: isInstance(error, ConfigError) ? error.problems : [problemOf(asError(error, "the schema"))],
      };
    }
  }

  async #pause(): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#notBeforeMs - clock.now();
    if (waitMs > 0 && waitMs <= FORCED_REFRESH_GAP_MS)
      await clock.sleep(waitMs, this.#closing).catch(() => undefined);
  }

  /** All at once, within the time of one load. */
  async #lookAtStores(): Promise<readonly Look[]> {
    const { timeoutMs, clock } = this.#options;
    return limited({ ms: timeoutMs, signal: this.#closing, sleep: clock.sleep }, async (signal) => {
      const context = { signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
      return Promise.all(this.#stores.all().map(async (store) => store.look(context)));
    });
  }

  #settle(isComplete: boolean): void {
    for (const store of this.#stores.all()) store.settle(isComplete);
  }
}

function problemOf({ reason, message, store = "", ref }: SourceError): Problem {
  return {
    path: [],
    kind: "failed",
    reason,
    message,
    places: [{ source: store, ...(ref !== undefined && { location: ref }) }],
  };
}
