/**
 * One rotator at a time, for stores that can't guard a change themselves, and for targets that can't bear two.
 * `postgresLock` and `fileLock` are two; one more is two functions.
 */
export interface RotationLock {
  /** `undefined`: somebody else has it. It does not wait. */
  acquire(name: string, context?: LockContext): Promise<HeldRotationLock | undefined>;
}

export interface HeldRotationLock {
  /** Rejects where it was lost meanwhile. It is asked before every effect. */
  readonly mustBeHeld: (signal?: AbortSignal) => Promise<void>;
  readonly release: () => Promise<void>;
}

interface LockContext {
  /** Aborted when the time for this call is over: what comes later is given back at once. */
  readonly signal: AbortSignal;
}
