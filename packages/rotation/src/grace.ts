import { knownOptions, type OptionNames, type WritableSecretStore } from "@confide/core/adapter";

import type { Issuer } from "./issuers/issuer.ts";
import { LONGEST_GRACE_MS } from "./state/plausible.ts";
import { RotationError } from "./rotation-error.ts";

export interface GraceOptions {
  /** How long the old value stays good after the new one is current. `0` ends it at once. */
  readonly graceMs: number;
  /**
   * How old a value may be that a reader still uses: its cache's time, and how long it goes on when the store is away.
   *
   * @default 630_000, what `cached()` keeps
   */
  readonly readerMaxAgeMs?: number | undefined;
  /**
   * How long the store takes until all readers get a new version.
   *
   * @default what is known of the store: 60_000 for most, three hours for Google Secret Manager
   */
  readonly propagationMs?: number | undefined;
  /**
   * The longest that a reader of notes accepts.
   *
   * @default 604_800_000, a week
   */
  readonly longestGraceMs?: number | undefined;
}

const GRACE_OPTIONS: OptionNames<GraceOptions> = {
  graceMs: true,
  readerMaxAgeMs: true,
  propagationMs: true,
  longestGraceMs: true,
};

/** How old a value is at most that `cached()` serves by default: for 330 s as it is, and as long again while it reads anew. */
const DEFAULT_READER_MAX_AGE_MS = 630_000;

/**
 * How long a new version may take to be everywhere. Google says that `latest` takes minutes and may take hours; the
 * others promise less than they do, so a minute is for their replicas.
 */
const PROPAGATION_MS: Readonly<Record<string, number>> = {
  "local-store": 0,
  "memory-store": 0,
  "aws-secrets-manager": 60_000,
  "aws-parameter-store": 60_000,
  "azure-key-vault": 60_000,
  vault: 60_000,
  "google-secret-manager": 3 * 3_600_000,
};
const UNKNOWN_PROPAGATION_MS = 60_000;

/**
 * The shortest grace in which every reader gets the new value before the old one ends.
 *
 * @param kind the store's name, as `store.name`
 *
 * @example
 * ```ts
 * import { shortestGraceMs } from "@confide/rotation";
 *
 * console.log(shortestGraceMs("aws-secrets-manager", { readerMaxAgeMs: 60_000 })); // 120000
 * ```
 */
export function shortestGraceMs(kind: string, given?: Omit<GraceOptions, "graceMs">): number {
  const options: Omit<GraceOptions, "graceMs"> = knownOptions("shortestGraceMs()", given, GRACE_OPTIONS);
  const { readerMaxAgeMs = DEFAULT_READER_MAX_AGE_MS, propagationMs } = options;
  return readerMaxAgeMs + (propagationMs ?? PROPAGATION_MS[kind] ?? UNKNOWN_PROPAGATION_MS);
}

/** @throws RotationError where the grace can't be kept, or is so short that a reader would be left behind */
export function checkGrace(
  store: WritableSecretStore,
  name: string,
  issuer: Issuer,
  options: GraceOptions,
): void {
  const refuse = (message: string, fix: string) =>
    new RotationError({ step: "plan", name, store: store.name, message, fix });
  const { graceMs } = options;
  if (!Number.isSafeInteger(graceMs) || graceMs < 0)
    throw refuse("graceMs is no whole number of milliseconds", "pass one, or 0 to end the old value at once");
  if (graceMs === 0) return;
  const { longestGraceMs = LONGEST_GRACE_MS } = options;
  if (graceMs > longestGraceMs)
    throw refuse(
      `a grace of ${graceMs} ms is longer than longestGraceMs, which is ${longestGraceMs}`,
      "pass a longer longestGraceMs here, and the same to keyVerifier, endGrace, rotationStatus and abortRotation, which go by no longer one",
    );
  if (issuer.credentials === "one")
    throw refuse(
      `${issuer.name} can hold one credential only, so that the old one ends when the new one is set and a grace period is impossible`,
      "pass graceMs: 0, or use an issuer with two credentials, as postgresPassword with two users",
    );
  const shortestMs = shortestGraceMs(store.name, options);
  if (graceMs < shortestMs)
    throw refuse(
      `a grace of ${graceMs} ms is too short: readers may hold a value for ${options.readerMaxAgeMs ?? DEFAULT_READER_MAX_AGE_MS} ms, and ${store.name} may take ${shortestMs - (options.readerMaxAgeMs ?? DEFAULT_READER_MAX_AGE_MS)} ms to show a new one`,
      `pass graceMs of at least ${shortestMs}, or readerMaxAgeMs and propagationMs as they are for you`,
    );
}
