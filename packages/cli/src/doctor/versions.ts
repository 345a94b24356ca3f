import type { ProjectFacts } from "../project/project.ts";
import type { CheckUp } from "./check-up.ts";
import { installedIn } from "./installed.ts";

const OLDEST = { node: [22, 12], typescript: [5, 9] } as const;

/** Node's version, as `process.versions.node` has it. */
export function checkNode(version: string): CheckUp {
  const looks = [{ area: "node", name: "Node.js", found: version }] as const;
  if (isAtLeast(version, OLDEST.node)) return { looks };
  const message = `Node.js ${version} is older than confide needs: ${OLDEST.node.join(".")}`;
  return { looks, problems: [{ code: "node-too-old", message, fix: "install Node.js 24 or newer" }] };
}

export function checkTypeScript({ folder, typescript, packageManager }: ProjectFacts): CheckUp {
  if (!typescript) return { looks: [] };
  const found = installedIn(folder, "typescript");
  const looks = [
    { area: "typescript", name: "TypeScript", found: found?.version ?? "not installed" },
  ] as const;
  if (found === undefined || isAtLeast(found.version, OLDEST.typescript)) return { looks };
  const message = `TypeScript ${found.version} can't read confide's types, which take 5.9 or newer`;
  const fix = packageManager.install(["typescript@latest"], "development");
  return { looks, problems: [{ code: "typescript-too-old", message, fix }] };
}

export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [found = 0, below = 0] = version.split(".").map(Number);
  return found > major || (found === major && below >= minor);
}
