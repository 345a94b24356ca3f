import { type SourceErrorReason } from "@confide/core";
import { getOutcomes, SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { randomKey } from "../issuers/random-key.ts";
import { keyVerifier } from "./key-verifier.ts";
import { rotate } from "../rotate.ts";

const NAME = "prod/api-key";

/** In the grace of a rotation; reads of one version fail, and so many fit into one call. */
async function world(version: string, reason: SourceErrorReason | "no outcome", batch = 100) {
  const clock = fakeClock();
  const whole = clockedStore(clock, { [NAME]: "first-key" });
  await rotate({ clock, store: whole, name: NAME, issuer: randomKey() });
  const sizes: number[] = [];
  const store: WritableSecretStore = {
    ...whole,
    limits: { ...whole.limits, batch },
    get: async (ref, context) => (sizes.push(1), whole.get(ref, context)),
    async getMany(refs, context) {
      sizes.push(refs.length);
      const outcomes = await getOutcomes(whole, refs, context);
      if (reason === "no outcome") return outcomes.filter((_, index) => refs[index]?.version !== version);
      const error = () => new SourceError({ reason, message: "failed", store: whole.name });
      return outcomes.map((outcome, index) =>
        refs[index]?.version === version ? { error: error() } : outcome,
      );
    },
  };
  const verifier = keyVerifier({ store, name: NAME, clock });
  return { verifier, sizes, current: await valueIn(whole, NAME) };
}

test.each(["not-found", "disabled", "destroyed"] as const)(
  "an older version that is %s is no key any more, and the current one goes on",
  async (reason) => {
    const { verifier, current } = await world("1", reason);
    expect(await verifier.verify(current)).toMatchObject({ current: true });
    expect(await verifier.verify("first-key")).toBeUndefined();
  },
);

test.each(["denied", "unavailable", "throttled", "timeout", "malformed", "invalid-ref"] as const)(
  "an older version that can't be read for another reason (%s) stops the look",
  async (reason) => {
    const { verifier, current } = await world("1", reason);
    await expect(verifier.verify(current)).rejects.toMatchObject({ reason });
  },
);

test.each(["not-found", "disabled", "destroyed", "denied", "unavailable"] as const)(
  "a current version that is %s stops the look",
  async (reason) => {
    const { verifier, current } = await world("2", reason);
    await expect(verifier.verify(current)).rejects.toMatchObject({ reason });
  },
);

test.each(["1", "2"])("a version %s of which the store says nothing is malformed", async (version) => {
  const { verifier } = await world(version, "no outcome");
  await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "malformed" });
});

test("no more are read in one call than the store takes", async () => {
  const { verifier, sizes, current } = await world("none", "denied", 1);
  expect(await verifier.verify("first-key")).toMatchObject({ version: "1" });
  expect(await verifier.verify(current)).toMatchObject({ version: "2" });
  expect(sizes).toEqual([1, 1]);
});
