import { CouldNotLook, sourceFailed } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";

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

/**
 * Does a work whose failures are a rotation's or a store's: both say what to do, and hold no value.
 *
 * @param isAsked The work only asks for the secret: that it isn't there is an answer.
 */
export async function withRotationFailures<T>(
  { RotationError }: RotationPackage,
  { core }: LoadedDefinition,
  work: () => Promise<T>,
  isAsked = false,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (core.isSourceError(error)) throw sourceFailed(error, { isAsked });
    if (!(error instanceof RotationError)) throw error;
    const { message, fix, step } = error;
    const ending = fix === undefined ? "" : `: ${fix}`;
    throw new CouldNotLook({
      code: "rotation-failed",
      message: message.endsWith(ending) ? message.slice(0, message.length - ending.length) : message,
      reason: step,
      fix,
    });
  }
}
