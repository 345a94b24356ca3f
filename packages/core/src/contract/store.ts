import type { SourceError } from "../model/errors.ts";
import type { SecretRef } from "../model/ref.ts";
import type { Secret } from "../secret/secret.ts";

/**
 * Where secrets are kept. An adapter implements this and nothing else.
 *
 * One call is one attempt: core owns retries, the deadline, concurrency, batching and the cache. A failure is a
 * `SourceError`, whose message and cause hold no value, token or key.
 */
export interface SecretStore {
  /** As people see it: `aws-secrets-manager`. */
  readonly name: string;
  readonly limits: {
    /** How many calls of `get` and `getMany` may be under way at once. */
    readonly concurrency: number;
    /**
     * How many refs one `getMany` takes at most.
     *
     * @default all of them
     */
    readonly batch?: number | undefined;
  };
  /**
   * What joins a path's words to a name where no ref is given: `-` where a slash is refused.
   *
   * @default "/"
   */
  readonly separator?: "/" | "-";
  /**
   * Reads one secret.
   *
   * @throws SourceError `not-found` where there is no such secret or version
   */
  get(ref: SecretRef, context: CallContext): Promise<SecretRecord>;
  /**
   * Reads several secrets in one call, for a vendor that can. It returns one outcome for each ref, in their order, and rejects
   * only where it could ask for no ref at all. A single ref is read by `get`.
   *
   * @default none: `get` is called for each ref
   */
  getMany?(refs: readonly SecretRef[], context: CallContext): Promise<readonly Outcome<SecretRecord>[]>;
  /**
   * The version that a ref would bring now, without its value: how a live configuration sees a change. `undefined`:
   * this isn't known.
   *
   * @default none: `describe` is asked where the store has it, and else the secret is read
   */
  currentVersion?(ref: SecretRef, context: CallContext): Promise<string | undefined>;
  /**
   * A reader says that what it was given doesn't work any more: the next `get` asks the vendor, also where the store itself
   * holds the secret, as a lease.
   *
   * @default none: the store holds nothing
   */
  forget?(ref: SecretRef): void;
  /**
   * The store's own time in epoch milliseconds, by its last answer: never later than it is there, and at most a second and the
   * answer's way here earlier. It asks nothing. `undefined`: no answer has told it yet.
   *
   * @default none: the store tells no time
   */
  readonly now?: () => number | undefined;
  /**
   * The least that these needs ask for, in the vendor's own form.
   *
   * @default none: `policiesOf` leaves the store out
   */
  policy?(needs: readonly Need[]): Policy;
  /**
   * Ends leases, renewals and connections.
   *
   * @default none: there is nothing to end
   */
  close?(): Promise<void>;
}

export interface CallContext {
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  /** 1 for the first try. */
  readonly attempt: number;
}

export type Outcome<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly error: SourceError; readonly value?: never };

export interface SecretRecord {
  readonly value: Secret<string | Uint8Array>;
  /** A concrete one, never `latest`. */
  readonly version: string;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  readonly lease?: Lease;
  /** Stages or aliases that this version has: `AWSCURRENT`. */
  readonly labels?: readonly string[];
}

/** A secret that was made for this reader, and ends. */
export interface Lease {
  readonly id: string;
  readonly durationMs: number;
  readonly renewable: boolean;
}

export interface Need {
  readonly ref: SecretRef;
  /** `verify`: to read a secret's versions and what rotation has noted beside them, and to write nothing. */
  readonly can: "read" | "verify" | "rotate";
}

export interface Policy {
  readonly format: "json" | "hcl" | "shell";
  readonly text: string;
}

/** What rotation needs on top. Every method rejects with a `SourceError`. */
export interface WritableSecretStore extends SecretStore {
  readonly writes: {
    /** What guards a change against another writer. */
    readonly cas: "version" | "etag" | "none";
    /** How a value is kept that readers don't see yet. */
    readonly pending: "stage" | "alias" | "sibling";
    /** What becomes of a version that is no longer wanted. */
    readonly retire: "label" | "disable" | "destroy";
  };
  /**
   * How many characters a note may have, where one other than `A-Za-z0-9 _.:/+@-` may count as three.
   *
   * @default any number
   */
  readonly longestNote?: number | undefined;
  /**
   * The one spelling of a name that may be spelt in several ways, as an ARN is: what two processes call the same secret by.
   *
   * @default none: each name is spelt in one way
   */
  canonicalName?(name: string): string;
  /** @throws SourceError `not-found` where there is no such secret. */
  describe(name: string, context: CallContext): Promise<SecretDescription>;
  /** Keeps a value as a new version; creates the secret. The same key and value again is the same version. */
  put(
    name: string,
    value: Secret<string | Uint8Array>,
    options: PutOptions,
    context: CallContext,
  ): Promise<{ readonly version: string }>;
  /** Makes a version current. Repeating it is no error; another current version than expected is a `conflict`. */
  promote(name: string, version: string, options: PromoteOptions, context: CallContext): Promise<void>;
  /** Sets notes beside the secret (`null` takes one away); they hold no value and stay when versions change. */
  annotate(
    name: string,
    patch: Readonly<Record<string, string | null>>,
    options: { readonly expect?: string },
    context: CallContext,
  ): Promise<void>;
  /** Takes a version that is not current out of use. Repeating it is no error. */
  retire(name: string, version: string, context: CallContext): Promise<void>;
  /** Names that begin with the prefix. */
  list(prefix: string, context: CallContext): Promise<readonly string[]>;
  /** Deletes the secret as far as the vendor lets it. */
  delete(name: string, context: CallContext): Promise<void>;
}

export interface PutOptions {
  /** A UUID that stays the same when the call is repeated. */
  readonly idempotencyKey: string;
  /** `current`: readers see it at once. `pending`: only `?version=` and `promote` reach it. */
  readonly stage: "current" | "pending";
  /**
   * The version that must be current, `none` for a secret that must not exist; otherwise a `conflict`.
   *
   * @default undefined: any version may be current
   */
  readonly expect?: string;
}

export interface PromoteOptions {
  readonly expectCurrent: string;
}

/** What is known of a secret without reading its value. */
export interface SecretDescription {
  readonly name: string;
  readonly current?: string;
  readonly pending?: string;
  readonly versions: readonly VersionDescription[];
  readonly annotations: Readonly<Record<string, string>>;
  /** For `annotate`'s `expect`, where the store guards that. */
  readonly etag?: string;
}

export interface VersionDescription {
  readonly version: string;
  readonly state: "enabled" | "disabled" | "destroyed";
  readonly labels: readonly string[];
  readonly createdAt?: Date;
}
