import type { SecretRef } from "@confide/core/adapter";

import { type AuditedWork, recorded } from "../audit/recorded.ts";
import type { Context } from "../command.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { findRotations, type NamedRotation } from "../rotation/find-rotations.ts";
import { rotateNow } from "../rotation/rotate-now.ts";
import { type RotationPackage, rotationPackage, withRotationFailures } from "../rotation/rotation-package.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { Terminal } from "../terminal.ts";
import type { LeakedSetting } from "./leaked-setting.ts";

/** A rotation of confide.rotation.ts, by the name that it has there. */
export interface LeakedRotation {
  readonly key: string;
  readonly rotation: NamedRotation;
}

/** The one that replaces a setting, by the refs of its secret; `undefined` without one. */
export async function rotationFor(
  loaded: LoadedDefinition,
  setting: Pick<LeakedSetting, "name" | "refs">,
  terminal: Terminal,
): Promise<LeakedRotation | undefined> {
  const refs = setting.refs.flatMap((ref) => refIn(ref, loaded));
  const replaces = (rotated: SecretRef) => refs.some((ref) => isPartOf(ref, setting.name, rotated));
  try {
    const { byName } = await findRotations(loaded, terminal);
    const [key, rotation] = [...byName].find(([, each]) => refIn(each.name, loaded).some(replaces)) ?? [];
    return key === undefined || rotation === undefined ? undefined : { key, rotation };
  } catch (error) {
    if (error instanceof CouldNotLook && error.code === "no-rotations") return undefined;
    throw error;
  }
}

/** A group's ref has no property: there the setting's own name says which it is. */
function isPartOf(ref: SecretRef, setting: string, rotated: SecretRef): boolean {
  if (ref.name !== rotated.name) return false;
  const property = rotated.property?.join(".");
  if (property === undefined) return true;
  return ref.property ? ref.property.join(".") === property : `.${setting}`.endsWith(`.${property}`);
}

function refIn(ref: string, { core }: LoadedDefinition): readonly SecretRef[] {
  try {
    return [core.parseRef(ref)];
  } catch {
    return []; // a variable, or a file
  }
}

/** Whoever has the value has it during a grace too: there is none. */
export async function replaceLeaked(
  { key, rotation }: LeakedRotation,
  loaded: LoadedDefinition,
  context: Context,
): Promise<AuditedWork<boolean>> {
  const question = {
    shown: () => `${key} is rotated, and the old value revoked at once: who still uses it is cut off`,
    asks: `Rotate ${key} without a grace?`,
    unasked: `${key} would be rotated without a grace`,
    fix: "add --yes to do it",
  };
  if (!(await context.confirm(question))) return { result: false, warnings: [] };
  const rotations = await rotationPackage(loaded);
  const work = async () => replaceNow(key, rotation, rotations);
  const { warnings } = await withRotationFailures(rotations, loaded, async () => recorded(loaded, work), {
    key,
  });
  return { result: true, warnings };
}

/** A rotation in whose grace the new value leaked changes nothing when it is called again: that grace is ended first. */
async function replaceNow(key: string, rotation: NamedRotation, rotations: RotationPackage): Promise<void> {
  const { current: leaked } = await rotations.rotationStatus(rotation);
  const rotateAtOnce = async () => rotateNow({ ...rotation, graceMs: 0 }, rotations, false);
  if ((await rotateAtOnce()).version !== leaked) return;
  await rotations.endGrace({ ...rotation, now: true });
  if ((await rotateAtOnce()).version !== leaked) return;
  throw new CouldNotLook({
    code: "not-replaced",
    message: `${key} was not rotated, and the leaked value is still current: another rotator is at it`,
    fix: "wait until it is done, and run this again",
  });
}
