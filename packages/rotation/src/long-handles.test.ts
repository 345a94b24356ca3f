import { fakeClock } from "@confide/core/testing";
import { Secret } from "@confide/core";
import { expect, test } from "vitest";

import { openStores } from "../test/stores.ts";
import { putByHand, valueIn } from "../test/store-helpers.ts";
import { clockedStore } from "../test/clocked-store.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import type { IssuerValue } from "./issuers/issuer.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";

/** A vendor's users, each of whose names has so many characters. */
function longNamed(nameOf: (count: number) => string) {
  const users = new Set([nameOf(0)]);
  const handleOf = (value: IssuerValue) => (JSON.parse(String(value.reveal())) as { user: string }).user;
  const valueOf = (count: number) => JSON.stringify({ user: nameOf(count), password: `made-up-${count}` });
  let count = 0;
  const issuer = defineIssuer({
    create: async () => new Secret<string | Uint8Array>(valueOf(++count)),
    apply: async ({ value }) => void users.add(handleOf(value)),
    revoke: async ({ handle }) => void users.delete(handle ?? ""),
    handleOf,
  });
  return { issuer, users, first: valueOf(0) };
}

const spelt = {
  "sixty characters": (count: number) => `${count}`.padStart(60, "x"),
  "an address of 254 characters": (count: number) => `${count}@shop.example`.padStart(254, "x"),
  "sixty characters that count as three": (count: number) => `${count}`.padStart(60, "é"),
};

for (const [title, open] of Object.entries(openStores))
  for (const [names, nameOf] of Object.entries(spelt))
    test(`${title}: names of ${names} keep no rotation from its end`, async () => {
      await using opened = await open();
      const { issuer, users, first } = longNamed(nameOf);
      await putByHand(opened.store, "long", first);
      const at = { ...opened, name: "long", issuer };
      for (const count of [1, 2]) {
        expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
        expect([...users]).toEqual([nameOf(count - 1), nameOf(count)]);
        expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired" });
        expect([...users]).toEqual([nameOf(count)]);
      }
    });

test("a store in which no note fits is refused before anything is made", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { key: "first-key" });
  const { issuer } = longNamed(String);
  await expect(rotate({ clock, store: { ...store, longestNote: 60 }, name: "key", issuer })).rejects.toThrow(
    "the notes of a rotation of key would be longer than the 60 characters that memory-store takes",
  );
  expect(await valueIn(store, "key")).toBe("first-key");
  expect(store.calls.filter(({ method }) => method !== "describe" && method !== "read")).toEqual([]);
});
