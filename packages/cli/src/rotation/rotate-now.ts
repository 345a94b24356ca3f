import type { RotateResult } from "@confide/rotation";

import { CouldNotLook } from "../could-not-look.ts";
import type { Finding } from "../finding.ts";
import type { NamedRotation } from "./find-rotations.ts";
import type { RotationPackage } from "./rotation-package.ts";

/** How a rotation ended, its dates as text. */
export interface RotationEnd {
  readonly outcome: "not-due" | RotateResult["outcome"];
  readonly rotationId?: string;
  /** What is current now. */
  readonly version: string;
  readonly previousVersion?: string;
  readonly graceUntil?: string;
  readonly dueAt?: string;
  /** Readers that were not told, or have not seen the new version. */
  readonly missed: readonly Finding[];
}

/** @param onlyIfDue Rotates only if the rotation's own dates say so, and ends a grace that is over. */
export async function rotateNow(
  rotation: NamedRotation,
  { rotate, rotateIfDue, rotationStatus }: RotationPackage,
  onlyIfDue: boolean,
): Promise<RotationEnd> {
  if (!onlyIfDue) return rotatedData(await rotate(rotation));
  if (rotation.everyMs === undefined && rotation.cron === undefined) throw notScheduled();
  const { rotation: done, dueAt, lockProblem } = await rotateIfDue(rotation);
  const due = { dueAt: dueAt.toISOString() };
  if (done) return { ...rotatedData({ ...done, ...(lockProblem !== undefined && { lockProblem }) }), ...due };
  const { current: version } = await rotationStatus(rotation);
  return { outcome: "not-due", version, ...due, missed: lockFindings(lockProblem) };
}

function rotatedData(result: RotateResult): RotationEnd {
  const { graceUntil, notNotified = [], unconfirmed = [], lockProblem, ...rest } = result;
  return {
    ...rest,
    ...(graceUntil && { graceUntil: graceUntil.toISOString() }),
    missed: [
      ...lockFindings(lockProblem),
      ...notNotified.map((message) => ({ code: "not-notified", message })),
      ...unconfirmed.map((reader) => ({
        code: "not-confirmed",
        message: `${reader} had not seen the new version when the grace ended`,
      })),
    ],
  };
}

/** The work is done; the next rotator may have to wait until the lock ends by itself. */
export function lockFindings(lockProblem: string | undefined): readonly Finding[] {
  return lockProblem === undefined ? [] : [{ code: "lock-not-released", message: lockProblem }];
}

function notScheduled(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "--if-due needs to know when: the rotation has neither everyMs nor cron",
    fix: "add one of the two in confide.rotation.ts",
  });
}
