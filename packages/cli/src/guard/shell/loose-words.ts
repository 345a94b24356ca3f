import { resolve } from "node:path";

import type { ProjectSecrets } from "../project-secrets.ts";
import { refusedEnvironment, refusedFile, refusedVariable } from "../refusals.ts";
import { whySecret } from "../secret-file.ts";
import type { Refusal } from "../tool-call.ts";

/** A script of PowerShell, or one that can't be parsed, by its words. */
export function looseRefusal(script: string, secrets: ProjectSecrets, cwd: string): Refusal | undefined {
  for (const [word] of script.matchAll(/[^\s'"`;|&(){}<>,=[\]]+/g)) {
    const why = whySecret(resolve(cwd, word), secrets);
    if (why !== undefined) return refusedFile(word, why);
  }
  if (secrets.variables.size === 0) return undefined;
  const named = [
    ...script.matchAll(/\$(?:\{?env:|[{(]|env\()?(\w+)|(?:GetEnvironmentVariable|getenv)\(["'](\w+)/gi),
  ].map(([, variable, argument]) => variable ?? argument ?? "");
  if (named.some((name) => secrets.variables.has(name))) return refusedVariable();
  const isWhole =
    /\b(?:dir|ls|gci|get-childitem|get-item|gi)\s+env:|GetEnvironmentVariables|^\s*(?:set|env|printenv)\s*$/im;
  return isWhole.test(script) ? refusedEnvironment() : undefined;
}
