import type { SecretStore, WritableSecretStore } from "../contract/store.ts";

/** A way in which a read fails, that a fixture can bring about. */
export type Trouble =
  | "denied"
  | "unauthenticated"
  | "disabled"
  | "destroyed"
  | "throttled"
  | "unavailable"
  | "malformed"
  /** Something else answers in the vendor's place: a proxy with a 404 in HTML. */
  | "stranger"
  | "hanging";

/** A store with the means to fill it and to trouble it. */
export interface StoreFixture {
  readonly store: SecretStore | WritableSecretStore;
  /** Keeps a value under a name, as a new version if there is one already; gives the version. */
  readonly seed: (name: string, value: string | Uint8Array) => Promise<string>;
  /** Makes reads of this name (or, where the counterpart can't tell names apart, of all) fail that way. */
  readonly trouble: (name: string, trouble: Trouble) => Promise<void>;
  /**
   * What must never show: tokens, keys. Values that are seeded never may in any case.
   *
   * @default []
   */
  readonly hidden?: readonly string[];
  /** @default none: there is nothing to end */
  close?(): Promise<void>;
}

/** One rule of the contract. */
export type Case = (fixture: StoreFixture) => Promise<void>;
