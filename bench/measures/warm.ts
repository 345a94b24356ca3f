import { type App, type Place, type Program, program } from "../app.ts";
import { runNode, verify } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const PROGRAMS = [
  "zod",
  "confide",
  "confide-sync",
  "t3-env-again",
  "zod-config",
  "effect",
  "varlock",
] as const satisfies readonly Program[];

/**
 * A load in a process that has loaded before: the file and the environment are read again, and one variable is another
 * each time, so that nothing of the load before can be used again.
 */
export async function warm(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const files = new Map<Program, string>();
  for (const name of PROGRAMS) {
    await verify(place, name);
    files.set(name, await program(place, `loop-${name}`, LOOP.replace("NAME", name)));
  }
  const times = await takeTurns(PROGRAMS, rounds, (name) => loopMs(place, files.get(name) ?? ""));
  const of = (name: (typeof PROGRAMS)[number]) => times.get(name) ?? [];
  const relative = (name: (typeof PROGRAMS)[number]) =>
    `${ratio(of(name), of("zod")).toFixed(2)} (${(median(of(name)) * 1000).toFixed(0)} µs)`;
  const others = PROGRAMS.filter((name) => !name.startsWith("confide"));
  return [
    {
      measure: "load again, one of 50 settings changed, × zod by hand",
      goal: "sync ≤ 0.9, async ≤ 1.1",
      result: `sync ${relative("confide-sync")}, async ${relative("confide")}`,
      holds: ratio(of("confide-sync"), of("zod")) <= 0.9 && ratio(of("confide"), of("zod")) <= 1.1,
      peers: others.map((name) => `${name.replace("-again", "")} ${relative(name)}`).join(", "),
    },
  ];
}

/** Milliseconds a load: the median of many short stretches. */
function loopMs(place: Place, file: string): number {
  return Number(runNode(place, file).output);
}

const LOOP = `
  import { loopTime } from "./loop.ts";
  import { load } from "./programs/NAME.ts";
  let loads = 0;
  const change = () => {
    process.env.DATABASE_HOST = "host-" + (loads++ % 10);
    return load();
  };
  process.getBuiltinModule("node:fs").writeSync(1, String(await loopTime(change)));
`;
