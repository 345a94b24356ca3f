import type { Clock } from "@confide/core";
import type { WritableSecretStore } from "@confide/core/adapter";

import type { AskStoreTime } from "./state/store-clock.ts";

/** Which secret is rotated, and whose time its graces go by: the same for who rotates it and who verifies its keys. */
export interface RotatedSecretOptions {
  readonly store: WritableSecretStore;
  /** The secret's, in the store; `prod/app#apiKey` for one property of a JSON secret, whose others stay as they are. */
  readonly name: string;
  /**
   * Local time and sleeps. A grace goes by the store's clock.
   *
   * @default machineClock
   */
  readonly clock?: Clock | undefined;
  /**
   * Asks for the store's own time: `serverDate(url)`.
   *
   * @default none: the time is learnt from the times of versions
   */
  readonly askTime?: AskStoreTime | undefined;
  /**
   * How far clocks may be apart while nothing better is known.
   *
   * @default 3_600_000, an hour
   */
  readonly skewMs?: number | undefined;
  /**
   * A note of a longer grace counts as none, so that who can write notes can't keep an old value good: the longest that
   * you ask for, in `rotate` and in `keyVerifier`.
   *
   * @default 604_800_000, a week
   */
  readonly longestGraceMs?: number | undefined;
}
