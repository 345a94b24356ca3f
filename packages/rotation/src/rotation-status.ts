import type { Issuer } from "./issuers/issuer.ts";
import { checkRotationOptions } from "./known-rotation-options.ts";
import { traitsOf } from "./pursue.ts";
import { runOf, type RotationOptions } from "./run.ts";
import { nextStep } from "./state/next-step.ts";
import type { RotationNote } from "./state/note.ts";
import { pendingVersionIn, type RotationState, versionOf } from "./state/rotation-state.ts";
import { runningGraces } from "./state/running-graces.ts";
import type { Effect } from "./state/step.ts";
import type { TimeRange } from "./state/store-clock.ts";
import { summaryOf } from "./status-summary.ts";

export interface RotationStatusOptions extends RotationOptions {
  /**
   * Whether it revokes decides whether a version that is retired still has to be ended.
   *
   * @default none: what is retired counts as ended
   */
  readonly issuer?: Issuer | undefined;
}

export interface RotationStatus {
  /**
   * `idle`: nothing to do. `begun`: a new value is stored, not current. `promoted`: it is current, and its grace has not
   * begun to run. `grace`: the old value is good too. `over`: the grace has ended, the old value is to be retired.
   * `overtaken`: somebody else made another version current.
   */
  readonly phase: "idle" | "begun" | "promoted" | "grace" | "over" | "overtaken";
  readonly current: string;
  readonly currentSince?: Date;
  readonly pending?: string;
  readonly rotationId?: string;
  /** Versions that are good beside the current one, and until when by the store's clock. */
  readonly graced: readonly { readonly version: string; readonly until?: Date }[];
  /** What the next call of `rotate` does first with what is under way. Left out where it has nothing to go on with. */
  readonly next?: Exclude<Effect["do"], "create" | "removeOrphans">;
  /** What has happened, what happens next and when, and what to do if that fails: a sentence or three, without a value. */
  readonly summary: string;
  /** The names of notes that can't be read: until they are removed, no rotation begins. */
  readonly unreadable?: readonly string[];
}

/**
 * The state of a secret's rotation, by one look at the store.
 *
 * @throws SourceError if the store can't be used
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { rotationStatus } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const { phase, current } = await rotationStatus({ store, name: "prod/api-key" });
 * console.log(phase, current); // idle 1
 * ```
 */
export async function rotationStatus(options: RotationStatusOptions): Promise<RotationStatus> {
  checkRotationOptions("rotationStatus()", options);
  const run = runOf(options);
  const state = await run.describe();
  const { current, description, promoted, graces } = state;
  const running = runningGraces(state, run.time.range());
  const over = graces.find(
    (grace) => grace.isEnabled && grace.note.base !== current && !running.includes(grace),
  );
  const [phase, note] = phaseOf(state, running[0]?.note, over?.note);
  const pending = pendingVersionIn(description);
  const since = versionOf(description.versions, current)?.createdAt;
  const next = nextOf(state, options.issuer, run.time.range());
  return {
    phase,
    current,
    summary: summaryOf({ phase, state, grace: running[0] ?? over, since, next }),
    ...(next !== undefined && { next }),
    ...(since && { currentSince: since }),
    ...(pending !== undefined && { pending }),
    ...(note && { rotationId: note.rotationId }),
    ...(state.unreadable.length > 0 && { unreadable: state.unreadable }),
    graced: [
      ...promoted.map(({ base }) => ({ version: base })),
      ...running.map(({ note: { base }, endsMs }) => ({ version: base, until: new Date(endsMs) })),
    ],
  };
}

const SOME_ISSUER = {
  credentials: "many",
  applies: true,
  tests: true,
  revokes: false,
  findsOrphans: false,
} as const;

function nextOf(state: RotationState, given: Issuer | undefined, now: TimeRange): RotationStatus["next"] {
  const issuer = given ? traitsOf(given) : SOME_ISSUER;
  const step = nextStep<"rotate">(state, { verb: "rotate", graceMs: 0, duringGrace: false, issuer }, now);
  const isNew =
    step.do === "done" || step.do === "refuse" || step.do === "create" || step.do === "removeOrphans";
  return isNew ? undefined : step.do;
}

function phaseOf(
  { pending, promoted, superseded, description }: RotationState,
  running: RotationNote | undefined,
  over: RotationNote | undefined,
): readonly [RotationStatus["phase"], RotationNote | undefined] {
  if (promoted[0]) return ["promoted", promoted[0]];
  if (pending?.to !== undefined) return ["begun", pending];
  if (superseded[0]) return ["overtaken", superseded[0]];
  if (running) return ["grace", running];
  if (over) return ["over", over];
  return [pendingVersionIn(description) === undefined ? "idle" : "begun", undefined];
}
