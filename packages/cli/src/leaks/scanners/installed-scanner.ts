import { existsSync } from "node:fs";
import { delimiter, resolve } from "node:path";

import type { Environment } from "../../project/git.ts";
import { says } from "../../project/git.ts";
import { detectSecrets } from "./detect-secrets.ts";
import { gitleaks } from "./gitleaks.ts";
import { kingfisher } from "./kingfisher.ts";
import type { PatternScanner } from "./pattern-scanner.ts";

/** The better one first. */
export const PATTERN_SCANNERS: readonly PatternScanner[] = [
  gitleaks("gitleaks"),
  gitleaks("betterleaks"),
  kingfisher,
  detectSecrets,
];

export interface InstalledScanner {
  readonly scanner: PatternScanner;
  readonly version: string;
}

/** The first that is installed, and can look where it has to. */
export async function installedScanner(
  folder: string,
  env: Environment,
  fits: (scanner: PatternScanner) => boolean,
): Promise<InstalledScanner | undefined> {
  for (const scanner of PATTERN_SCANNERS.filter(fits)) {
    if (!mayStart(scanner.name, folder, env)) continue;
    const said = await says(scanner.name, folder, env, scanner.versionArguments);
    if (said !== undefined) return { scanner, version: versionIn(said) };
  }
  return undefined;
}

/** Asked first, as it takes long to start a program that isn't there. */
function mayStart(program: string, folder: string, { PATH, PATHEXT }: Environment): boolean {
  // Windows has extensions, and looks in other places too.
  if (PATHEXT !== undefined || PATH === undefined) return true;
  return PATH.split(delimiter).some((each) => existsSync(resolve(folder, each, program)));
}

/** A foreign program's words are kept to a version's form. */
export function versionIn(text: string): string {
  return /\d+\.\d+(?:\.\d+)?(?:-[\w.]{1,20})?/.exec(text)?.[0] ?? "installed";
}
