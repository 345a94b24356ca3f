import type { Secret } from "@confide/core";

export type IssuerValue = Secret<string | Uint8Array>;

/**
 * Where credentials come from, and where they go. Every function may be called again after a crash, with the same
 * `rotationId`. What it throws is shown by its name and code only; an `IssuerError` is quoted.
 */
export interface Issuer {
  /** As events show it. */
  readonly name: string;
  /**
   * How many credentials the target can hold at one time. `two-slots`: two, one of which is in use. `one`: the old one
   * ends when the new one is set.
   */
  readonly credentials: "many" | "two-slots" | "one";
  /**
   * Two at once would break each other, since `create` itself changes the target: a rotation then needs a lock.
   *
   * @default false
   */
  readonly exclusive?: boolean | undefined;
  /** A new value. It is stored before `apply` sees it, so that no credential is in use that nobody has kept. */
  readonly create: (step: IssuerCreateStep) => Promise<IssuerValue>;
  /**
   * Makes the target take the value. Repeating it is no error.
   *
   * @default none: the step is skipped
   */
  readonly apply?: ((step: IssuerApplyStep) => Promise<void>) | undefined;
  /**
   * Uses the value as a reader would; it is made current only when this resolves.
   *
   * @default none: the value is made current untried
   */
  readonly test?: ((step: IssuerTestStep) => Promise<void>) | undefined;
  /**
   * Ends a credential. Repeating it is no error.
   *
   * @default none: the old version is only retired in the store
   */
  readonly revoke?: ((step: IssuerRevokeStep) => Promise<void>) | undefined;
  /**
   * Where the target itself makes credentials in `create`: the handles of those that it has made for a rotation, so that
   * those of which a crash lost the value are ended. An exclusive issuer may list others that nobody uses; what is current
   * is never among those that are ended.
   *
   * @default none: nothing is looked for
   */
  readonly listCreated?: ListCreated | undefined;
  /**
   * What a credential is called without being it: a user, a key's id. At most 60 characters; no part of the value.
   *
   * @default none: the steps have no handle
   */
  readonly handleOf?: ((value: IssuerValue) => string) | undefined;
  /**
   * Whether two values hold the same credential, where they may differ in what is no part of it: spaces, an address. It is asked
   * where there is no handle, and may throw where a value is of another form.
   *
   * @default their bytes are compared
   */
  readonly isSameCredential?: ((one: IssuerValue, other: IssuerValue) => boolean) | undefined;
}

type ListCreated = (
  rotationId: string,
  context: { readonly signal: AbortSignal },
) => Promise<readonly string[]>;

interface IssuerStep {
  readonly rotationId: string;
  readonly name: string;
  /** Aborted when the time of the call is over: nobody waits for its result any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface IssuerCreateStep extends IssuerStep {
  /** What is current. Read on use. */
  readonly current: () => Promise<IssuerValue>;
  /** What `handleOf` says of it, if the last rotation has noted that. */
  readonly currentHandle: () => Promise<string | undefined>;
  /** The same whenever this value is asked for again, as after a crash: for a vendor that then repeats its first answer. */
  readonly idempotencyKey: string;
}

export interface IssuerTestStep extends IssuerStep {
  readonly version: string;
  readonly value: IssuerValue;
}

export interface IssuerApplyStep extends IssuerTestStep {
  readonly current: () => Promise<IssuerValue>;
  /** A run before this one may have set the value already. */
  readonly isRepeated?: boolean | undefined;
  /** Rejects where this rotation was overtaken: to be called last, under whatever keeps others out of the target. */
  readonly mustGoOn: () => Promise<void>;
}

export interface IssuerRevokeStep extends IssuerStep {
  readonly version: string | undefined;
  /** Left out where the issuer has no `handleOf`. */
  readonly handle: string | undefined;
  /** `undefined` where the store has it no more. */
  readonly value: () => Promise<IssuerValue | undefined>;
  /** As of `apply`: rejects where the credential is in use again, as a slot is that the next rotation has taken. */
  readonly mustGoOn: () => Promise<void>;
}
