import { type Secret } from "@confide/core";
import { machineClock, SourceError, type WritableSecretStore } from "@confide/core/adapter";

import { callsOn, type Calls } from "./calls.ts";
import { handleOf } from "./handle.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { isSameCredential } from "./new-value.ts";
import { LONGEST_GRACE_MS, LONGEST_SINCE_MS } from "./plausible.ts";
import { noteOf } from "./record.ts";
import { isClean, RotationError, type RotationStep } from "./rotation-error.ts";
import { type Situation, situationOf, versionOf } from "./situation.ts";
import { storeTime } from "./store-time.ts";
import { DAY_MS } from "./time-units.ts";
import { uuidOf } from "./uuid.ts";

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
}

/**
 * An issuer as the function that AWS calls when it rotates a secret itself. Every step may come twice, and does nothing
 * if it is done.
 *
 * @throws RangeError for a `graceMs` that is no whole number or longer than `longestGraceMs`
 *
 * @example
 * ```ts
 * import { awsSecretsManager } from "@confide/aws";
 * import { awsRotationHandler, randomKey } from "@confide/rotation";
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
  }: AwsRotationOptions,
): (event: AwsRotationEvent) => Promise<void> {
  if (!Number.isSafeInteger(graceMs) || graceMs < 0 || graceMs > longestGraceMs)
    throw new RangeError("graceMs is a whole number of milliseconds, and at most longestGraceMs");
  const options = { store, graceMs, longestGraceMs };
  return async (event) => {
    try {
      await oneStep(event, issuer, options);
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

interface StepOptions {
  readonly store: WritableSecretStore;
  readonly graceMs: number;
  readonly longestGraceMs: number;
}

async function oneStep(
  { Step, SecretId: name, ClientRequestToken: token }: AwsRotationEvent,
  issuer: Issuer,
  { store, graceMs, longestGraceMs }: StepOptions,
): Promise<void> {
  const clock = machineClock;
  const time = storeTime({ clock, skewMs: 3_600_000 });
  const { signal } = new AbortController();
  const calls = callsOn({ store, name, clock, time, signal, timeoutMs: 10_000 });
  const description = await calls.describe();
  const { current = "" } = description;
  const steps = {
    store,
    issuer,
    name,
    token,
    graceMs,
    calls,
    situation: situationOf(description, current, { longestGraceMs, latestMs: time.latestMs() }),
  };
  mustBePending(steps);
  if (current === token) return; // done before
  switch (Step) {
    case "createSecret":
      return createSecret(steps);
    case "setSecret":
      return setSecret(steps);
    case "testSecret":
      return issuer.test?.({ ...stepOf(steps), value: await pendingOf(steps) });
    case "finishSecret":
      return finishSecret(steps);
    default:
      throw refused(steps, `AWS asked for a step that is none: ${Step.slice(0, 40)}`);
  }
}

interface Steps {
  readonly store: WritableSecretStore;
  readonly issuer: Issuer;
  readonly name: string;
  readonly token: string;
  readonly graceMs: number;
  readonly calls: Calls;
  readonly situation: Situation;
}

/** Another's version must not be set anywhere: AWS names the one that it has marked itself. */
function mustBePending(steps: Steps): void {
  const { token, situation } = steps;
  const { description, current } = situation;
  if (token === current || description.pending === token) return;
  const why = versionOf(description.versions, token)
    ? "is not the pending one"
    : "is none of the secret's versions";
  throw refused(steps, `the version that AWS asked for ${why}`);
}

async function createSecret(steps: Steps): Promise<void> {
  const { issuer, calls, token, name } = steps;
  // AWS marks the version before it has a value.
  if (await calls.read(token)) return;
  const current = async () => mustRead(steps, steps.situation.current);
  const currentHandle = async () => issuer.handleOf && handleOf(issuer, await current());
  const value = await issuer.create({ rotationId: rotationIdOf(steps), name, current, currentHandle });
  if (isSameCredential(value, await current(), issuer))
    throw refused(steps, `${issuer.name} made no new credential, but the current one`);
  await calls.put(value, token, steps.situation.current);
}

async function setSecret(steps: Steps): Promise<void> {
  const { issuer, situation } = steps;
  const value = await pendingOf(steps);
  const step = stepOf(steps);
  if (
    issuer.test &&
    (await issuer.test({ ...step, value }).then(
      () => true,
      () => false,
    ))
  )
    return;
  const mustGoOn = async (): Promise<void> => {
    const { current } = await steps.calls.describe();
    if (current === situation.current) return;
    throw new SourceError({ reason: "conflict", message: `another version of ${steps.name} became current` });
  };
  await issuer.apply?.({ ...step, value, current: async () => mustRead(steps, situation.current), mustGoOn });
}

/** The note comes first: a verifier that sees the new version then knows that the old one is in its grace. */
async function finishSecret(steps: Steps): Promise<void> {
  const { calls, token, graceMs, issuer, situation } = steps;
  const rotationId = rotationIdOf(steps);
  const handles = issuer.handleOf && {
    oldHandle: handleOf(issuer, await mustRead(steps, situation.current)),
    newHandle: handleOf(issuer, await pendingOf(steps)),
  };
  const record = { rotationId, base: situation.current, to: token, attempt: 1, graceMs, ...handles };
  await calls.annotate(noteOf(record));
  await calls.promote(token, situation.current);
  const ageMs =
    Date.now() - (versionOf(situation.description.versions, token)?.createdAt?.getTime() ?? Date.now());
  // The clocks of AWS's own functions are right; a second is for the version's time, which is cut.
  const endsAfterMs = Math.min(Math.max(0, Math.ceil(ageMs)) + 1_000, LONGEST_SINCE_MS) + graceMs;
  await calls.annotate(noteOf({ ...record, endsAfterMs, endsAtMs: Date.now() + graceMs }));
}

/** As `rotate` would call it, so that either goes on with what the other has begun to end. */
function rotationIdOf({ store, name, situation }: Steps): string {
  return uuidOf("rotation", "", store.name, name, situation.current);
}

function stepOf(steps: Steps) {
  return { rotationId: rotationIdOf(steps), name: steps.name, version: steps.token };
}

async function pendingOf(steps: Steps): Promise<IssuerValue> {
  return mustRead(steps, steps.token);
}

async function mustRead(steps: Steps, version: string): Promise<Secret<string | Uint8Array>> {
  const value = await steps.calls.read(version);
  if (value) return value;
  throw refused(steps, `version ${version} has no value that can be read`);
}

function refused({ name, store }: Steps, message: string): RotationError {
  return new RotationError({ step: "plan", name, store: store.name, message });
}
