import type { Core } from "../definition/core.ts";
import { type AskedSecret, isNamedBy, isUseOf } from "./asked-secret.ts";
import { type SecretUse, usesIn } from "./uses.ts";

/** Uses that differ in nothing but their time. */
export interface UseCount extends Omit<SecretUse, "timeMs"> {
  readonly times: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface WhoUsed {
  /** In the order of the last times, the latest first. */
  readonly uses: readonly UseCount[];
  /** An entry has the secret, in this version and property or another. */
  readonly isNamed: boolean;
  /** The settings and the secrets of stores that entries have. */
  readonly names: ReadonlySet<string>;
}

/** Who used a secret. */
export async function whoUsed(paths: readonly string[], asked: AskedSecret, core: Core): Promise<WhoUsed> {
  const [counts, names] = [new Map<string, UseCount>(), new Set<string>()];
  let isNamed = false;
  for await (const use of usesIn(paths, core)) {
    for (const name of [use.setting, use.ref]) if (name !== undefined) names.add(name);
    isNamed ||= isNamedBy(asked, use, core);
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
  return { uses: [...counts.values()].toSorted((a, b) => b.lastMs - a.lastMs), isNamed, names };
}
