import type { SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import type { Place, Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { SecretStore } from "./store.ts";

/** One place that values are asked of, in the order of `sources`. A third-party source is an object of this form. */
export interface Source {
  /** As people will see it: `env`, `.env`, `aws-secrets-manager`. */
  readonly name: string;
  /**
   * A setting or a group in this source's own spelling, `DATABASE_PASSWORD`; `undefined`: it can't be here. Pure, no I/O.
   */
  locate(place: Place): string | undefined;
  /**
   * Every name that a place may have here, if one name means one place: variables, arguments, files. Two places with one
   * name are then an error of the definition. Pure, no I/O.
   *
   * @default none: its names are not compared
   */
  readonly names?: ((place: Place) => readonly string[]) | undefined;
  /**
   * Answers for the settings that no earlier source had, and for the groups around them. A rejection counts as a failure of
   * every one of them.
   */
  read(wanted: readonly Place[], context: ReadContext): Promise<Reading>;
  /**
   * The same at once, where that is possible: what `loadConfigSync` needs.
   *
   * @default none: `loadConfigSync` refuses the source
   */
  readSync?(wanted: readonly Place[], context: ReadContext): Reading;
  /**
   * What an unknown name here means.
   *
   * - `warn`: a warning where it is near a setting's name.
   * - `refuse`: an error (`strict: true`).
   * - `shared`: nothing, as others keep their names here too.
   *
   * @default "warn"
   */
  readonly unknownNames?: "warn" | "refuse" | "shared" | undefined;
  /**
   * The paths of settings and groups that its options name, by option: `{ "env({ names })": ["database.url"] }`. One that the
   * schema doesn't have is an error of the definition.
   *
   * @default none: its options name no setting
   */
  readonly paths?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * What to do about a name that isn't known here, where the source knows more than that it may be taken out. Pure, no I/O.
   *
   * @default none: the report says what names there are
   */
  readonly unknownFix?: ((name: string) => string) | undefined;
  /**
   * Files and folders whose change may change its answers: a live configuration then looks at once.
   *
   * @default none: a live configuration sees changes when it polls
   */
  readonly watches?: readonly string[];
}

/** A source that can answer at once. */
export interface SyncSource extends Source {
  readSync(wanted: readonly Place[], context: ReadContext): Reading;
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
  /** A setting or group of which nothing is said isn't here. */
  readonly answers: readonly (Found | Failed | Present)[];
  /**
   * Names here that are no setting's, by `Unknown` or as they are spelled here: core finds typos in them, and a strict source
   * refuses them. A getter, if it costs something: most loads don't look.
   */
  readonly unknown?: readonly (Unknown | string)[];
  /** What is here under a place's own name, and counts as missing all the same. */
  readonly ignored?: readonly Ignored[];
  /** Where a part of a value is, where the source can say that: `["servers", "1", "port"]`. Only reports ask. */
  readonly locationIn?: ((path: readonly string[]) => string) | undefined;
  /**
   * Whether something else in the source refers to the value at a path, as an alias of YAML does to an anchor: then its name
   * isn't unknown. Only reports ask, and strict objects.
   */
  readonly isUsed?: ((path: readonly string[]) => boolean) | undefined;
  /** Why something isn't here, where the source knows more than that. A getter, if it costs something. */
  readonly missing?: readonly Missing[];
  /** What is odd about the source, or about one value in it, though it could be read. */
  readonly warnings?: readonly Warning[];
}

export interface Found {
  /**
   * A setting's path; a group's, whose settings then fill from the value (an object, or JSON text); or one inside a setting
   * that is a list or a record, with which the value of a later source is merged.
   */
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

/** A setting that is here too, though an earlier source had it: its value isn't read. `explain` shows it. */
export interface Present {
  readonly path: readonly string[];
  readonly origin: Origin;
}

/** A value that counts as missing. The report of the missing setting says so, or `explain` does. */
export interface Ignored {
  readonly path: readonly string[];
  readonly origin: Origin;
  /** To follow the origin: `is empty`. It quotes nothing. */
  readonly why: string;
  readonly fix?: string | undefined;
}

/** Reports say it of a setting that is missing in the end. */
export interface Missing {
  readonly path: readonly string[];
  /** A sentence with what to do: `prod/stripe has no apiKey: it has key`. It quotes nothing. */
  readonly why: string;
}

/** A name, in a source that is nested as the schema is, that no setting and no group has. */
export interface Unknown {
  /** Where it is in the source: `["database", "prot"]`. */
  readonly path: readonly string[];
  /** All that it holds: a strict or loose object of the schema is given it. */
  readonly value: unknown;
  readonly origin: Origin;
}
