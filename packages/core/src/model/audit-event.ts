import type { SourceErrorReason } from "./errors.ts";

/** How what an event tells of ended: well, or why not. */
export type AuditOutcome = "ok" | "missing" | "invalid" | SourceErrorReason;

/** What is published on `confide:load`, `confide:read` and so on: who asked for which secret, and never a value. */
export type AuditEvent = LoadEvent | ReadEvent | RevealEvent | RefreshEvent | RotateEvent | PolicyEvent;

/** A secret and its place. What isn't known is left out. */
interface Audited {
  /** The store's kind, or the name of the source where it stood in none: `aws-secrets-manager`, `env`. */
  readonly store?: string | undefined;
  /** In that place's own spelling: `prod/database#password`, `DATABASE_PASSWORD`. */
  readonly ref?: string | undefined;
  readonly version?: string | undefined;
  readonly outcome: AuditOutcome;
  /** The same for the same value, as long as the key is: a random one a process, unless `auditFile` is given one. */
  readonly fingerprint?: string;
}

interface Moment {
  /** ISO 8601. */
  readonly time: string;
  readonly outcome: AuditOutcome;
}

export interface AuditedSetting extends Audited {
  readonly setting: string;
}

/** A configuration was loaded, or was not: then its settings are those that were wrong. */
export interface LoadEvent extends Moment {
  readonly event: "load";
  readonly durationMs: number;
  readonly settings: readonly AuditedSetting[];
}

/** A store was asked for one secret. */
export interface ReadEvent extends Audited, Moment {
  readonly event: "read";
  /** What it is for: settings or groups. */
  readonly settings: readonly string[];
  readonly durationMs: number;
}

/** `reveal()` gave a value out. */
export interface RevealEvent extends Audited, Moment {
  readonly event: "reveal";
  /** What the Secret prints as. */
  readonly setting?: string | undefined;
  /** The reason that `reveal` was given: `redaction`. */
  readonly purpose?: string | undefined;
}

/** A live configuration looked for changes. Its settings are those that changed, or that were wrong. */
export interface RefreshEvent extends Moment {
  readonly event: "refresh";
  readonly durationMs: number;
  /** What made it look: a poll, a signal, a changed file, a call. */
  readonly trigger?: string;
  readonly settings: readonly (AuditedSetting & { readonly previousVersion?: string | undefined })[];
}

/** One step of a rotation. */
export interface RotateEvent extends Audited, Moment {
  readonly event: "rotate";
  readonly settings?: readonly string[] | undefined;
  readonly rotationId: string;
  readonly step: string;
  readonly previousVersion?: string | undefined;
  readonly durationMs?: number;
}

/** A policy was written for a store. */
export interface PolicyEvent extends Moment {
  readonly event: "policy";
  readonly store: string;
  readonly refs: readonly string[];
}
