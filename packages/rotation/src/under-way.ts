import type { Run } from "./run.ts";
import { runningGraces } from "./running.ts";
import type { Grace, Situation } from "./situation.ts";

export interface RotateResult {
  /**
   * `rotated`: it happened here. `resumed`: another run had begun it. `in-progress`: nothing was done, since another
   * rotator is at it, or has been and the grace is not over.
   */
  readonly outcome: "rotated" | "resumed" | "in-progress";
  readonly rotationId: string;
  /** What is current now. */
  readonly version: string;
  readonly previousVersion?: string;
  /** By the store's clock. */
  readonly graceUntil?: Date;
  /** Why notices could not be sent: names and codes, no values. */
  readonly notNotified?: readonly string[];
  /** Readers that had not seen the new version when the waiting ended. */
  readonly unconfirmed?: readonly string[];
}

/** What another rotator has done, or is about to do. */
export function underWay(run: Run, situation: Situation): RotateResult {
  const [running] = runningGraces(situation, run);
  if (running) return inGrace(running, situation);
  const last = situation.records.find(({ to }) => to === situation.current);
  const rotationId = last?.rotationId ?? run.rotationIdOf(situation.current);
  return { outcome: "in-progress", rotationId, version: situation.current };
}

export function inGrace({ record, endsMs }: Grace, { current }: Situation): RotateResult {
  const { rotationId, base } = record;
  return {
    outcome: "in-progress",
    rotationId,
    version: current,
    previousVersion: base,
    graceUntil: new Date(endsMs),
  };
}
