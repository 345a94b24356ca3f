import { type Environment, says } from "../project/git.ts";
import type { CheckUp } from "./check-up.ts";

const SCANNERS: readonly (readonly [name: string, parameter: string])[] = [
  ["gitleaks", "version"],
  ["betterleaks", "version"],
  ["kingfisher", "--version"],
  ["detect-secrets", "--version"],
];

/** The scanners for secrets that are installed. */
export async function checkScanners(folder: string, env: Environment): Promise<CheckUp> {
  const found = await Promise.all(
    SCANNERS.map(async ([name, parameter]) => [name, await says(name, folder, env, [parameter])] as const),
  );
  const looks = found.flatMap(([name, text]) =>
    text === undefined ? [] : [{ area: "scanners", name, found: versionIn(text) } as const],
  );
  if (looks.length > 0) return { looks };
  const names = SCANNERS.map(([name]) => name).join(", ");
  return {
    looks: [{ area: "scanners", name: "scanners", found: "none" }],
    warnings: [{ code: "no-scanner", message: `No scanner for secrets is installed (${names})` }],
  };
}

/** A foreign program's words are kept to a version's form. */
function versionIn(text: string): string {
  return /\d+\.\d+(?:\.\d+)?(?:-[\w.]{1,20})?/.exec(text)?.[0] ?? "installed";
}
