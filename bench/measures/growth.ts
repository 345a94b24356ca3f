import { type App, type Place, type Program, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median } from "../statistics.ts";
import type { Row } from "../table.ts";

const ROUNDS = 5;

interface Times {
  readonly firstMs: number;
  readonly warmMs: number;
}

/**
 * Linear is: what one more setting costs does not rise. Ten times as many don't fit into the processor's caches, by which
 * it rises two- or threefold, zod's own part too; by a step that goes over all for each it would rise tenfold.
 */
const MOST_RISE = 3;

export async function growth(app: App): Promise<readonly Row[]> {
  // All in `.env`: in the environment it is the operating system whose look-ups take longer the more names there are.
  const places = [50, 200, 2_000].map((count) => [count, app.place(count, { inEnv: "none" })] as const);
  const files = [1, 100, 1_000].map((size) => [size, app.place(50, { dotenvBytes: size * 1_000 })] as const);
  const [settings, kilobytes] = [
    await measured(places, "confide-sync"),
    await measured(files, "confide-sync"),
  ];
  const [zodSettings, zodKilobytes] = [await measured(places, "zod"), await measured(files, "zod")];
  return [
    rowOf("first load of 50 → 200 → 2 000 settings", "setting", "firstMs", settings, zodSettings),
    rowOf("warm load of 50 → 200 → 2 000 settings", "setting", "warmMs", settings, zodSettings),
    rowOf("warm load of 1 → 100 → 1 000 KB .env", "KB", "warmMs", kilobytes, zodKilobytes),
  ];
}

type Measured = readonly (readonly [size: number, times: Times])[];

async function measured(
  places: readonly (readonly [size: number, place: Place])[],
  name: Program,
): Promise<Measured> {
  return Promise.all(places.map(async ([size, place]) => [size, await timesOf(place, name)] as const));
}

async function timesOf(place: Place, name: Program): Promise<Times> {
  const file = await program(place, `growth-${name}`, GROWTH.replace("NAME", name));
  const runs = Array.from({ length: ROUNDS }, () => JSON.parse(runNode(place, file).output) as Times);
  return {
    firstMs: median(runs.map(({ firstMs }) => firstMs)),
    warmMs: median(runs.map(({ warmMs }) => warmMs)),
  };
}

const GROWTH = `
  import { loopTime } from "./loop.ts";
  import { load } from "./programs/NAME.ts";
  const startedAt = performance.now();
  load();
  const firstMs = performance.now() - startedAt;
  console.log(JSON.stringify({ firstMs, warmMs: await loopTime(load) }));
`;

function rowOf(measure: string, unit: string, what: keyof Times, ours: Measured, zod: Measured): Row {
  return {
    measure,
    goal: "linear",
    result: `${textOf(costsOf(ours, what))} µs a ${unit} more`,
    holds: riseOf(costsOf(ours, what)) <= MOST_RISE,
    peers: `zod by hand ${textOf(costsOf(zod, what))}`,
  };
}

/** What one more has cost on the way to each size, in microseconds. */
function costsOf(times: Measured, what: keyof Times): readonly number[] {
  return times.slice(1).map(([size, of], index) => {
    const [smaller, before] = times[index] ?? [0, of];
    return ((of[what] - before[what]) / (size - smaller)) * 1_000;
  });
}

function textOf(costs: readonly number[]): string {
  return `${costs.map((cost) => cost.toFixed(1)).join(" → ")} (× ${riseOf(costs).toFixed(1)})`;
}

function riseOf(costs: readonly number[]): number {
  return (costs.at(-1) ?? NaN) / (costs[0] ?? NaN);
}
