import type { SecretDescription, VersionDescription, WritableSecretStore } from "@confide/core/adapter";

import { rotatedSecret } from "../rotated-secret.ts";
import { uuidOf } from "../uuid.ts";
import { isPlausible, LONGEST_GRACE_MS } from "./plausible.ts";
import { notesIn, type RotationNote, type StartedNote, unreadableNotesIn } from "./note.ts";
import type { Progress } from "./progress.ts";

/**
 * The state of a secret's rotation: what its store shows, so that any rotator can go on, and what the operation under way
 * knows besides. `nextStep` decides by it alone.
 */
export interface RotationState {
  /** As errors name it. */
  readonly store: string;
  readonly description: SecretDescription;
  readonly current: string;
  /** Of the rotation that begins from the current version. */
  readonly rotationId: string;
  /** Which property of a JSON secret is rotated. */
  readonly property: string | undefined;
  readonly notes: readonly RotationNote[];
  /** Of rotations of other properties, or of the whole secret, that haven't come to their end. */
  readonly foreign: readonly StartedNote[];
  /** The names of notes that can't be read: nobody knows what they are about. */
  readonly unreadable: readonly string[];
  /** Begun from the current version, and not promoted. */
  readonly pending: RotationNote | undefined;
  /** Promoted, as far as the store shows; the grace has no end yet. */
  readonly promoted: readonly StartedNote[];
  /** In grace, or past it. */
  readonly graces: readonly Grace[];
  /** Not promoted, and another version has become current since. */
  readonly superseded: readonly RotationNote[];
  readonly progress: Progress;
}

export interface Grace {
  readonly note: StartedNote;
  /** By the store's clock. */
  readonly endsMs: number;
  /** The store still counts the old version as one to be used. */
  readonly isEnabled: boolean;
  /** The store gives the old version to nobody any more. */
  readonly isGone: boolean;
}

/** What a description alone doesn't say. */
export interface StateContext {
  readonly store: string;
  readonly property?: string | undefined;
  readonly rotationIdOf: (base: string) => string;
  readonly retire: WritableSecretStore["writes"]["retire"];
  /** The longest grace that is asked for. */
  readonly longestGraceMs: number;
  /** The store's time is not after that. */
  readonly latestMs: number;
}

interface SecretPlace {
  readonly store: WritableSecretStore;
  readonly name: string;
  readonly scope?: string | undefined;
  readonly longestGraceMs?: number | undefined;
}

export function contextOf({
  store,
  name,
  scope = "",
  longestGraceMs = LONGEST_GRACE_MS,
}: SecretPlace): Omit<StateContext, "latestMs"> {
  const { name: secret, property } = rotatedSecret(name, store.name);
  const parts = [scope, store.name, store.canonicalName?.(secret) ?? secret];
  return {
    store: store.name,
    property,
    rotationIdOf: (base) => uuidOf("rotation", ...parts, base, ...(property === undefined ? [] : [property])),
    retire: store.writes.retire,
    longestGraceMs,
  };
}

/** @param description of a secret that has a current version */
export function rotationStateOf(
  description: SecretDescription,
  current: string,
  context: StateContext,
  progress: Progress = { began: current },
): RotationState {
  const { property } = context;
  const found = notesIn(description.annotations).filter((note) => isPlausible(note, description, context));
  const notes = found.filter((note) => note.property === property);
  const open = notes.filter(({ endsAfterMs }) => endsAfterMs === undefined);
  const left = open.filter(({ base }) => base !== current);
  const isPromoted = (note: RotationNote) => wasPromoted(note, description, found);
  return {
    store: context.store,
    description,
    current,
    rotationId: context.rotationIdOf(current),
    property,
    notes,
    foreign: found.filter(
      (note): note is StartedNote =>
        note.property !== property && note.to !== undefined && !hasServed(note, description),
    ),
    unreadable: unreadableNotesIn(description.annotations),
    pending: open.find(({ base }) => base === current),
    promoted: left.filter((note): note is StartedNote => isPromoted(note)),
    graces: notes.flatMap((note) => graceOf(note, description, context) ?? []),
    superseded: left.filter((note) => !isPromoted(note)),
    progress,
  };
}

/** The pending version, if it can still become current: some stores go on naming one that was retired. */
export function pendingVersionIn({ pending, versions }: SecretDescription): string | undefined {
  return pending !== undefined && versionOf(versions, pending)?.state === "enabled" ? pending : undefined;
}

/**
 * Current now, or no longer pending though it is in use: it was current until another was put on top. Of rotations of two
 * properties that began from one version only one can follow it.
 */
function wasPromoted(
  note: RotationNote,
  { current, pending, versions }: SecretDescription,
  all: readonly RotationNote[],
): boolean {
  const { to, base, endsAfterMs, isEnded } = note;
  if (to === undefined) return false;
  if (to === current || endsAfterMs !== undefined) return true;
  if (isEnded) return false;
  const isOvertaken = all.some(
    (other) => other.base === base && (other.to === current || other.endsAfterMs !== undefined),
  );
  return !isOvertaken && to !== pending && versionOf(versions, to)?.state === "enabled";
}

/** Its grace is over, as the old version is out of use. The last note of a part is kept, since it says when that was rotated. */
function hasServed({ base, endsAfterMs }: RotationNote, { versions }: SecretDescription): boolean {
  return endsAfterMs !== undefined && versionOf(versions, base)?.state !== "enabled";
}

/**
 * When what is rotated was made, in epoch milliseconds: of a whole secret, its current version. Another part's rotation or an
 * edit makes a version too, so of a part its own last rotation counts; before there is one, the oldest version.
 */
export function madeMs({ description, current, property, graces }: RotationState): number | undefined {
  const { versions } = description;
  const dateOf = (version: string) => versionOf(versions, version)?.createdAt?.getTime();
  if (property === undefined) return dateOf(current);
  const rotated = graces.map(({ note: { to, endsAtMs = 0, graceMs } }) => dateOf(to) ?? endsAtMs - graceMs);
  if (rotated.length > 0) return Math.max(...rotated);
  const dates = versions.flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
  return dates.length > 0 ? Math.min(...dates) : undefined;
}

function graceOf(
  note: RotationNote,
  { versions }: SecretDescription,
  context: StateContext,
): Grace | undefined {
  const { to, base, endsAfterMs, endsAtMs, isEnded } = note;
  if (endsAfterMs === undefined || to === undefined) return undefined;
  return {
    note: { ...note, to },
    endsMs: isEnded ? -Infinity : endOf(endsAfterMs, endsAtMs, versionOf(versions, to)),
    isEnabled: versionOf(versions, base)?.state === "enabled",
    isGone: isGone(base, versions, context),
  };
}

/** A version without a label is still read by its id: in grace, after another one was put on top. */
export function isGone(
  version: string,
  versions: readonly VersionDescription[],
  { retire }: Pick<StateContext, "retire">,
): boolean {
  return retire !== "label" && versionOf(versions, version)?.state !== "enabled";
}

/** A store that no longer knows the newer version has let the older one go before; so has a note without a time. */
function endOf(endsAfterMs: number, endsAtMs = -Infinity, to?: VersionDescription): number {
  if (!to) return -Infinity;
  return to.createdAt ? to.createdAt.getTime() + endsAfterMs : endsAtMs;
}

export function versionOf(
  versions: readonly VersionDescription[],
  wanted: string,
): VersionDescription | undefined {
  return versions.find(({ version }) => version === wanted);
}
