import { expect, test } from "vitest";

import { DAY_MS, MADE_MS, progressed, states } from "../../test/states.ts";
import { nextStep } from "./next-step.ts";
import type { RotateIfDueResult, RotateResult } from "./results.ts";
import type { RotationState } from "./rotation-state.ts";
import type { Intents, Verb } from "./step.ts";

const issuer = {
  credentials: "many",
  applies: true,
  tests: true,
  revokes: true,
  findsOrphans: false,
} as const;
const wishes = { graceMs: DAY_MS, duringGrace: false, issuer };

const intents = {
  rotate: { verb: "rotate", ...wishes },
  duringGrace: { verb: "rotate", ...wishes, duringGrace: true },
  maker: { verb: "rotate", ...wishes, issuer: { ...issuer, findsOrphans: true } },
  slots: {
    verb: "rotate",
    ...wishes,
    duringGrace: true,
    issuer: { ...issuer, credentials: "two-slots" },
  },
  due: { verb: "rotateIfDue", ...wishes, dueAtMs: () => 0 },
  notDue: { verb: "rotateIfDue", ...wishes, dueAtMs: () => Infinity },
  endGrace: { verb: "endGrace", now: false, issuer },
  now: { verb: "endGrace", now: true, issuer },
  abort: { verb: "abort", issuer },
  abortMaker: { verb: "abort", issuer: { findsOrphans: true } },
} as const satisfies Readonly<Record<string, Intents[Verb]>>;

const [early, late] = [MADE_MS + 10_000, MADE_MS + 3 * DAY_MS];
const times = {
  "in its grace": { earliestMs: early, latestMs: early },
  "while nobody knows": { earliestMs: MADE_MS + DAY_MS - 1, latestMs: late },
  "past its grace": { earliestMs: MADE_MS + DAY_MS, latestMs: late },
} as const;

/** `create`, `done rotated`, `refuse`. */
function shown(state: RotationState, intent: Intents[Verb], time: keyof typeof times): string {
  const step = nextStep(state, intent as Intents["rotate"], times[time]);
  if (step.do !== "done") return step.do;
  const { outcome, rotation, ended } = step.result as Partial<RotateIfDueResult & RotateResult>;
  return `done ${rotation?.outcome ?? outcome ?? `not due, ${ended?.outcome}`}`;
}

/** While nobody knows whether the grace is over, it isn't. */
function shownBySituation(state: RotationState, intent: Intents[Verb]): string {
  const [before, unsure, after] = [
    shown(state, intent, "in its grace"),
    shown(state, intent, "while nobody knows"),
    shown(state, intent, "past its grace"),
  ];
  expect(unsure).toBe(before);
  return before === after ? before : `${before} → ${after}`;
}

type Name = keyof typeof intents;

/** What is next in each state, and for which intents; with an arrow, in the grace and past it. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  idle: {
    create: "rotate duringGrace slots due",
    removeOrphans: "maker abortMaker",
    "done not due, nothing": "notDue",
    "done nothing": "endGrace now abort",
  },
  "put, not noted": {
    create: "rotate duringGrace slots due",
    adopt: "maker",
    "done not due, nothing": "notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "a key that is spent": {
    create: "rotate duringGrace slots due",
    removeOrphans: "maker abortMaker",
    "done not due, nothing": "notDue",
    "done nothing": "endGrace now abort",
  },
  noted: {
    resume: "rotate duringGrace maker slots due notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "noted, and retired by hand": {
    create: "rotate duringGrace slots due notDue",
    removeOrphans: "maker",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  superseded: {
    discardPending: "rotate duringGrace maker slots due notDue endGrace now abort abortMaker",
  },
  promoted: {
    promote: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "promoted, and another on top": {
    finishPromotion: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  grace: {
    "done in-progress → endGracePeriod": "rotate maker due",
    "create → endGracePeriod": "duringGrace",
    "refuse → endGracePeriod": "slots",
    "done not due, not-yet → endGracePeriod": "notDue",
    "done not-yet → endGracePeriod": "endGrace",
    endGracePeriod: "now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "grace, and another on top": {
    "done in-progress → endGracePeriod": "rotate maker due",
    "create → endGracePeriod": "duringGrace",
    "refuse → endGracePeriod": "slots",
    "done not due, not-yet → endGracePeriod": "notDue",
    "done not-yet → endGracePeriod": "endGrace",
    endGracePeriod: "now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "grace, and the old one put back": {
    create: "rotate duringGrace slots",
    removeOrphans: "maker abortMaker",
    forget: "due notDue endGrace now",
    "done too-late": "abort",
  },
  "grace, and the next one is noted": {
    "done in-progress → endGracePeriod": "rotate maker due notDue",
    "resume → endGracePeriod": "duringGrace",
    "refuse → endGracePeriod": "slots",
    "done not-yet → endGracePeriod": "endGrace",
    endGracePeriod: "now",
    discardPending: "abort abortMaker",
  },
  "revoked, not retired": {
    endGracePeriod: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "revoked and retired": {
    create: "rotate duringGrace slots",
    removeOrphans: "maker abortMaker",
    forget: "due notDue endGrace now",
    "done too-late": "abort",
  },
  "retired by hand": {
    endGracePeriod: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "no grace was asked for": {
    endGracePeriod: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "another part is noted": {
    "done not due, nothing": "notDue",
    refuse: "rotate duringGrace maker slots due endGrace now abort abortMaker",
  },
  "noted, and so is another part": {
    resume: "rotate duringGrace maker slots due notDue",
    refuse: "endGrace now",
    discardPending: "abort abortMaker",
  },
  "noted, and another part was faster": {
    discardPending: "rotate duringGrace maker slots due notDue endGrace now abort abortMaker",
  },
  "grace, and another part was too late": {
    "done in-progress → endGracePeriod": "rotate maker due",
    "refuse → endGracePeriod": "duringGrace slots",
    "done not due, not-yet → endGracePeriod": "notDue",
    "done not-yet → endGracePeriod": "endGrace",
    endGracePeriod: "now",
    "done too-late": "abort abortMaker",
  },
  "just put": {
    note: "rotate duringGrace maker slots due notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "just noted": {
    apply: "rotate duringGrace maker slots due notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "just applied": {
    test: "rotate duringGrace maker slots due notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "just tested": {
    promote: "rotate duringGrace maker slots due notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "just promoted": {
    finishPromotion: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "just finished": {
    "done rotated": "rotate duringGrace maker slots",
    "done rotated → endGracePeriod": "due notDue",
    "done nothing → endGracePeriod": "endGrace",
    endGracePeriod: "now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
  "another version came in between": {
    "done in-progress": "rotate duringGrace maker slots due",
    "done not due, nothing": "notDue",
    "done nothing": "endGrace now abort",
    removeOrphans: "abortMaker",
  },
  "the pending one isn't ours": {
    create: "rotate duringGrace slots due",
    removeOrphans: "maker",
    "done not due, nothing": "notDue",
    "done nothing": "endGrace now",
    discardPending: "abort abortMaker",
  },
  "the current one only has the number": {
    discardPending: "rotate duringGrace maker slots due notDue endGrace now",
    "done too-late": "abort",
    removeOrphans: "abortMaker",
  },
};

const all: Readonly<Record<string, RotationState>> = { ...states, ...progressed };

test("the table has every state", () => {
  expect(Object.keys(table)).toEqual(Object.keys(all));
});

test.each(Object.entries(all))("%s", (name, state) => {
  const steps = Map.groupBy(Object.keys(intents) as Name[], (intent) =>
    shownBySituation(state, intents[intent]),
  );
  expect(Object.fromEntries([...steps].map(([step, names]) => [step, names.join(" ")]))).toEqual(table[name]);
});
