import { existsSync } from "node:fs";
import { join } from "node:path";

import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import { gitignoreText } from "../init/gitignore-text.ts";
import type { HookManager, HookSite } from "./hook-manager.ts";
import { gitleaksText, gitSecretsText, secretsBaseline } from "./scanner-config.ts";
import type { SecretPattern } from "./secret-patterns.ts";

/** All that an installation writes: the hooks, and what the scanners behind them go by. */
export function hooksPlan(
  manager: HookManager,
  site: HookSite,
  { patterns, gitSecrets }: { readonly patterns: readonly SecretPattern[]; readonly gitSecrets: boolean },
): readonly ProposedFile[] {
  const { root } = site.place;
  const [gitleaks, ignored, baseline] = [".gitleaks.toml", ".gitignore", ".secrets.baseline"].map((name) =>
    join(root, name),
  ) as [string, string, string];
  const hasBaseline = manager.name !== "pre-commit" || existsSync(baseline);
  return [
    ...manager.install(site),
    ...(patterns.length > 0 ? [{ path: gitleaks, text: gitleaksText(textOrNone(gitleaks), patterns) }] : []),
    ...(hasBaseline ? [] : [{ path: baseline, text: secretsBaseline() }]),
    ...(gitSecrets && patterns.length > 0
      ? [{ path: join(root, ".gitsecrets"), text: gitSecretsText(patterns) }]
      : []),
    { path: ignored, text: gitignoreText(textOrNone(ignored)) },
  ];
}
