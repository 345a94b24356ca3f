import { globSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

import type { App } from "../app.ts";
import type { Row } from "../table.ts";

const GOAL = 200_000;

/** What an installation writes to the disk, without zod. */
export function size(app: App): readonly Row[] {
  const total = sizeWithDependencies(app.core);
  return [
    {
      measure: "core with its dependencies, unpacked, without zod",
      goal: `≤ ${GOAL / 1_000} KB`,
      result: kilobytes(total),
      holds: total <= GOAL,
      peers: ["@t3-oss/env-core", "zod-config", "varlock", "effect"]
        .map((name) => `${name} ${kilobytes(sizeWithDependencies(join(app.folder, "node_modules", name)))}`)
        .join(", "),
    },
  ];
}

function sizeWithDependencies(link: string, seen = new Set<string>()): number {
  const folder = realpathSync(link);
  if (seen.has(folder)) return 0;
  seen.add(folder);
  const { name = "", dependencies = {} } = manifestOf(folder);
  const modules = folder.slice(0, -name.length);
  const needed = Object.keys(dependencies).map((each) => sizeWithDependencies(join(modules, each), seen));
  return needed.reduce((sum, bytes) => sum + bytes, sizeOf(folder));
}

function manifestOf(folder: string): {
  readonly name?: string;
  readonly dependencies?: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof manifestOf>;
}

function sizeOf(folder: string): number {
  return globSync("**/*", { cwd: folder, withFileTypes: true, exclude: ["node_modules"] })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    .reduce((sum, bytes) => sum + bytes, 0);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000)} KB`;
}
