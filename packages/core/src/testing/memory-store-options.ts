import type { WritableSecretStore } from "../contract/store.ts";
import type { Clock } from "../util/clock.ts";

export interface MemoryStoreOptions {
  /**
   * Its `name`.
   *
   * @default "memory-store"
   */
  readonly kind?: string | undefined;
  /** @default { concurrency: 10, batch: 20 } */
  readonly limits?: WritableSecretStore["limits"] | undefined;
  /**
   * How late each call answers.
   *
   * @default 0
   */
  readonly delayMs?: number | undefined;
  /**
   * Its own time: what `now` tells, and dates its versions.
   *
   * @default the machine's
   */
  readonly clock?: Pick<Clock, "now"> | undefined;
}
