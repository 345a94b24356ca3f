import { machineClock } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { type Fixture, signedIn } from "../../gcp/test/fixture.ts";
import { Refusal } from "../../gcp/test/refusal.ts";
import { context, putByHand } from "../test/store-helpers.ts";
import { endGrace } from "./end-grace.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";

const FAILURES = {
  "throttled before it was made": { code: 8, isMade: false },
  "made, and its answer lost": { code: 14, isMade: true },
} as const;

interface Failure {
  readonly code: number;
  readonly isMade: boolean;
}

/** Lets one call of some work fail. @returns how many there were */
async function failingAt(
  at: number,
  { project }: Fixture,
  { code, isMade }: Failure,
  work: () => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const call = project.call.bind(project);
  project.call = (...given) => {
    if (++count !== at) return call(...given);
    if (isMade) call(...given);
    throw new Refusal(code, "not now");
  };
  await work().finally(() => (project.call = call));
  return count;
}

/** What waits beside the secret and could still be read. */
function leftIn({ project }: Fixture, name: string): string[] {
  const versions = project.secret(`${name}-pending`).newestFirst() as { name: string; state: string }[];
  return versions.flatMap((version) => (version.state === "ENABLED" ? version.name : []));
}

async function optionsFor({ store }: Fixture, name: string) {
  await putByHand(store, name, "first-key");
  return { store, name, issuer: randomKey(), clock: { ...machineClock, sleep: async () => {} } };
}

test.each(Object.entries(FAILURES))(
  "whichever call of a rotation is %s, nothing that could be read is left beside the secret",
  { timeout: 120_000 },
  async (_, failure) => {
    await using fixture = await signedIn();
    let calls = Infinity;
    for (let at = 1; at <= calls; at++) {
      const name = `key-${at}`;
      const options = await optionsFor(fixture, name);
      calls = await failingAt(at, fixture, failure, async () => rotate(options));
      expect([at, leftIn(fixture, name)]).toEqual([at, []]);
      await endGrace({ ...options, now: true });
      const { current, versions } = await fixture.store.describe(name, context());
      expect([at, current, versions.map(({ state }) => state).toSorted()]).toEqual([
        at,
        "2",
        ["destroyed", "enabled"],
      ]);
    }
    expect(calls).toBeGreaterThan(10);
  },
);

test("what a rotation that never came to its end has left is destroyed by the next", async () => {
  await using fixture = await signedIn();
  const options = await optionsFor(fixture, "key");
  fixture.server.meet(new Refusal(8, "not now"), "UpdateSecret");
  await expect(rotate(options)).rejects.toMatchObject({ reason: "throttled" });
  expect(leftIn(fixture, "key")).not.toEqual([]);
  fixture.server.meet(undefined);
  await rotate(options);
  expect(leftIn(fixture, "key")).toEqual([]);
});
