import type { Clock } from "@confide/core";
import type { SecretDescription, WritableSecretStore } from "@confide/core/adapter";
import { memoryStore, type MemoryStore } from "@confide/core/testing";

/** The memory store with a clock of its own, which shows in the times of versions only. */
export function clockedStore(
  clock: Pick<Clock, "now">,
  values: Readonly<Record<string, unknown>>,
): MemoryStore {
  const { now: _now, ...store } = memoryStore(values);
  const madeMs = new Map<string, number>();
  const timeOf = (name: string, version: string): Date => {
    const key = `${name} ${version}`;
    const ms = madeMs.get(key) ?? clock.now();
    madeMs.set(key, ms);
    return new Date(ms);
  };
  for (const name of Object.keys(values)) timeOf(name, "1");
  return {
    ...store,
    async put(name, ...rest) {
      const put = await store.put(name, ...rest);
      timeOf(name, put.version);
      return put;
    },
    async describe(name, context): Promise<SecretDescription> {
      const description = await store.describe(name, context);
      const versions = description.versions.map((each) => ({
        ...each,
        createdAt: timeOf(name, each.version),
      }));
      return { ...description, versions };
    },
  } satisfies WritableSecretStore & MemoryStore;
}

/** A clock that is set wrong by so much. */
export function skewed(clock: Clock, byMs: number): Clock {
  return { now: () => clock.now() + byMs, sleep: clock.sleep };
}
