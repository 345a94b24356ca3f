import { PATTERN_SCANNERS, versionIn } from "../leaks/scanners/installed-scanner.ts";
import { type Environment, says } from "../project/git.ts";
import type { CheckUp } from "./check-up.ts";

/** The scanners for secrets that are installed. */
export async function checkScanners(folder: string, env: Environment): Promise<CheckUp> {
  const found = await Promise.all(
    PATTERN_SCANNERS.map(
      async ({ name, versionArguments }) => [name, await says(name, folder, env, versionArguments)] as const,
    ),
  );
  const looks = found.flatMap(([name, text]) =>
    text === undefined ? [] : [{ area: "scanners", name, found: versionIn(text) } as const],
  );
  if (looks.length > 0) return { looks };
  const names = PATTERN_SCANNERS.map(({ name }) => name).join(", ");
  return {
    looks: [{ area: "scanners", name: "scanners", found: "none" }],
    warnings: [{ code: "no-scanner", message: `No scanner for secrets is installed (${names})` }],
  };
}
