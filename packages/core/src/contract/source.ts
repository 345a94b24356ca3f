import type { Origin, SourceError } from "../model/errors.ts";
import type { Setting } from "../model/setting.ts";
import type { SecretStore } from "./store.ts";

/** One place that values are asked of, in the order of `sources`. A third-party source is an object of this form. */
export interface Source {
  /** As people will see it: `env`, `.env`, `aws-secrets-manager`. */
  readonly name: string;
  /** The setting in this source's own spelling, `DATABASE_PASSWORD`; `undefined`: it can't be here. Pure, no I/O. */
  locate(setting: Setting): string | undefined;
  /** Answers for the settings that no earlier source had. A rejection counts as a failure of every one of them. */
  read(wanted: readonly Setting[], context: ReadContext): Promise<Reading>;
  /** The same at once, where that is possible: what `loadConfigSync` needs. */
  readSync?(wanted: readonly Setting[], context: ReadContext): Reading;
  /**
   * What an unknown name here means. `tell` (the default): a warning where it is near a setting's name. `refuse`: an
   * error (`strict: true`). `shared`: nothing, others keep their names here too.
   */
  readonly unknownNames?: "tell" | "refuse" | "shared";
  /** Files and folders whose change may change its answers: a live configuration then looks at once. */
  readonly watches?: readonly string[];
}

/** A source that can answer at once. */
export interface SyncSource extends Source {
  readSync(wanted: readonly Setting[], context: ReadContext): Reading;
}

export interface ReadContext {
  /** Aborted at the deadline, and when the caller gives up. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  /** Every setting of the schema, also those that earlier sources had. */
  readonly settings: readonly Setting[];
  /**
   * What a source has to read in place of its store. A live configuration reads each store through a cache of its own, and
   * follows what was read there. Left out: the store itself.
   */
  readonly storeFor?: ((store: SecretStore) => SecretStore) | undefined;
}

export interface Reading {
  /** A setting (or group) that stands in neither form isn't here. */
  readonly answers: readonly (Found | Failed)[];
  /** Names held here that weren't asked for: core sees typos in them, and settings that an earlier source shadows. */
  readonly unclaimed?: readonly string[];
  /** Unknown names with their values, where they may be a strict or loose object's; read only if the schema has one. */
  readonly extras?: readonly Found[];
  /** What is odd about the source or about one value in it, though it could be read. */
  readonly notes?: readonly Note[];
}

export interface Found {
  /** A setting's path, or a group's, whose settings then fill from the value (an object, or JSON text). */
  readonly path: readonly string[];
  /** Text (decoded by the setting's kind), or a value that something else has parsed. */
  readonly value: unknown;
  readonly origin: Origin;
}

/** One denied secret doesn't hide nineteen others. */
export interface Failed {
  readonly path: readonly string[];
  readonly error: SourceError;
  readonly origin: Origin;
}

export interface Note {
  /**
   * `trap`: a value that reads otherwise than it looks (for a secret an error); `passed`: a failure that `optional()`
   * let pass; `absent`: a file that isn't there; `deprecated`: a name that goes out of use.
   */
  readonly kind: "trap" | "passed" | "absent" | "deprecated";
  /** The setting or group that it is about; left out: the whole source. */
  readonly path?: readonly string[];
  readonly message: string;
  readonly origin: Origin;
  readonly fix?: string;
}
