import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const HOLDERS = {
  plain: `class Plain { #value; constructor(value) { this.#value = value; } reveal() { return this.#value; } }`,
  secret: `import { Secret as Plain } from "@confide/core";`,
  "secret that was listened to": `
    import { subscribe, unsubscribe } from "node:diagnostics_channel";
    import { Secret as Plain } from "@confide/core";
    const hear = () => {};
    subscribe("confide:reveal", hear);
    new Plain("x").reveal();
    unsubscribe("confide:reveal", hear);`,
} as const;

type Holder = keyof typeof HOLDERS;

/** What one reveal costs: of a private field with nothing around it, and of a Secret. */
export async function audit(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const files = new Map<Holder, string>();
  for (const [name, code] of Object.entries(HOLDERS) as [Holder, string][])
    files.set(name, await program(place, `reveal-${name.replaceAll(" ", "-")}`, code + LOOP));
  const names = Object.keys(HOLDERS) as Holder[];
  const times = await takeTurns(names, rounds, (name) => nanoseconds(place, files.get(name) ?? ""));
  const of = (name: Holder) => times.get(name) ?? [];
  // Of pairs that ran one after the other: what slows the machine slows both.
  const over = (name: Holder) => median(of(name).map((time, index) => time - (of("plain")[index] ?? NaN)));
  const written = nanoseconds(place, await program(place, "reveal-audit-file", WRITTEN));
  const more = over("secret");
  return [
    {
      measure: "a reveal with nobody listening, over a plain private field's getter",
      goal: "≤ 2 ns",
      result: `${more.toFixed(1)} ns, ${over("secret that was listened to").toFixed(1)} ns where somebody did before`,
      holds: more <= 2,
      peers: `the getter ${median(of("plain")).toFixed(1)} ns`,
    },
    {
      measure: "a reveal that an audit file writes down, what its caller waits",
      goal: "–",
      result: `${(written / 1_000).toFixed(1)} µs`,
    },
  ];
}

function nanoseconds(place: Place, file: string): number {
  return Number(runNode(place, file).output);
}

// Of many objects in turn, so that no compiler can take the call out of the loop.
const LOOP = `
  import { loopTime } from "./loop.ts";
  const holders = Array.from({ length: 64 }, (_, index) => new Plain("value " + index));
  let length = 0;
  const reveals = () => {
    let sum = 0;
    for (let index = 0; index < 1_000; index++) sum += holders[index & 63].reveal().length;
    length = sum;
  };
  const oneMs = (await loopTime(reveals)) / 1_000;
  if (length === 0) throw new Error("nothing was revealed");
  process.getBuiltinModule("node:fs").writeSync(1, String(oneMs * 1e6));
`;

// A hundred at a time, as a service may need to answer a request; what is written meanwhile is nobody's wait.
const WRITTEN = `
  import { setTimeout } from "node:timers/promises";
  import { auditFile, Secret } from "@confide/core";
  import { median } from "./statistics.ts";
  const holders = Array.from({ length: 100 }, (_, index) => new Secret("value " + index, "setting." + index));
  const times = [];
  await using file = auditFile("audit.log");
  for (let round = 0; round < 200; round++) {
    const startedAt = performance.now();
    for (const holder of holders) holder.reveal();
    times.push((performance.now() - startedAt) / holders.length);
    await setTimeout(5);
  }
  process.getBuiltinModule("node:fs").writeSync(1, String(median(times.slice(100)) * 1e6));
`;
