import { subscribe, unsubscribe } from "node:diagnostics_channel";

import type { WritableSecretStore } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { signedIn as googleFixture } from "../../gcp/test/fixture.ts";
import { putByHand } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { endGrace } from "./end-grace.ts";
import { randomKey } from "./issuers/random-key.ts";
import type { RotationLock } from "./locks/lock.ts";
import { rotate } from "./rotate.ts";

/** What goes over the network for a rotation of a key, and for the end of its grace: what docs/rotation.md says. */
const REQUESTS = { AWS: [9, 5], Vault: [11, 5], Azure: [14, 10] } as const;

const CHANNELS = ["http.client.request.start", "undici:request:create"];

async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const listen = (): void => void count++;
  for (const channel of CHANNELS) subscribe(channel, listen);
  await work().finally(() => {
    for (const channel of CHANNELS) unsubscribe(channel, listen);
  });
  return count;
}

async function optionsOn({
  store,
  lock,
}: {
  readonly store: WritableSecretStore;
  readonly lock?: RotationLock;
}) {
  // Once before, so that neither sign-in nor what is done for the first time only is counted.
  const options = { store, name: "counted", issuer: randomKey(), ...(lock && { lock }) };
  await putByHand(store, "counted", "first-key");
  await rotate({ ...options, graceMs: 0 });
  return options;
}

for (const [title, [most, mostForEnd]] of Object.entries(REQUESTS))
  test(`${title}: ${most} requests for a rotation of a key, ${mostForEnd} for the end of its grace`, async () => {
    await using opened = (await openStores[title]?.()) ?? failed(title);
    const options = await optionsOn(opened);
    const counts = [
      await requestsOf(async () => rotate(options)),
      await requestsOf(async () => endGrace({ ...options, now: true })),
    ];
    expect(counts).toEqual([most, mostForEnd]);
  });

test("Google: 14 requests for a rotation of a key, 7 for the end of its grace", async () => {
  await using fixture = await googleFixture();
  const options = await optionsOn(fixture);
  const before = fixture.server.attempts;
  await rotate(options);
  const between = fixture.server.attempts;
  await endGrace({ ...options, now: true });
  expect([between - before, fixture.server.attempts - between]).toEqual([14, 7]);
});

function failed(title: string): never {
  throw new Error(`no store is called ${title}`);
}
