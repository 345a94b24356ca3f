import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import { storesOf } from "../stores/stores-of.ts";
import { type AskedSecret, isUseOf, type SecretUse, usesIn } from "./uses.ts";

/** Uses that differ in nothing but their time. */
export interface UseCount extends Omit<SecretUse, "timeMs"> {
  readonly times: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Who used a secret, in the order of the last times, the latest first. */
export async function whoUsed(
  paths: readonly string[],
  asked: AskedSecret,
  core: Core,
): Promise<readonly UseCount[]> {
  const counts = new Map<string, UseCount>();
  for await (const use of usesIn(paths, core)) {
    if (!isUseOf(asked, use, core)) continue;
    const { timeMs, ...what } = use;
    const key = JSON.stringify(what);
    const { times, firstMs, lastMs } = counts.get(key) ?? { times: 0, firstMs: timeMs, lastMs: timeMs };
    counts.set(key, {
      ...what,
      times: times + 1,
      firstMs: Math.min(firstMs, timeMs),
      lastMs: Math.max(lastMs, timeMs),
    });
  }
  return [...counts.values()].toSorted((a, b) => b.lastMs - a.lastMs);
}

/** What somebody asked for: a setting by its path or variable, or a secret of a store by its ref. */
export function askedSecret(name: string, definition: Definition | undefined, core: Core): AskedSecret {
  const described = definition ? core.describeSettings(definition) : [];
  const found = described.find(({ setting, variable }) => setting.name === name || variable === name);
  if (found && definition) return askedSetting(found.setting, definition);
  return { settings: new Set([name]), ref: core.parseRef(name) };
}

/** A Secret that `readSecret` made is called by its ref. */
export function askedSetting(
  setting: Parameters<ReturnType<typeof storesOf>[number]["sources"][number]["locate"]>[0],
  definition: Definition,
): AskedSecret {
  const sources = storesOf(definition).flatMap((at) => at.sources);
  return { settings: new Set([setting.name, ...sources.flatMap((source) => source.locate(setting) ?? [])]) };
}
