/** What a rotation notes beside the secret: versions, times and handles, never a value. */
export interface RotationNote {
  readonly rotationId: string;
  /** The version that was current when it began. */
  readonly base: string;
  /** The one property of a JSON secret that is replaced. */
  readonly property?: string | undefined;
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
  /**
   * The old credential is ended, whatever the time is; its version may still have to be retired. Of a note without an end: the
   * rotation is given up, and what was made for it has still to be ended.
   */
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
/** Of the form below: a release that knows no more than this one touches nothing that a later one has begun. */
const FORMAT = "1";

/**
 * As words and numbers: AWS takes 256 characters in a tag and triples a quote or a brace, so JSON would not fit there.
 *
 * @param longest in characters. What can be found out in another way is left out where it wouldn't fit.
 */
export function noteOf(note: RotationNote, longest = Infinity): Readonly<Record<string, string>> {
  const { newHandle: _new, ...withoutNew } = note;
  const { oldHandle: _old, ...withoutHandles } = withoutNew;
  const texts = [note, withoutNew, withoutHandles].map((each) => noteText(each));
  const text = texts.find((each) => lengthOf(each) <= longest) ?? texts.at(-1) ?? "";
  return { [noteNameOf(note.rotationId)]: text };
}

/** Whether each note of a rotation will fit, before anything is done that it is about. */
export function fits(
  { base, property }: Pick<RotationNote, "base" | "property">,
  longest = Infinity,
): boolean {
  const to = base.length > LONGEST_VERSION.length ? base : LONGEST_VERSION;
  const [attempt, time] = [99, 9_999_999_999_999];
  const note = {
    rotationId: "",
    base,
    to,
    property,
    attempt,
    graceMs: time,
    endsAfterMs: time,
    endsAtMs: time,
  };
  return lengthOf(noteText({ ...note, isEnded: true })) <= longest;
}

const LONGEST_VERSION = "00000000-0000-0000-0000-000000000000";

function noteText(note: RotationNote): string {
  const { base, to, property, attempt, graceMs, endsAfterMs, endsAtMs, oldHandle, newHandle, isEnded } = note;
  const fields = {
    v: FORMAT,
    base,
    to,
    property,
    attempt,
    grace: graceMs,
    after: endsAfterMs,
    at: endsAtMs,
    old: oldHandle,
    new: newHandle,
    ended: isEnded === true ? 1 : undefined,
  };
  const words = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${encoded(String(value))}`],
  );
  return words.join(" ");
}

/** What every store takes as it is stays: a name of `encodeURIComponent` would make three characters of an `@`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(?:40|2F|2B)/g, decodeURIComponent);
}

/** As AWS counts, which writes any other character as three. */
function lengthOf(text: string): number {
  return text.replaceAll(/[^A-Za-z0-9 _.:/+@-]/g, "___").length;
}

export function noteNameOf(rotationId: string): string {
  return NOTE + rotationId;
}

/** The rotations that left a note that can be read. */
export function notesIn(annotations: Readonly<Record<string, string>>): readonly RotationNote[] {
  return Object.entries(annotations).flatMap(([name, text]) => noteIn(name, text) ?? []);
}

/** The names of notes that can't be read: somebody has changed them, or a later release has written them. */
export function unreadableNotesIn(annotations: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(annotations).flatMap(([name, text]) =>
    IS_NOTE.test(name) && !noteIn(name, text) ? name : [],
  );
}

/** The id of a rotation, one character of which may be wrong: no other name is as long. */
const IS_NOTE = /^rotation-.{30,42}$/s;

const NAMES = new Set([
  "v",
  "base",
  "to",
  "property",
  "attempt",
  "grace",
  "after",
  "at",
  "old",
  "new",
  "ended",
]);
const REQUIRED = ["base", "attempt", "grace"];
const NUMBERS = ["attempt", "grace", "after", "at"];

function noteIn(name: string, text: string): RotationNote | undefined {
  const fields = name.startsWith(NOTE) ? fieldsIn(text) : undefined;
  if (!fields || REQUIRED.some((each) => !fields.has(each))) return undefined;
  // An end that can't be read is not the same as none, which would be still to come.
  if (NUMBERS.some((each) => fields.has(each) && numberIn(fields.get(each)) === undefined)) return undefined;
  if ((fields.get("v") ?? FORMAT) !== FORMAT || (fields.get("ended") ?? "1") !== "1") return undefined;
  const [to, endsAfterMs, endsAtMs] = [
    fields.get("to"),
    numberIn(fields.get("after")),
    numberIn(fields.get("at")),
  ];
  return {
    rotationId: name.slice(NOTE.length),
    base: fields.get("base") ?? "",
    attempt: numberIn(fields.get("attempt")) ?? 1,
    graceMs: numberIn(fields.get("grace")) ?? 0,
    ...(to !== undefined && { to }),
    property: fields.get("property"),
    ...(endsAfterMs !== undefined && { endsAfterMs }),
    ...(endsAtMs !== undefined && { endsAtMs }),
    ...(fields.has("ended") && { isEnded: true }),
    oldHandle: fields.get("old"),
    newHandle: fields.get("new"),
  };
}

/** `undefined` for anything but known names, each once, with text that can be decoded. */
function fieldsIn(text: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const word of text.split(" ")) {
    const [name = "", ...rest] = word.split(":");
    const value = decoded(rest.join(":"));
    if (!NAMES.has(name) || fields.has(name) || value === undefined) return undefined;
    fields.set(name, value);
  }
  return fields;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function numberIn(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}
