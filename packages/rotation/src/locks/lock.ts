/**
 * One rotator at a time, for stores that can't guard a change themselves, and for targets that can't bear two.
 * `postgresLock` and `fileLock` are two; one more is two functions.
 */
export interface RotationLock {
  /** `undefined`: somebody else has it. It does not wait. */
  acquire(name: string): Promise<HeldRotationLock | undefined>;
}

export interface HeldRotationLock {
  /** Rejects where it was lost meanwhile. It is asked before every effect. */
  readonly mustBeHeld: () => Promise<void>;
  readonly release: () => Promise<void>;
}
