import type { SecretDescription } from "@confide/core/adapter";

import type { RotationNote, StartedNote } from "./note.ts";
import { endedGraces, inGrace, rotated, underWay } from "./outcomes.ts";
import { LONGEST_WAIT_MS } from "./plausible.ts";
import type { Candidate } from "./progress.ts";
import { type Grace, madeMs, pendingVersionIn, type RotationState, versionOf } from "./rotation-state.ts";
import { isOver, runningGraces } from "./running-graces.ts";
import type { TimeRange } from "./store-clock.ts";
import type {
  AbortIntent,
  Done,
  Effect,
  EndGraceIntent,
  Intents,
  IssuerTraits,
  Refusal,
  RotateIfDueIntent,
  RotateIntent,
  Step,
  Verb,
} from "./step.ts";

type Machine = {
  readonly [V in Verb]: (state: RotationState, intent: Intents[V], now: TimeRange) => Step<V>;
};

const machine: Machine = {
  rotate: nextOfRotate,
  rotateIfDue: nextIfDue,
  endGrace: nextOfEndGrace,
  abort: nextOfAbort,
};

/** The whole machine: what is to be done next in a state. It looks at nothing else, and changes nothing. */
export function nextStep<V extends Verb>(state: RotationState, intent: Intents[V], now: TimeRange): Step<V> {
  return machine[intent.verb as V](state, intent, now);
}

type RotateWishes = Omit<RotateIntent, "verb">;

function nextOfRotate(state: RotationState, intent: RotateWishes, now: TimeRange): Step<"rotate"> {
  const { finished, began } = state.progress;
  const leftover = leftoverOf(state, intent.graceMs);
  if (leftover) return leftover;
  if (finished) return endingOf(state, finished.note, intent.issuer) ?? done(rotated(finished));
  const unreadable = unreadableIn(state);
  if (unreadable) return unreadable;
  // Another version became current meanwhile: one call begins no second rotation.
  if (state.current !== began) return done(underWay(state, now));
  const ending = nextEnding(state, overIn(state, now), intent.issuer);
  if (ending) return ending;
  const [running] = runningGraces(state, now);
  if (running && !intent.duringGrace) return done(inGrace(running, state));
  if (running && intent.issuer.credentials !== "many") return slotTaken(running, state);
  return nextOfCandidate(state, intent, now);
}

/** What an earlier run left between two steps comes first, whoever finds it. */
function leftoverOf(state: RotationState, graceMs?: number): Effect | undefined {
  const { current, pending, promoted, superseded, progress } = state;
  const [first] = promoted;
  if (first?.to === progress.impostor && first) return discarding(first);
  const note = first && { ...first, graceMs: graceMs ?? first.graceMs };
  // Promoted once more, since Vault may give the number of a pending value to what somebody else writes.
  if (note?.to === current && progress.promoted !== current) return { do: "promote", note };
  if (note) return { do: "finishPromotion", note };
  if (superseded[0]) return discarding(superseded[0]);
  return pending?.isEnded ? { do: "discardPending", note: pending, isAborted: true } : undefined;
}

function nextOfCandidate(state: RotationState, intent: RotateWishes, now: TimeRange): Effect | Refusal {
  const { pending, progress, rotationId, current: base } = state;
  const { issuer, graceMs } = intent;
  if (progress.candidate)
    return nextOfStored(progress.candidate, issuer, forgettable(state, overIn(state, now), issuer));
  if (pending?.to !== undefined && pending.to !== progress.lost)
    return tooOld(state, pending.to, now) ?? { do: "resume", note: { ...pending, to: pending.to, graceMs } };
  const obstacle = obstacleIn(state);
  if (obstacle) return obstacle;
  // A value that was stored and can't be read any more is given up, and with it the key under which it was put.
  const attempt = (pending?.attempt ?? 1) + (pending?.to === undefined ? 0 : 1);
  const note = { rotationId, base, property: state.property, attempt, graceMs };
  if (!issuer.findsOrphans) return { do: "create", note };
  const waiting = pendingVersionIn(state.description);
  if (waiting !== undefined && pending?.to === undefined && waiting !== progress.foreign)
    return { do: "adopt", note: { ...note, to: waiting } };
  // A target that takes two credentials has no room for a third while a lost one is there.
  return progress.orphans === undefined
    ? { do: "removeOrphans", note, isAborted: false }
    : { do: "create", note };
}

function nextOfStored(
  candidate: Candidate,
  { applies, tests }: IssuerTraits,
  forget: readonly string[],
): Effect {
  const { note, done: steps } = candidate;
  if (!steps.includes("note")) return { do: "note", candidate, forget };
  if (applies && !steps.includes("apply")) return { do: "apply", candidate };
  if (tests && !steps.includes("test")) return { do: "test", candidate };
  return { do: "promote", note };
}

function nextIfDue(state: RotationState, intent: RotateIfDueIntent, now: TimeRange): Step<"rotateIfDue"> {
  const since = madeMs(state);
  const isUnderWay = isHalfDone(state);
  if (since === undefined && !isUnderWay) return undated(state);
  const over = overIn(state, now);
  const ending = nextEnding(state, over, intent.issuer) ?? nextForgotten(state, over, intent.issuer);
  if (ending) return ending;
  const dueAtMs = intent.dueAtMs(since ?? now.latestMs);
  const dueAt = new Date(dueAtMs);
  // Too early or too late by what the clocks may differ is no harm here, unlike with a grace.
  const isDue = isUnderWay || dueAtMs <= (now.earliestMs + now.latestMs) / 2;
  if (!isDue) return done({ ended: endedGraces(state, over), dueAt });
  const step = nextOfRotate(state, intent, now);
  if (step.do !== "done") return step;
  return done({ rotation: step.result, ended: endedGraces(state, over), dueAt });
}

function nextOfEndGrace(state: RotationState, intent: EndGraceIntent, now: TimeRange): Step<"endGrace"> {
  // One that a crash parted from its note begins its grace now.
  const leftover = leftoverOf(state);
  if (leftover) return leftover;
  const over = state.graces.filter((grace) => intent.now || isOver(grace, state, now));
  const { issuer } = intent;
  const step = nextEnding(state, over, issuer) ?? nextForgotten(state, over, issuer);
  if (step) return step;
  const result = endedGraces(state, over);
  return (result.outcome === "nothing" ? obstacleIn(state) : unreadableIn(state)) ?? done(result);
}

function nextOfAbort(state: RotationState, { issuer }: AbortIntent): Step<"abort"> {
  const { pending, promoted, superseded, graces, progress, rotationId, property, current: base } = state;
  const { discarded } = progress;
  // What waits without a note of ours is another property's where that has one.
  const to = pending?.to ?? (state.foreign.length > 0 ? undefined : pendingVersionIn(state.description));
  const [past] = [...promoted, ...graces.map(({ note }) => note)];
  const note = pending ?? { rotationId, base, property, attempt: 1, graceMs: 0 };
  if (discarded === undefined && to !== undefined && (pending || !past))
    return { do: "discardPending", note: { ...note, to }, isAborted: true };
  if (superseded[0]) return discarding(superseded[0]);
  if (discarded !== undefined) return done({ outcome: "aborted", rotationId: discarded });
  if (issuer.findsOrphans && progress.orphans === undefined && state.foreign.length === 0)
    return { do: "removeOrphans", note, isAborted: true };
  if (progress.orphans) return done({ outcome: "aborted", rotationId });
  if (pending === undefined && past) return done({ outcome: "too-late", rotationId: past.rotationId });
  return obstacleIn(state) ?? done({ outcome: "nothing" });
}

function overIn(state: RotationState, now: TimeRange): readonly Grace[] {
  return state.graces.filter((grace) => isOver(grace, state, now));
}

/** Without a grace the old value ends in the same call. */
function endingOf(
  state: RotationState,
  { rotationId, graceMs }: StartedNote,
  can: Revoker,
): Effect | undefined {
  const own = state.graces.filter(({ note }) => graceMs === 0 && note.rotationId === rotationId);
  return nextEnding(state, own, can);
}

type Revoker = Pick<IssuerTraits, "revokes">;

function nextEnding(state: RotationState, over: readonly Grace[], can: Revoker): Effect | undefined {
  const grace = over.find((each) => isToEnd(each, state, can));
  return grace && { do: "endGracePeriod", grace, together: over.map(({ note }) => note.rotationId) };
}

function isToEnd({ note, isEnabled }: Grace, { current }: RotationState, { revokes }: Revoker): boolean {
  return note.base !== current && (isEnabled || (revokes && note.isEnded !== true));
}

function nextForgotten(state: RotationState, over: readonly Grace[], can: Revoker): Effect | undefined {
  const rotationIds = forgettable(state, over, can);
  return rotationIds.length > 0 ? { do: "forget", rotationIds } : undefined;
}

/**
 * Rotations whose notes have served their time: the store itself has shown that the old version is out of use. One that began
 * beside another still shows that the other was too late.
 */
function forgettable(state: RotationState, over: readonly Grace[], can: Revoker): readonly string[] {
  const { retired = [] } = state.progress;
  const beside = new Set(state.foreign.map(({ base }) => base));
  const left = over.filter(
    (each) => !isToEnd(each, state, can) && !retired.includes(each.note.base) && !beside.has(each.note.base),
  );
  const kept = state.property === undefined ? undefined : lastOf(state.graces);
  return left.filter((each) => each !== kept).map(({ note }) => note.rotationId);
}

/** By the times of their ends, as each began when its version became current. */
function lastOf(graces: readonly Grace[]): Grace | undefined {
  const began = ({ note: { endsAtMs = 0, graceMs } }: Grace) => endsAtMs - graceMs;
  return graces.toSorted((a, b) => began(b) - began(a))[0];
}

function isHalfDone({ pending, promoted, superseded, progress }: RotationState): boolean {
  if (progress.finished !== undefined || progress.candidate !== undefined) return true;
  return [pending, ...promoted, ...superseded].some((note) => note?.to !== undefined);
}

function discarding(note: StartedNote | RotationState["superseded"][number]): Effect {
  return { do: "discardPending", note, isAborted: false };
}

/** Its grace counts from when it was made, and no note is believed that puts the end further away. */
function tooOld({ description }: RotationState, version: string, now: TimeRange): Refusal | undefined {
  const made = versionOf(description.versions, version);
  if (made?.state !== "enabled" || !made.createdAt) return undefined;
  if (now.latestMs - made.createdAt.getTime() <= LONGEST_WAIT_MS) return undefined;
  return {
    do: "refuse",
    message: `version ${version} of ${description.name} has waited for more than six days to become current`,
    fix: "call abortRotation, then rotate",
  };
}

/** What a rotation is of, as callers name it. */
export function partName(
  { property }: Pick<RotationNote, "property">,
  { name }: Pick<SecretDescription, "name">,
): string {
  return property === undefined ? name : `${name}#${property}`;
}

/** A secret has one pending version, and only who knows the credential of an old one can end it. */
function ofAnotherProperty({ rotationId, property }: StartedNote, { description }: RotationState): Refusal {
  const other = partName({ property }, description);
  return {
    do: "refuse",
    rotationId,
    message: `a rotation of ${other} has not come to its end, and of one secret only one part is rotated at a time`,
    fix: `call endGrace for ${other} until its outcome is nothing, or abortRotation where it was never completed, and give what has to be rotated by itself a secret of its own`,
  };
}

function slotTaken({ note, endsMs }: Grace, { description }: RotationState): Refusal {
  return {
    do: "refuse",
    rotationId: note.rotationId,
    message: `the other slot of ${description.name} is in grace until ${new Date(endsMs).toISOString()}, and a new value would overwrite it`,
    fix: "wait, or end the grace early with endGrace({ now: true })",
  };
}

/** What keeps a rotation from being begun, and callers from hearing that there is nothing to do. */
function obstacleIn(state: RotationState): Refusal | undefined {
  const [other] = state.foreign;
  return unreadableIn(state) ?? (other && ofAnotherProperty(other, state));
}

/** What it is about may be a credential that is to be revoked, or a slot that must not be overwritten. */
function unreadableIn({ unreadable: names, description, store }: RotationState): Refusal | undefined {
  if (names.length === 0) return undefined;
  return {
    do: "refuse",
    message: `${store} has a note beside ${description.name} that can't be read: ${names.join(", ")}`,
    fix: "update @confide/rotation if a later release has written it; else see to its versions by hand, and remove the note",
  };
}

function undated({ store }: RotationState): Refusal {
  return {
    do: "refuse",
    message: `${store} gives versions no dates, so that nothing is ever due`,
    fix: "call rotate at times of your own",
  };
}

function done<R>(result: R): Done<R> {
  return { do: "done", result };
}
