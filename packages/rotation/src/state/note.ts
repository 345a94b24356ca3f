/** What a rotation notes beside the secret: versions, times and handles, never a value. */
export interface RotationNote {
  readonly rotationId: string;
  /** The version that was current when it began. */
  readonly base: string;
  /** Counts values that had to be given up; part of the key under which the value is put. */
  readonly attempt: number;
  /** The version that is to follow. Left out: none is stored yet. */
  readonly to?: string;
  readonly graceMs: number;
  /**
   * How long after the creation of `to` the grace ends: an interval, so that it needs no clock but the store's, which
   * gave that creation its time. It is written once `to` is known to be current.
   */
  readonly endsAfterMs?: number;
  /** The same as a time, for a store that gives versions none. */
  readonly endsAtMs?: number;
  /** The old credential is ended, whatever the time is; its version may still have to be retired. */
  readonly isEnded?: true;
  /** What the issuer calls the old and the new credential: a user, a key's id. */
  readonly oldHandle?: string | undefined;
  readonly newHandle?: string | undefined;
}

/** One whose value is stored. */
export interface StartedNote extends RotationNote {
  readonly to: string;
}

/** Before the name of each rotation's own note: rotators of two rotations never write to the same one. */
const NOTE = "rotation-";

/**
 * As words and numbers: AWS takes 256 characters in a tag and triples a quote or a brace, so JSON would not fit there.
 */
export function noteOf(note: RotationNote): Readonly<Record<string, string>> {
  const { rotationId, base, to, attempt, graceMs, endsAfterMs, endsAtMs, oldHandle, newHandle, isEnded } =
    note;
  const fields = {
    base,
    to,
    attempt,
    grace: graceMs,
    after: endsAfterMs,
    at: endsAtMs,
    old: oldHandle,
    new: newHandle,
    ended: isEnded === true ? 1 : undefined,
  };
  const words = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${encodeURIComponent(String(value))}`],
  );
  return { [noteNameOf(rotationId)]: words.join(" ") };
}

export function noteNameOf(rotationId: string): string {
  return NOTE + rotationId;
}

/** The rotations that left a note. One that somebody else has spoilt counts as none. */
export function notesIn(annotations: Readonly<Record<string, string>>): readonly RotationNote[] {
  return Object.entries(annotations).flatMap(([name, text]) =>
    name.startsWith(NOTE) ? (recordOf(name.slice(NOTE.length), text) ?? []) : [],
  );
}

function recordOf(rotationId: string, text: string): RotationNote | undefined {
  const fields = new Map(text.split(" ").map((word) => split(word)));
  const [base, to] = [fields.get("base"), fields.get("to")];
  const [attempt, graceMs] = [numberIn(fields.get("attempt")), numberIn(fields.get("grace"))];
  if (base === undefined || attempt === undefined || graceMs === undefined) return undefined;
  const [endsAfterMs, endsAtMs] = [numberIn(fields.get("after")), numberIn(fields.get("at"))];
  // An end that can't be read is not the same as none, which would be still to come.
  if (fields.has(SPOILT)) return undefined;
  if (fields.has("after") !== (endsAfterMs !== undefined) || fields.has("at") !== (endsAtMs !== undefined))
    return undefined;
  return {
    rotationId,
    base,
    attempt,
    graceMs,
    ...(to !== undefined && { to }),
    ...(endsAfterMs !== undefined && { endsAfterMs }),
    ...(endsAtMs !== undefined && { endsAtMs }),
    ...(fields.has("ended") && { isEnded: true }),
    oldHandle: fields.get("old"),
    newHandle: fields.get("new"),
  };
}

const SPOILT = "";

function split(word: string): [name: string, value: string] {
  const at = word.indexOf(":");
  try {
    return [word.slice(0, at), decodeURIComponent(word.slice(at + 1))];
  } catch {
    return [SPOILT, ""];
  }
}

function numberIn(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}
