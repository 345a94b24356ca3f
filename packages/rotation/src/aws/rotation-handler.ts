import { knownOptions, machineClock, type WritableSecretStore } from "@confide/core/adapter";

import type { Issuer } from "../issuers/issuer.ts";
import { locked } from "../locks/locked.ts";
import type { HeldRotationLock, RotationLock } from "../locks/lock.ts";
import { operationOf } from "../pursue.ts";
import { isClean, RotationError, type RotationStep } from "../rotation-error.ts";
import { runOf } from "../run.ts";
import { LONGEST_GRACE_MS } from "../state/plausible.ts";
import { type RotationState, versionOf } from "../state/rotation-state.ts";
import { exactClock } from "../state/store-clock.ts";
import type { Operation } from "../steps/operation.ts";
import { DAY_MS } from "../time-units.ts";
import { finishLate, refused, SECRET_STEPS } from "./secret-steps.ts";

/** What AWS Secrets Manager sends to a rotation function, once for each step. */
export interface AwsRotationEvent {
  readonly Step: "createSecret" | "setSecret" | "testSecret" | "finishSecret" | (string & {});
  /** The secret's ARN. */
  readonly SecretId: string;
  /** The id of the version that is to come. */
  readonly ClientRequestToken: string;
}

export interface AwsRotationOptions {
  /** `awsSecretsManager()`: the region and credentials are the function's own. */
  readonly store: WritableSecretStore;
  /**
   * How long the old value stays good for `keyVerifier`, and until `endGrace` may revoke it. AWS has no step for that end:
   * run `endGrace` on a timer.
   *
   * @default 86_400_000, a day; 0 for an issuer whose target holds one credential
   */
  readonly graceMs?: number | undefined;
  /**
   * As for `rotate`: a longer grace is refused.
   *
   * @default 604_800_000, a week
   */
  readonly longestGraceMs?: number | undefined;
  /**
   * Needed for an issuer that changes its target in `create`, as for `rotate`: AWS may call a step again while the first
   * call still runs.
   *
   * @default none
   */
  readonly lock?: RotationLock | undefined;
}

/**
 * An issuer as the function that AWS calls when it rotates a secret itself. Every step may come twice, and does nothing
 * if it is done. `createSecret` first ends what an earlier rotation has left, and fails while a slot that it would
 * overwrite is in grace: AWS tries again later.
 *
 * @throws RangeError for a `graceMs` that is no whole number or longer than `longestGraceMs`
 *
 * @example
 * ```ts
 * import { awsSecretsManager } from "@confide/aws";
 * import { randomKey } from "@confide/rotation";
 * import { awsRotationHandler } from "@confide/rotation/aws";
 *
 * export const handler = awsRotationHandler(randomKey(), { store: awsSecretsManager() });
 * ```
 */
export function awsRotationHandler(
  issuer: Issuer,
  options: AwsRotationOptions,
): (event: AwsRotationEvent) => Promise<void> {
  const names = { store: true, graceMs: true, longestGraceMs: true, lock: true } as const;
  knownOptions("awsRotationHandler()", options, names);
  const { store, lock, longestGraceMs = LONGEST_GRACE_MS } = options;
  const { graceMs = issuer.credentials === "one" ? 0 : DAY_MS } = options;
  if (!Number.isSafeInteger(graceMs) || graceMs < 0 || graceMs > longestGraceMs)
    throw new RangeError("graceMs is a whole number of milliseconds, and at most longestGraceMs");
  return async (event) => {
    const { SecretId: name } = event;
    try {
      const done = await locked({ store, name, issuer, lock }, async (held) => {
        await oneStep(event, issuer, { store, graceMs, longestGraceMs, held });
        return {};
      });
      if (!done) throw lockTaken(event, store);
    } catch (cause) {
      throw failed(event, store, cause);
    }
  };
}

const STEPS: Readonly<Record<string, RotationStep>> = {
  createSecret: "create",
  setSecret: "apply",
  testSecret: "test",
  finishSecret: "promote",
};

/** Lambda logs what a function rejects with, and an issuer's error may quote the value. */
function failed({ Step, SecretId: name }: AwsRotationEvent, store: WritableSecretStore, cause: unknown) {
  if (isClean(cause)) return cause;
  const step = STEPS[Step] ?? "plan";
  return new RotationError({ step, name, store: store.name, message: `${step} failed for ${name}`, cause });
}

function lockTaken({ SecretId: name }: AwsRotationEvent, store: WritableSecretStore): RotationError {
  const message = `another rotator has the lock of ${name}`;
  return new RotationError({ step: "lock", name, store: store.name, message, fix: "let AWS try again" });
}

interface StepOptions {
  readonly store: WritableSecretStore;
  readonly graceMs: number;
  readonly longestGraceMs: number;
  readonly held: HeldRotationLock | undefined;
}

async function oneStep(
  { Step, SecretId: name, ClientRequestToken: token }: AwsRotationEvent,
  issuer: Issuer,
  { store, graceMs, longestGraceMs, held }: StepOptions,
): Promise<void> {
  // The clocks of AWS's own functions are right.
  const run = runOf({ store, name, longestGraceMs, time: exactClock(machineClock) }).under(held);
  const operation: Operation = {
    ...operationOf(run, { issuer }),
    // One call does one step, and AWS may have called it late.
    describeIfOld: async ({ progress }) => run.describe(progress),
  };
  const state = await run.describe();
  assertPending(token, state, operation);
  if (state.current === token) return finishLate(state, operation);
  const perform = SECRET_STEPS[Step];
  if (!perform) throw refused(operation, `AWS asked for a step that is none: ${Step.slice(0, 40)}`);
  await perform({ token, graceMs, state, operation });
}

/** Another's version must not be set anywhere: AWS names the one that it has marked itself. */
function assertPending(token: string, { description, current }: RotationState, operation: Operation): void {
  if (token === current || description.pending === token) return;
  const why = versionOf(description.versions, token)
    ? "is not the pending one"
    : "is none of the secret's versions";
  throw refused(operation, `the version that AWS asked for ${why}`);
}
