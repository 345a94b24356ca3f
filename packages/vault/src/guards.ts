import type { CallContext } from "@confide/core/adapter";

import { putKeyOf, sameData } from "./content.ts";
import { failure } from "./errors.ts";
import type { Mount } from "./mount.ts";
import { checkName, versionNumber } from "./names.ts";
import type { Fields } from "./reply.ts";

/** Whether the put that wrote `before` is this one again. The same key with another value is refused. */
export function isSamePut(name: string, before: Fields, data: Fields): boolean {
  if (putKeyOf(before) !== putKeyOf(data)) return false;
  if (sameData(before, data)) return true;
  throw failure("conflict", `${name} has another value under the same idempotency key`, { ref: name });
}

export function casOf(name: string, expect: string): number {
  return expect === "none" ? 0 : versionNumber(expect, name);
}

export function otherCurrent(name: string) {
  return failure("conflict", `${name} has another current version than expected`, { ref: name });
}

export async function mustBeVersion2(
  name: string,
  mount: Mount,
  context: CallContext,
  version?: string,
): Promise<void> {
  checkName(name);
  if (version !== undefined) versionNumber(version, name);
  if ((await mount.version(context)) === 2) return;
  throw failure("invalid-ref", `${mount.path} is KV v1, which keeps no versions; rotation needs v2`, {
    ref: name,
  });
}
