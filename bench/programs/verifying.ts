import { createHash, timingSafeEqual } from "node:crypto";

import { memoryStore } from "@confide/core/testing";
import { keyVerifier, randomKey, rotate } from "@confide/rotation";

import { loopTime } from "../loop.ts";

const ROUNDS = 4;
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** How long a verification from the cache takes, and what else one could do, in multiples of the bare comparison. */
export async function verifying() {
  const key = "k".repeat(43);
  const store = memoryStore({ one: key, graced: key });
  await rotate({ store, name: "graced", issuer: randomKey() });
  const [one, graced] = [keyVerifier({ store, name: "one" }), keyVerifier({ store, name: "graced" })];
  if (!(await one.verify(key)) || !(await graced.verify(key))) throw new Error("not verified");
  const [a, b] = [Buffer.from(key), Buffer.from(key)];
  const times = await inTurns({
    bare: () => timingSafeEqual(a, b),
    one: () => one.verify(key),
    graced: () => graced.verify(key),
    hashed: () => timingSafeEqual(digest(key), digest(key)),
  });
  const { bare = 1, one: oneMs = 0, graced: gracedMs = 0, hashed = 0 } = times;
  return { one: oneMs / bare, graced: gracedMs / bare, hashed: hashed / bare, ns: oneMs * 1e6 };
}

export type Verifying = Awaited<ReturnType<typeof verifying>>;

/** The best of several rounds, as the compiler goes on learning from each; the first doesn't count. */
async function inTurns(calls: Readonly<Record<string, () => unknown>>): Promise<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, call] of Object.entries(calls)) {
      const ms = await loopTime(call);
      if (round > 0) best[name] = Math.min(best[name] ?? Infinity, ms);
    }
  return best;
}
