import type { RotationStep } from "@confide/rotation";

import { CouldNotLook, sourceFailed } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { NextStep } from "../finding.ts";

/** `@confide/rotation`, as it is imported. */
export type RotationPackage = typeof import("@confide/rotation");

/** The copy that the project has, so that its errors are known as such. */
export async function rotationPackage({ requireFrom, folder }: LoadedDefinition): Promise<RotationPackage> {
  const required = requireFrom("@confide/rotation");
  if (required !== undefined) return required as RotationPackage;
  try {
    return await import("@confide/rotation");
  } catch {
    throw new CouldNotLook({
      code: "no-package",
      message: `@confide/rotation isn't installed in ${folder}`,
      fix: "install it there",
    });
  }
}

interface FailingWork {
  /** The work only asks for the secret: that it isn't there is an answer. */
  readonly isAsked?: boolean;
  /** The rotation that may stop half-way, by its name in confide.rotation.ts. */
  readonly key?: string;
}

/** Does a work whose failures are a rotation's or a store's: both say what to do, and hold no value. */
export async function withRotationFailures<T>(
  { RotationError }: RotationPackage,
  { core }: LoadedDefinition,
  work: () => Promise<T>,
  { isAsked = false, key }: FailingWork = {},
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (core.isSourceError(error)) throw sourceFailed(error, { isAsked, next: nextAfter(undefined, key) });
    if (!(error instanceof RotationError)) throw error;
    const { message, fix, step } = error;
    const ending = fix === undefined ? "" : `: ${fix}`;
    throw new CouldNotLook({
      code: "rotation-failed",
      message: message.endsWith(ending) ? message.slice(0, message.length - ending.length) : message,
      reason: step,
      fix,
      next: nextAfter(step, key),
    });
  }
}

const BEFORE_CURRENT: ReadonlySet<string | undefined> = new Set([
  "create",
  "store",
  "note",
  "apply",
  "test",
  "promote",
] satisfies RotationStep[]);

/** Nothing has begun where it was refused, or the lock is somebody else's. */
function nextAfter(step: RotationStep | undefined, key: string | undefined): readonly NextStep[] {
  if (key === undefined || step === "plan" || step === "lock") return [];
  const status = {
    command: `confide rotation status ${key}`,
    why: "says where it stopped, and what goes on with it",
  };
  const abort = { command: `confide rotation abort ${key}`, why: "gives the new value up" };
  return BEFORE_CURRENT.has(step) ? [status, abort] : [status];
}
