import type { OptionNames } from "../util/known-options.ts";

export interface FromStoreOptions {
  /**
   * Which secret fills what: `{ database: "prod/database", "stripe.apiKey": "prod/stripe#apiKey" }`. A group takes a
   * JSON secret. One text says that one JSON secret fills the whole configuration. A setting marked `secret()` that
   * is nowhere here is looked for under its own path, `stripe.apiKey` under `stripe/api-key`.
   *
   * @default {}
   */
  readonly refs?: string | Readonly<Record<string, string>>;
  /**
   * Before the names that follow from paths (not before `refs`): `prod/`.
   *
   * @default ""
   */
  readonly prefix?: string;
  /**
   * Asks also for settings that aren't marked `secret()`, by the names that follow from their paths: where a store keeps plain
   * settings too, as Parameter Store does.
   *
   * @default false
   */
  readonly plainSettings?: boolean;
  /**
   * What people see in reports.
   *
   * @default the store's own `name`
   */
  readonly name?: string;
  /**
   * How long one call may take, in milliseconds.
   *
   * @default none: as long as the load lets it
   */
  readonly timeoutMs?: number;
}

export const FROM_STORE_OPTIONS: OptionNames<FromStoreOptions> = {
  refs: true,
  prefix: true,
  plainSettings: true,
  name: true,
  timeoutMs: true,
};
