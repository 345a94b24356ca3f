interface LockReport {
  /** Why the lock could not be released, once the work was done: the next rotator may find it taken. */
  readonly lockProblem?: string;
}

export interface RotateResult extends LockReport {
  /**
   * `rotated`: it happened here. `resumed`: another run had begun it. `in-progress`: nothing was done, since another
   * rotator is at it, or has been at it and the grace is not over. `locked`: nothing was done, since somebody else has the lock.
   */
  readonly outcome: "rotated" | "resumed" | "in-progress" | "locked";
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

export interface EndGraceResult extends LockReport {
  /** `locked`: nothing was done, since somebody else has the lock. */
  readonly outcome: "retired" | "not-yet" | "nothing" | "locked";
  /** What was taken out of use. */
  readonly retired: readonly string[];
  /** When the next grace ends, by the store's clock. */
  readonly graceUntil?: Date;
}

export interface AbortRotationResult extends LockReport {
  /**
   * `too-late`: the new value is current; to go back is a rotation of its own. `locked`: nothing was done, since somebody else
   * has the lock.
   */
  readonly outcome: "aborted" | "too-late" | "nothing" | "locked";
  readonly rotationId?: string;
}

/** The result of one look. */
export interface RotateIfDueResult extends LockReport {
  /** Left out where it was not due. */
  readonly rotation?: RotateResult;
  readonly ended: EndGraceResult;
  /** When the next rotation is due, by the store's clock. */
  readonly dueAt: Date;
}
