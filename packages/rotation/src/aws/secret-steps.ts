import type { IssuerValue } from "../issuers/issuer.ts";
import { performEffect, traitsOf } from "../pursue.ts";
import type { RotationError } from "../rotation-error.ts";
import { nextStep } from "../state/next-step.ts";
import type { Candidate } from "../state/progress.ts";
import type { RotationState } from "../state/rotation-state.ts";
import type { RotateIntent } from "../state/step.ts";
import { apply, overtaken, test } from "../steps/apply.ts";
import { createUnder, note } from "../steps/create.ts";
import { currentOf } from "../steps/current.ts";
import { handleOf } from "../steps/handle.ts";
import type { Operation } from "../steps/operation.ts";
import { finishPromotion, promote } from "../steps/promote.ts";

interface Asked {
  /** Of the version that is to come. */
  readonly token: string;
  readonly graceMs: number;
  readonly state: RotationState;
  readonly operation: Operation;
}

/** The steps in AWS's words: what each does of a rotation. */
export const SECRET_STEPS: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  createSecret,
  setSecret,
  testSecret,
  finishSecret,
};

/** It was promoted by a call before this one, which may have ended before its note. */
export async function finishLate(state: RotationState, operation: Operation): Promise<void> {
  const left = state.promoted.find(({ to }) => to === state.current);
  if (left) await finishPromotion({ do: "finishPromotion", note: left }, state, operation);
}

/** What an earlier rotation has left comes first, as for `rotate`. The note is written before anybody outside hears of the value. */
async function createSecret(asked: Asked): Promise<void> {
  const { token, state, operation } = asked;
  if (state.pending?.to === token && state.pending.isEnded !== true) return;
  const stored = await operation.calls.read(token);
  const made = stored ? await keptIn(asked, stored) : await madeIn(asked);
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
async function keptIn(
  { token: to, graceMs, state, operation }: Asked,
  value: IssuerValue,
): Promise<RotationState> {
  const { rotationId, current: base, pending } = state;
  const { issuer } = operation;
  const newHandle = handleOf(issuer, value);
  const isOther = issuer.credentials !== "two-slots" || newHandle === undefined;
  if (!isOther && newHandle === (await currentOf(state, operation).handle())) throw superseded(operation);
  const begun = { rotationId, base, to, attempt: pending?.attempt ?? 1, graceMs, newHandle };
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
  if (pending?.to !== to || pending.isEnded) throw superseded(operation);
  const value = await operation.calls.read(to);
  if (value) return { note: { ...pending, to }, value, done: ["note"] };
  throw refused(operation, `version ${to} has no value that can be read`);
}

function superseded({ refuse }: Operation): RotationError {
  const message = "another version became current since AWS began this rotation, or it was given up";
  const fix = "let AWS begin anew: aws secretsmanager cancel-rotate-secret, then rotate-secret";
  return refuse({ step: "plan", message, fix });
}

const always = () => true;
const never = () => false;

export function refused({ refuse }: Operation, message: string): RotationError {
  return refuse({ step: "plan", message });
}
