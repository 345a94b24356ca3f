import type { Context } from "../command.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { findRotations, type NamedRotation } from "../rotation/find-rotations.ts";
import { rotateNow } from "../rotation/rotate-now.ts";
import { rotationPackage } from "../rotation/rotation-package.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { Terminal } from "../terminal.ts";

/** A rotation of confide.rotation.ts, by the name that it has there. */
export interface LeakedRotation {
  readonly key: string;
  readonly rotation: NamedRotation;
}

/** The one whose secret is among the refs; `undefined` without one. */
export async function rotationFor(
  loaded: LoadedDefinition,
  refs: readonly string[],
  terminal: Terminal,
): Promise<LeakedRotation | undefined> {
  const names = new Set(refs.flatMap((ref) => secretNameIn(ref, loaded)));
  try {
    const { byName } = await findRotations(loaded, terminal);
    const [key, rotation] = [...byName].find(([, each]) => names.has(each.name)) ?? [];
    return key === undefined || rotation === undefined ? undefined : { key, rotation };
  } catch (error) {
    if (error instanceof CouldNotLook && error.code === "no-rotations") return undefined;
    throw error;
  }
}

function secretNameIn(ref: string, { core }: LoadedDefinition): readonly string[] {
  try {
    return [core.parseRef(ref).name];
  } catch {
    return []; // a variable, or a file
  }
}

/** Whoever has the value has it during a grace too: there is none. */
export async function replaceLeaked(
  { key, rotation }: LeakedRotation,
  loaded: LoadedDefinition,
  context: Context,
): Promise<boolean> {
  const question = {
    shown: () => `${key} is rotated, and the old value revoked at once: who still uses it is cut off`,
    asks: `Rotate ${key} without a grace?`,
    unasked: `${key} would be rotated without a grace`,
    fix: "add --yes to do it",
  };
  if (!(await context.confirm(question))) return false;
  await rotateNow({ ...rotation, graceMs: 0 }, await rotationPackage(loaded), false);
  return true;
}
