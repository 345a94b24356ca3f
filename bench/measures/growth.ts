import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median } from "../statistics.ts";
import type { Row } from "../table.ts";

const ROUNDS = 5;

interface Times {
  readonly firstMs: number;
  readonly warmMs: number;
}

/** Linear is: what one more setting, or one more kilobyte, costs does not rise. Noise and caches are given a half. */
const MOST_RISE = 1.5;

export async function growth(app: App): Promise<readonly Row[]> {
  // All in `.env`: in the environment it is the operating system whose look-ups take longer the more names there are.
  const settings = await measured([50, 200, 2_000], (count) => app.place(count, { inEnv: "none" }));
  const kilobytes = await measured([1, 100, 1_000], (size) => app.place(50, { dotenvBytes: size * 1_000 }));
  return [
    growthRow("first load, 50 → 200 → 2 000 settings", "setting", settings, "firstMs"),
    growthRow("warm load, 50 → 200 → 2 000 settings", "setting", settings, "warmMs"),
    growthRow("warm load, .env of 1 → 100 → 1 000 KB", "KB", kilobytes, "warmMs"),
  ];
}

type Measured = readonly (readonly [size: number, times: Times])[];

async function measured(sizes: readonly number[], placeOf: (size: number) => Place): Promise<Measured> {
  return Promise.all(sizes.map(async (size) => [size, await timesOf(placeOf(size))] as const));
}

async function timesOf(place: Place): Promise<Times> {
  const file = await program(place, "growth", GROWTH);
  const runs = Array.from({ length: ROUNDS }, () => JSON.parse(runNode(place, file).output) as Times);
  return {
    firstMs: median(runs.map(({ firstMs }) => firstMs)),
    warmMs: median(runs.map(({ warmMs }) => warmMs)),
  };
}

const GROWTH = `
  import { loopTime } from "./loop.ts";
  import { load } from "./programs/confide-sync.ts";
  const startedAt = performance.now();
  load();
  const firstMs = performance.now() - startedAt;
  console.log(JSON.stringify({ firstMs, warmMs: await loopTime(load) }));
`;

function growthRow(measure: string, unit: string, times: Measured, what: keyof Times): Row {
  const costs = times.slice(1).map(([size, of], index) => {
    const [smaller, before] = times[index] ?? [0, of];
    return ((of[what] - before[what]) / (size - smaller)) * 1_000;
  });
  const rise = (costs.at(-1) ?? NaN) / (costs[0] ?? NaN);
  return {
    measure,
    goal: "linear",
    result: `${costs.map((cost) => cost.toFixed(1)).join(" → ")} µs a ${unit} more (× ${rise.toFixed(2)})`,
    holds: rise <= MOST_RISE,
    peers: times.map(([size, of]) => `${size}: ${of[what].toFixed(2)} ms`).join(", "),
  };
}
