import type { WritableSecretStore } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { mortal } from "../test/crashing.ts";
import { putByHand } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";

const MOST_CALLS = 10;
const DAY_MS = 86_400_000;

/** An issuer of two slots, whose credentials say which they are of: as `postgresPassword`, without a database. */
const slots = defineIssuer({
  credentials: "two-slots",
  async create({ current, currentHandle }) {
    const next = (await currentHandle()) === "a" ? "b" : "a";
    return (await current()).map(() => `${next} new`);
  },
  revoke: async () => {},
  handleOf: (value) => String(value.reveal()).slice(0, 1),
});

/** Before its note, and before it promotes: with a lock nobody comes in between. */
const looksAgain = ({ writes }: WritableSecretStore) => writes.cas !== "none";

/** Only calls to the store are counted: the issuer is given as it is. */
function counted(store: WritableSecretStore) {
  const whole = mortal(store, randomKey());
  return { store: whole.store, count: whole.count };
}

for (const [title, open] of Object.entries(openStores))
  test(`${title}: a rotation of a key, with the end of its grace, takes no more than ${MOST_CALLS} calls to the store`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "counted-key", "first-key");
    const { store, count } = counted(opened.store);
    const options = { ...opened, store, name: "counted-key", issuer: randomKey() };
    await rotate(options);
    // describe, read, put, describe, note, describe, promote, note: read, as a JSON object is never replaced as a whole
    expect(count()).toBe(looksAgain(store) ? 8 : 6);
    const askTime = async () => Date.now() + 2 * DAY_MS;
    await endGrace({ ...options, askTime });
    expect(count()).toBeLessThanOrEqual(MOST_CALLS);
  });

for (const [title, open] of Object.entries(openStores))
  test(`${title}: a rotation between two users takes no more than ${MOST_CALLS} calls to the store`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "counted-slots", "a first");
    const { store, count } = counted(opened.store);
    const options = { ...opened, store, name: "counted-slots", issuer: slots };
    await rotate(options);
    expect(count()).toBe(looksAgain(store) ? 8 : 6); // it is read whose turn it is
    await endGrace({ ...options, now: true });
    expect(count()).toBeLessThanOrEqual(MOST_CALLS + 1); // early: its note is taken away at once
  });
