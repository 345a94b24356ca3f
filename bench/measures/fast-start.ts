import { join } from "node:path";

import { type App, bundle, type Place, type Program, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const PROGRAMS = ["bare", "confide", "confide-sync", "zod"] as const satisfies readonly Program[];

/** The recipe of docs/fast-start.md: one file, made by esbuild, under a compile cache. */
export async function fastStart(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const env = { NODE_COMPILE_CACHE: join(place.folder, "compile-cache") };
  const files = new Map<string, string>();
  for (const name of PROGRAMS) files.set(name, await fastProgram(place, name));
  for (const file of files.values()) runNode(place, file, env); // fills the cache
  const times = await takeTurns(
    PROGRAMS,
    rounds,
    (name) => runNode(place, files.get(name) ?? "", env).wallMs,
  );
  const bare = times.get("bare") ?? [];
  const over = (name: (typeof PROGRAMS)[number]) =>
    median((times.get(name) ?? []).map((time, index) => time - (bare[index] ?? NaN)));
  return [
    {
      measure: "fast start (bundled, compile cache), over bare node",
      goal: "≤ 25 ms",
      result: `${over("confide").toFixed(1)} ms, sync ${over("confide-sync").toFixed(1)} ms`,
      holds: over("confide") <= 25,
      peers: `zod ${over("zod").toFixed(1)} ms`,
    },
  ];
}

async function fastProgram(place: Place, name: Program): Promise<string> {
  const code = `import { load } from "./programs/${name}.ts"; await load();`;
  if (name === "bare") return program(place, "fast-bare", code);
  return bundle(place, `fast-${name}`, code);
}
