import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { App } from "../app.ts";
import { runNode } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const PROGRAMS = {
  require: ["require.cjs", `require("@confide/core"); require("zod");`],
  import: ["import.mjs", `import "@confide/core"; import "zod";`],
} as const;

/** A CommonJS program has one copy of zod, and core costs it no more than an ES module. */
export async function commonJs(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(1);
  const files = new Map(
    Object.entries(PROGRAMS).map(([name, [file, code]]) => {
      const path = join(place.folder, file);
      writeFileSync(path, code);
      return [name, path];
    }),
  );
  for (const file of files.values()) runNode(place, file); // the file cache's first time
  const names = ["require", "import"] as const;
  const times = await takeTurns(names, rounds, (name) => runNode(place, files.get(name) ?? "").wallMs);
  const of = (name: (typeof names)[number]) => times.get(name) ?? [];
  const found = ratio(of("require"), of("import"));
  return [
    {
      measure: "require() of core and zod × the same by import",
      goal: "≤ 1.05",
      result: `${found.toFixed(2)} (${median(of("require")).toFixed(0)} ms)`,
      holds: found <= 1.05,
      peers: `import ${median(of("import")).toFixed(0)} ms`,
    },
  ];
}
