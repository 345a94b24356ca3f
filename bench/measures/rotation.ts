import { type App, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median } from "../statistics.ts";
import type { Row } from "../table.ts";

/** A key that is checked from the cache, against the bare comparison of two texts' bytes of the same length. */
export async function rotation(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const file = await program(place, "rotation-verify", VERIFYING);
  const ratios = Array.from({ length: rounds }, () => JSON.parse(runNode(place, file).output) as Ratios);
  const of = (name: keyof Ratios) => median(ratios.map((each) => each[name]));
  return [
    {
      measure: "a key verified from the cache × timingSafeEqual",
      goal: "≤ 5.0",
      result: `${of("one").toFixed(1)} (${of("ns").toFixed(0)} ns), with one in grace ${of("graced").toFixed(1)}`,
      holds: of("one") <= 5 && of("graced") <= 5,
      peers: `SHA-256 of both, then timingSafeEqual ${of("hashed").toFixed(1)}`,
    },
  ];
}

interface Ratios {
  readonly one: number;
  readonly graced: number;
  readonly hashed: number;
  readonly ns: number;
}

const VERIFYING = `
  import { createHash, timingSafeEqual } from "node:crypto";
  import { memoryStore } from "@confide/core/testing";
  import { keyVerifier, randomKey, rotate } from "@confide/rotation";
  import { loopTime } from "./loop.ts";
  const key = "k".repeat(43);
  const store = memoryStore({ one: key, graced: key });
  await rotate({ store, name: "graced", issuer: randomKey() });
  const [one, graced] = [keyVerifier(store, "one"), keyVerifier(store, "graced")];
  if (!(await one.verify(key)) || !(await graced.verify(key))) throw new Error("not verified");
  const [a, b] = [Buffer.from(key), Buffer.from(key)];
  const digest = (text) => createHash("sha256").update(text).digest();
  const bare = await loopTime(() => timingSafeEqual(a, b));
  const times = {
    one: await loopTime(() => one.verify(key)),
    graced: await loopTime(() => graced.verify(key)),
    hashed: await loopTime(() => timingSafeEqual(digest(key), digest(key))),
  };
  const ratios = Object.entries(times).map(([name, ms]) => [name, ms / bare]);
  console.log(JSON.stringify({ ...Object.fromEntries(ratios), ns: times.one * 1e6 }));
`;
