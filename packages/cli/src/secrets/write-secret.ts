import type { Secret } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { callStore, withStoreFailures, writableStore } from "../stores/call-store.ts";
import { findSecret } from "./find-secret.ts";
import type { Target } from "./target.ts";
import { hasRoomFor, withProperty } from "./with-property.ts";

/**
 * Keeps a value as the current version, if that is still the one that was seen.
 *
 * @returns the new version
 * @throws CouldNotLook where the store refuses it, also if somebody else has written meanwhile
 */
export async function writeSecret(
  { at, name, now }: Target,
  value: Secret<string | Uint8Array>,
  core: Core,
): Promise<string> {
  const store = writableStore(at);
  // What is there without a current version is neither: only the store can tell.
  const expect = now === undefined ? "none" : now.current;
  const options = {
    idempotencyKey: crypto.randomUUID(),
    stage: "current",
    ...(expect !== undefined && { expect }),
  } as const;
  return withStoreFailures(core, async () => {
    const put = await callStore(at, `could not write ${name}`, core, async (context) =>
      store.put(name, value, options, context),
    );
    return put.version;
  });
}

/**
 * A JSON secret with one property in its place: the others stay as they are written. A secret that isn't there begins as an
 * empty object.
 *
 * @throws CouldNotLook for a secret that is no JSON object, and for a property that is bytes
 */
export async function withOneProperty(
  { at, name, now }: Target,
  property: readonly string[],
  value: string | Uint8Array,
  core: Core,
): Promise<Secret> {
  if (typeof value !== "string")
    throw new CouldNotLook({
      code: "not-text",
      message: "A property of a JSON secret has to be text, in UTF-8",
    });
  if (now === undefined) return new core.Secret(withProperty("{}", property, value), name);
  const { value: whole } = await findSecret(at, core.formatRef({ name }), core);
  if (!whole.map((json) => hasRoomFor(json, property)).equals(true)) throw notJson(name, at.name);
  return whole.map((text) => withProperty(String(text), property, value));
}

/**
 * That no JSON object is replaced by what isn't one: settings that read its properties would find none.
 *
 * @throws CouldNotLook
 */
export async function mustKeepProperties(
  { at, name, now }: Target,
  value: string | Uint8Array,
  core: Core,
): Promise<void> {
  if (now === undefined || hasProperties(value)) return;
  // Who may write and not read is not kept from it.
  const found = await findSecret(at, core.formatRef({ name }), core).catch(() => undefined);
  if (found?.value.map(hasProperties).equals(true) !== true) return;
  throw new CouldNotLook({
    code: "loses-properties",
    message: `${name} in ${at.name} is a JSON object, and the new value isn't: its properties would be lost`,
    fix: `name the property that is meant behind a #, or remove the secret first`,
  });
}

function hasProperties(value: string | Uint8Array): boolean {
  try {
    const parsed: unknown = JSON.parse(typeof value === "string" ? value : new TextDecoder().decode(value));
    return (
      typeof parsed === "object" &&
      parsed !== null &&
      !Array.isArray(parsed) &&
      Object.keys(parsed).length > 0
    );
  } catch {
    return false; // no JSON
  }
}

function notJson(name: string, store: string): CouldNotLook {
  return new CouldNotLook({
    code: "not-json",
    message: `${name} in ${store} is no JSON in which that property has a place`,
    fix: "leave out the # and what follows to replace all of it",
  });
}
