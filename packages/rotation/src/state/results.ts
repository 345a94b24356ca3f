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

export interface EndGraceResult {
  /** `not-yet` also while another rotator is at it. */
  readonly outcome: "retired" | "not-yet" | "nothing";
  /** What was taken out of use. */
  readonly retired: readonly string[];
  /** When the next grace ends, by the store's clock. */
  readonly graceUntil?: Date;
}

export interface AbortRotationResult {
  /** `too-late`: the new value is current; to go back is a rotation of its own. */
  readonly outcome: "aborted" | "too-late" | "nothing";
  readonly rotationId?: string;
}

/** The result of one look. */
export interface RotateIfDueResult {
  /** Left out where it was not due. */
  readonly rotation?: RotateResult;
  readonly ended: EndGraceResult;
  /** When the next rotation is due, by the store's clock. */
  readonly dueAt: Date;
}
