import type { Secret } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { callStore, withStoreFailures, writableStore } from "../stores/call-store.ts";
import { findSecret } from "./find-secret.ts";
import { type Target, targetIn } from "./target.ts";
import { writeSecret } from "./write-secret.ts";

/** Whether a secret has this value now. */
export async function holdsValue(
  { at, name, now }: Target,
  value: Secret<string | Uint8Array>,
  core: Core,
): Promise<boolean> {
  if (now?.current === undefined) return false;
  const { value: held } = await findSecret(at, core.formatRef({ name }), core);
  return held.equals(value);
}

/**
 * Writes a value and reads it back, by its version: what readers see at once may be the one before for a while.
 *
 * @returns the new version
 * @throws CouldNotLook where it can't be written, or another value comes back
 */
export async function writeVerified(
  target: Target,
  value: Secret<string | Uint8Array>,
  core: Core,
): Promise<string> {
  const version = await writeSecret(target, value, core);
  const { at, name } = target;
  const { value: back } = await findSecret(at, core.formatRef({ name, version }), core);
  if (back.equals(value)) return version;
  throw new CouldNotLook({
    code: "not-verified",
    message: `${at.name} has another value in version ${version} of ${name} than was written`,
    fix: "look at it with the vendor's own tool; the source is unchanged",
  });
}

/** @throws CouldNotLook where it fails, or another version is current than was seen */
export async function deleteSeen(seen: Target, core: Core): Promise<void> {
  const { at, name } = seen;
  const { now } = await targetIn(at, name, core);
  if (now?.current !== seen.now?.current)
    throw new CouldNotLook({
      code: "changed-meanwhile",
      message: `Somebody has changed ${name} in ${at.name} meanwhile, so it was not deleted`,
      fix: "look at confide secret history, and run it again",
    });
  await deleteSecret(seen, core);
}

export async function deleteSecret({ at, name }: Target, core: Core): Promise<void> {
  const store = writableStore(at);
  await withStoreFailures(core, async () =>
    callStore(at, `could not delete ${name}`, core, async (context) => store.delete(name, context)),
  );
}
