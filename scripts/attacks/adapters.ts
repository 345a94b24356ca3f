import { fakeFixture } from "../../packages/aws/test/fixture.ts";
import { fakeParameters } from "../../packages/aws/test/parameter-fixture.ts";
import { signedIn as azure } from "../../packages/azure/test/fixture.ts";
import { settingsOf } from "../../packages/core/test/attack-schemas.ts";
import * as core from "../../packages/core/src/index.ts";
import { memoryStore, type StoreFixture, type Trouble } from "../../packages/core/src/testing/index.ts";
import { signedIn as gcp } from "../../packages/gcp/test/fixture.ts";
import { localFixture } from "../../packages/local/test/fixture.ts";
import { fakeVault } from "../../packages/vault/test/fake/server.ts";
import { vaultFixture } from "../../packages/vault/test/fixture.ts";
import type { Things } from "./targets.ts";
import { values } from "./values.ts";

const all = [
  "denied",
  "unauthenticated",
  "disabled",
  "destroyed",
  "throttled",
  "unavailable",
  "malformed",
  "stranger",
  "hanging",
] as const;

export interface Adapter {
  readonly make: () => Promise<StoreFixture>;
  /** What its counterpart can bring about. */
  readonly troubles: readonly Trouble[];
  /** How long a value may be in it. Any length, if left out. */
  readonly longest?: number;
}

const without = (...left: readonly Trouble[]): readonly Trouble[] =>
  all.filter((each) => !left.includes(each));

/** Every store, on the fake of its service. A new adapter is one line. */
export const adapters: Readonly<Record<string, Adapter>> = {
  memory: { make: async () => memoryFixture(), troubles: without("malformed") },
  local: { make: localFixture, troubles: ["unauthenticated", "disabled", "destroyed", "malformed"] },
  vault: { make: vaultOnFake, troubles: all },
  aws: { make: fakeFixture, troubles: without("destroyed") },
  parameters: { make: fakeParameters, troubles: without("disabled", "destroyed"), longest: 8_192 },
  gcp: { make: gcp, troubles: all },
  azure: { make: azure, troubles: without("destroyed") },
};

/** All kinds of values in one store, which then fails for each; and what it does with them when it is well. */
export async function attackStore(
  { make, longest = Infinity }: Adapter,
  trouble: Trouble,
): Promise<{ readonly things: Things; readonly hidden: readonly string[] }> {
  const fixture = await make();
  try {
    const { store } = fixture;
    const hidden = (fixture.hidden ?? []).filter((each) => typeof each === "string");
    const kept = Object.values(values).filter(({ value }) => value.length <= longest);
    const names = kept.map((_, index) => `value${index}`);
    for (const [index, { value }] of kept.entries()) await fixture.seed(`value${index}`, value);
    const things = [...(await askStore(store, names, 5_000)), fixture.store];
    for (const name of names) await fixture.trouble(name, trouble);
    return {
      things: [...things, ...(await askStore(store, names, trouble === "hanging" ? 200 : 1_000)), store],
      hidden,
    };
  } finally {
    await fixture.close?.();
  }
}

/** Loads, parts that aren't there, single reads, writes, and every other call of a store. */
async function askStore(
  store: StoreFixture["store"],
  names: readonly string[],
  timeoutMs: number,
): Promise<Things> {
  const schema = settingsOf(names);
  const refs = Object.fromEntries(names.map((name) => [name, name]));
  const parts = Object.fromEntries(names.map((name) => [name, `${name}#/a/b`]));
  const things: unknown[] = [];
  for (const given of [refs, parts]) {
    const definition = { schema, sources: [core.fromStore(store, { refs: given })] };
    things.push(
      await outcomeOf(core.loadConfig(definition, { timeoutMs })),
      await outcomeOf(core.checkConfig(definition, { timeoutMs })),
    );
  }
  const context = () => ({
    signal: AbortSignal.timeout(timeoutMs),
    deadlineMs: Date.now() + timeoutMs,
    attempt: 1,
  });
  const [first = ""] = names;
  things.push(await outcomeOf(store.get({ name: first }, context())));
  if (!("put" in store)) return things;
  const [, second = ""] = names;
  const value = new core.Secret<string | Uint8Array>(values["letters"]?.value ?? "");
  for (const [idempotencyKey, expect] of [
    ["a", undefined],
    ["b", "none"],
    ["a", "none"],
  ] as const)
    things.push(
      await outcomeOf(
        store.put(second, value, { idempotencyKey, stage: "current", ...(expect && { expect }) }, context()),
      ),
    );
  things.push(
    await outcomeOf(store.describe(first, context())),
    await outcomeOf(store.promote(first, "no-such-version", { expectCurrent: "none" }, context())),
    await outcomeOf(store.retire(first, "no-such-version", context())),
  );
  return things;
}

async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

async function vaultOnFake(): Promise<StoreFixture> {
  const server = await fakeVault();
  const fixture = await vaultFixture(server);
  return {
    ...fixture,
    close: async () => {
      await fixture.close();
      await server.stop();
    },
  };
}

function memoryFixture(): StoreFixture {
  const held = memoryStore();
  const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
  return {
    store: held,
    async seed(name, value) {
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      return (await held.put(name, new core.Secret(value), options, context)).version;
    },
    trouble: async (name, trouble) =>
      held.fail(name, trouble === "hanging" ? "hang" : trouble === "stranger" ? "malformed" : trouble),
  };
}
