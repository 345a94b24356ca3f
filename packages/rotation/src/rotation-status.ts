import { runOf, type RotationOptions } from "./run.ts";
import { isOver } from "./running.ts";
import { pendingIn, type Situation, versionOf } from "./situation.ts";

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
export async function rotationStatus(options: RotationOptions): Promise<RotationStatus> {
  const run = runOf(options);
  const situation = await run.look();
  const { current, description, promoted, graces } = situation;
  const running = graces.filter((grace) => !isOver(grace, situation, run));
  const over = graces.find((grace) => isOver(grace, situation, run) && grace.isEnabled);
  const [phase, record] = phaseOf(situation, running[0]?.record, over?.record);
  const pending = pendingIn(description);
  const since = versionOf(description.versions, current)?.createdAt;
  return {
    phase,
    current,
    ...(since && { currentSince: since }),
    ...(pending !== undefined && { pending }),
    ...(record && { rotationId: record.rotationId }),
    graced: [
      ...promoted.map(({ base }) => ({ version: base })),
      ...running.map(({ record: { base }, endsMs }) => ({ version: base, until: new Date(endsMs) })),
    ],
  };
}

type Noted = Situation["begun"];

function phaseOf(
  { begun, promoted, overtaken, description }: Situation,
  running: Noted,
  over: Noted,
): readonly [RotationStatus["phase"], Noted] {
  if (promoted[0]) return ["promoted", promoted[0]];
  if (begun?.to !== undefined) return ["begun", begun];
  if (overtaken[0]) return ["overtaken", overtaken[0]];
  if (running) return ["grace", running];
  if (over) return ["over", over];
  return [pendingIn(description) === undefined ? "idle" : "begun", undefined];
}
