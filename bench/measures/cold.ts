import { type App, type Program, program } from "../app.ts";
import { runNode, verify } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const PROGRAMS = [
  "bare",
  "t3-env",
  "confide",
  "confide-sync",
  "zod",
  "zod-config",
  "varlock",
  "effect",
] as const satisfies readonly Program[];

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A process that loads 50 settings and ends. */
export async function cold(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const files = new Map<Program, string>();
  for (const name of PROGRAMS) {
    if (name !== "bare") await verify(place, name);
    files.set(name, await program(place, name, COLD.replace("NAME", name)));
  }
  const costs = await takeTurns(PROGRAMS, rounds, (name): Cost => {
    const { wallMs, output } = runNode(place, files.get(name) ?? "");
    return { wallMs, cpuMs: Number(output) / 1000 };
  });
  const of = (name: Program, what: keyof Cost) => (costs.get(name as "bare") ?? []).map((cost) => cost[what]);
  return [rowOf("wall", "wallMs", of), rowOf("CPU", "cpuMs", of)];
}

/** What a process has used by its own count; what it takes to end is the same for all. */
const COLD = `
  import { load } from "./programs/NAME.ts";
  await load();
  const { user, system } = process.cpuUsage();
  process.getBuiltinModule("node:fs").writeSync(1, String(user + system));
`;

function rowOf(what: string, unit: keyof Cost, of: (name: Program, what: keyof Cost) => number[]): Row {
  const t3 = of("t3-env", unit);
  const relative = (name: Program) =>
    `${ratio(of(name, unit), t3).toFixed(2)} (${median(of(name, unit)).toFixed(0)} ms)`;
  const others = PROGRAMS.filter((name) => !name.startsWith("confide"));
  return {
    measure: `cold start, 50 settings, ${what} × t3-env + dotenv`,
    goal: "≤ 1.08",
    result: `${relative("confide")}, sync ${relative("confide-sync")}`,
    holds: ratio(of("confide", unit), t3) <= 1.08,
    peers: others.map((name) => `${name} ${relative(name)}`).join(", "),
  };
}
