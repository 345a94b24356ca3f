import { machineClock, type WritableSecretStore } from "@confide/core/adapter";

import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import { locked } from "../locks/locked.ts";
import type { HeldRotationLock, RotationLock } from "../locks/lock.ts";
import { operationOf, performEffect, traitsOf } from "../pursue.ts";
import { isClean, RotationError, type RotationStep } from "../rotation-error.ts";
import { runOf } from "../run.ts";
import { nextStep } from "../state/next-step.ts";
import { LONGEST_GRACE_MS } from "../state/plausible.ts";
import type { Candidate } from "../state/progress.ts";
import { type RotationState, versionOf } from "../state/rotation-state.ts";
import type { RotateIntent } from "../state/step.ts";
import { exactClock } from "../state/store-clock.ts";
import { apply, overtaken, test } from "../steps/apply.ts";
import { createUnder, note } from "../steps/create.ts";
import { handleOf } from "../steps/handle.ts";
import type { Operation } from "../steps/operation.ts";
import { finishPromotion, promote } from "../steps/promote.ts";
import { DAY_MS } from "../time-units.ts";

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
  {
    store,
    graceMs = issuer.credentials === "one" ? 0 : DAY_MS,
    longestGraceMs = LONGEST_GRACE_MS,
    lock,
  }: AwsRotationOptions,
): (event: AwsRotationEvent) => Promise<void> {
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
  const perform = PERFORMS[Step];
  if (!perform) throw refused(operation, `AWS asked for a step that is none: ${Step.slice(0, 40)}`);
  await perform({ token, graceMs, state, operation });
}

interface Asked {
  /** Of the version that is to come. */
  readonly token: string;
  readonly graceMs: number;
  readonly state: RotationState;
  readonly operation: Operation;
}

const PERFORMS: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  createSecret,
  setSecret,
  testSecret,
  finishSecret,
};

/** Another's version must not be set anywhere: AWS names the one that it has marked itself. */
function assertPending(token: string, { description, current }: RotationState, operation: Operation): void {
  if (token === current || description.pending === token) return;
  const why = versionOf(description.versions, token)
    ? "is not the pending one"
    : "is none of the secret's versions";
  throw refused(operation, `the version that AWS asked for ${why}`);
}

/** It was promoted by a call before this one, which may have ended before its note. */
async function finishLate(state: RotationState, operation: Operation): Promise<void> {
  const left = state.promoted.find(({ to }) => to === state.current);
  if (left) await finishPromotion({ do: "finishPromotion", note: left }, state, operation);
}

/** What an earlier rotation has left comes first, as for `rotate`. The note is written before anybody outside hears of the value. */
async function createSecret(asked: Asked): Promise<void> {
  const { token, state, operation } = asked;
  if (state.pending?.to === token && state.pending.isEnded !== true) return;
  const stored = await operation.calls.read(token);
  const made = stored ? keptIn(asked, stored) : await madeIn(asked);
  const { candidate } = made.progress;
  if (candidate) await note({ do: "note", candidate, forget: [] }, made, operation);
}

async function madeIn({ token, graceMs, state, operation }: Asked): Promise<RotationState> {
  const intent: RotateIntent = {
    verb: "rotate",
    graceMs,
    duringGrace: true,
    issuer: traitsOf(operation.issuer),
  };
  // AWS's own version is not one that waits to be adopted.
  let now = operation.after(state, { progress: { foreign: token } });
  for (;;) {
    const step = nextStep<"rotate">(now, intent, operation.time.range());
    if (step.do === "refuse") throw operation.refuse({ ...step, step: "plan" });
    if (step.do === "create") return createUnder(token, step.note, now, operation);
    // AWS began this one anew, under another version: nobody goes on with the one before.
    if (step.do === "resume")
      now = await performEffect({ ...step, do: "discardPending", isAborted: true }, now, operation);
    else if (step.do !== "done") now = await performEffect(step, now, operation);
    else if (now.progress.finished) now = operation.after(now, { progress: { finished: undefined } });
    else throw overtaken(operation);
  }
}

/** A call before this one has stored it, and ended before its note. AWS marks a version before it has a value. */
function keptIn({ token: to, graceMs, state, operation }: Asked, value: IssuerValue): RotationState {
  const { rotationId, current: base, pending } = state;
  const begun = {
    rotationId,
    base,
    to,
    attempt: pending?.attempt ?? 1,
    graceMs,
    newHandle: handleOf(operation.issuer, value),
  };
  return operation.after(state, { progress: { candidate: { note: begun, value, done: [] } } });
}

async function setSecret(asked: Asked): Promise<void> {
  const { state, operation } = asked;
  const candidate = await candidateIn(asked);
  // Set by a call before this one, which AWS repeats.
  const isSet =
    operation.issuer.test && (await test({ do: "test", candidate }, state, operation).then(always, never));
  if (isSet !== true) await apply({ do: "apply", candidate }, state, operation);
}

async function testSecret(asked: Asked): Promise<void> {
  await test({ do: "test", candidate: await candidateIn(asked) }, asked.state, asked.operation);
}

async function finishSecret(asked: Asked): Promise<void> {
  const { state, operation } = asked;
  const candidate = await candidateIn(asked);
  const ready = operation.after(state, { progress: { candidate } });
  const promoted = await promote({ do: "promote", note: candidate.note }, ready, operation);
  await finishPromotion({ do: "finishPromotion", note: candidate.note }, promoted, operation);
}

/** @throws RotationError where another version became current since, or the rotation was given up: its value fits no more */
async function candidateIn({ token: to, state, operation }: Asked): Promise<Candidate> {
  const { pending } = state;
  if (pending?.to !== to || pending.isEnded) {
    const message = "another version became current since AWS began this rotation, or it was given up";
    const fix = "let AWS begin anew: aws secretsmanager cancel-rotate-secret, then rotate-secret";
    throw operation.refuse({ step: "plan", message, fix });
  }
  const value = await operation.calls.read(to);
  if (value) return { note: { ...pending, to }, value, done: ["note"] };
  throw refused(operation, `version ${to} has no value that can be read`);
}

const always = () => true;
const never = () => false;

function refused({ refuse }: Operation, message: string): RotationError {
  return refuse({ step: "plan", message });
}
