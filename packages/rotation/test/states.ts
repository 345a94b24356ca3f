import { Secret } from "@confide/core";
import type { SecretDescription, VersionDescription } from "@confide/core/adapter";

import { noteOf, type RotationNote } from "../src/state/note.ts";
import type { Progress } from "../src/state/progress.ts";
import { type RotationState, rotationStateOf } from "../src/state/rotation-state.ts";

export const DAY_MS = 86_400_000;
/** When version 2 was made, of which the grace of version 1 counts. */
export const MADE_MS = Date.UTC(2026, 0, 10);

const made = (version: string, ms: number, state: VersionDescription["state"] = "enabled") => ({
  version,
  state,
  labels: [],
  createdAt: new Date(ms),
});
const one = made("1", MADE_MS - 30 * DAY_MS);
const two = made("2", MADE_MS);
const three = made("3", MADE_MS + 1_000);

const note: RotationNote = { rotationId: "of-1", base: "1", attempt: 1, graceMs: DAY_MS };
const stored = { ...note, to: "2" };
const graced = { ...stored, endsAfterMs: DAY_MS, endsAtMs: MADE_MS + DAY_MS };

function stateOf(
  description: Omit<SecretDescription, "name" | "annotations">,
  notes: readonly RotationNote[] = [],
  progress: Partial<Progress> = {},
): RotationState {
  const annotations = Object.assign({}, ...notes.map((each) => noteOf(each))) as Record<string, string>;
  const { current = "1" } = description;
  return rotationStateOf(
    { name: "prod/api-key", annotations, ...description },
    current,
    {
      store: "memory-store",
      rotationIdOf: (base) => `of-${base}`,
      retire: "destroy",
      longestGraceMs: 7 * DAY_MS,
      latestMs: MADE_MS + 30 * DAY_MS,
    },
    { began: current, ...progress },
  );
}

const ofAnotherPart: RotationNote = { ...note, rotationId: "of-1-too", property: "hmac", to: "3" };

const candidate = { note: stored, value: new Secret("made-up"), putMs: MADE_MS };

/** Each state that a secret's rotation can be in, by what its store shows. */
export const states = {
  idle: stateOf({ current: "1", versions: [one] }),
  "put, not noted": stateOf({ current: "1", pending: "2", versions: [one, two] }),
  "a key that is spent": stateOf({ current: "1", versions: [one] }, [{ ...note, attempt: 2 }]),
  noted: stateOf({ current: "1", pending: "2", versions: [one, two] }, [stored]),
  "noted, and retired by hand": stateOf(
    { current: "1", versions: [one, { ...two, state: "destroyed" }] },
    [stored],
    { lost: "2" },
  ),
  superseded: stateOf({ current: "3", pending: "2", versions: [one, two, three] }, [stored]),
  promoted: stateOf({ current: "2", versions: [one, two] }, [stored]),
  "promoted, and another on top": stateOf({ current: "3", versions: [one, two, three] }, [stored]),
  grace: stateOf({ current: "2", versions: [one, two] }, [graced]),
  "grace, and another on top": stateOf({ current: "3", versions: [one, two, three] }, [graced]),
  "grace, and the old one put back": stateOf({ current: "1", versions: [one, two] }, [graced]),
  "grace, and the next one is noted": stateOf({ current: "2", pending: "3", versions: [one, two, three] }, [
    graced,
    { ...note, rotationId: "of-2", base: "2", to: "3" },
  ]),
  "revoked, not retired": stateOf({ current: "2", versions: [one, two] }, [{ ...graced, isEnded: true }]),
  "revoked and retired": stateOf({ current: "2", versions: [{ ...one, state: "destroyed" }, two] }, [
    { ...graced, isEnded: true },
  ]),
  "retired by hand": stateOf({ current: "2", versions: [{ ...one, state: "destroyed" }, two] }, [graced]),
  "no grace was asked for": stateOf({ current: "2", versions: [one, two] }, [
    { ...graced, graceMs: 0, endsAfterMs: 0 },
  ]),
  "another part is noted": stateOf({ current: "1", pending: "3", versions: [one, three] }, [ofAnotherPart]),
  "noted, and so is another part": stateOf({ current: "1", pending: "3", versions: [one, two, three] }, [
    stored,
    ofAnotherPart,
  ]),
  "noted, and another part was faster": stateOf({ current: "3", versions: [one, two, three] }, [
    stored,
    ofAnotherPart,
  ]),
  "grace, and another part was too late": stateOf({ current: "2", versions: [one, two, three] }, [
    graced,
    ofAnotherPart,
  ]),
} as const satisfies Readonly<Record<string, RotationState>>;

/** What the operation itself knows besides: the store shows the same as for `idle`, `noted` or `promoted`. */
export const progressed = {
  "just put": stateOf({ current: "1", pending: "2", versions: [one, two] }, [], {
    candidate: { ...candidate, done: [] },
  }),
  "just noted": stateOf({ current: "1", pending: "2", versions: [one, two] }, [stored], {
    candidate: { ...candidate, done: ["note"] },
  }),
  "just applied": stateOf({ current: "1", pending: "2", versions: [one, two] }, [stored], {
    candidate: { ...candidate, done: ["note", "apply"] },
  }),
  "just tested": stateOf({ current: "1", pending: "2", versions: [one, two] }, [stored], {
    candidate: { ...candidate, done: ["note", "apply", "test"] },
  }),
  "just promoted": stateOf({ current: "2", versions: [one, two] }, [stored], {
    began: "1",
    promoted: "2",
    candidate: { ...candidate, done: ["note", "apply", "test"] },
  }),
  "just finished": stateOf({ current: "2", versions: [one, two] }, [graced], {
    began: "1",
    promoted: "2",
    finished: { outcome: "rotated", note: graced, graceUntilMs: MADE_MS + DAY_MS, notNotified: [] },
  }),
  "another version came in between": stateOf({ current: "3", versions: [one, three] }, [], { began: "1" }),
  "the pending one isn't ours": stateOf({ current: "1", pending: "2", versions: [one, two] }, [], {
    foreign: "2",
  }),
  "the current one only has the number": stateOf({ current: "2", versions: [one, two] }, [stored], {
    impostor: "2",
  }),
} as const satisfies Readonly<Record<string, RotationState>>;
