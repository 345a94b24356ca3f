import type { Definition } from "@confide/core";
import type { SecretDescription } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { callStore, withStoreFailures, writableStore } from "../stores/call-store.ts";
import type { NamedStore } from "../stores/stores-of.ts";

/** What is known of a secret before it is changed. */
export interface Target {
  readonly at: NamedStore;
  readonly name: string;
  /** Left out where it isn't there. */
  readonly now?: SecretDescription;
}

/** @throws CouldNotLook where the store can only be read, or can't say */
export async function targetIn(at: NamedStore, name: string, core: Core): Promise<Target> {
  const store = writableStore(at);
  return withStoreFailures(core, async () => {
    try {
      const now = await callStore(at, `could not describe ${name}`, core, async (context) =>
        store.describe(name, context),
      );
      return { at, name, now };
    } catch (error) {
      if (core.isSourceError(error) && error.reason === "not-found") return { at, name };
      throw error;
    }
  });
}

/** The settings of a definition that are read of a secret, by the secret's name. */
export function settingsBySecret(
  definition: Definition,
  { sources }: NamedStore,
  core: Core,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { setting } of core.describeSettings(definition))
    for (const { name } of sources.flatMap((source) => source.refsOf([setting])))
      if (!found.get(name)?.includes(setting.name))
        found.set(name, [...(found.get(name) ?? []), setting.name]);
  return found;
}

/** `version 3, since 2026-11-24` */
export function currentText({ now }: Target): string {
  if (now === undefined) return "isn't there";
  const { current, versions } = now;
  if (current === undefined) return "there, without a current version";
  const since = versions.find(({ version }) => version === current)?.createdAt;
  return `version ${current}${since === undefined ? "" : `, since ${dayText(since)}`}`;
}

/** In UTC, to the minute. */
export function dayText(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
