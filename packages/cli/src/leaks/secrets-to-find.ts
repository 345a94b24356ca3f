import type { LoadedDefinition } from "../definition/load-definition.ts";
import { keepPlan, plannedSecrets } from "../plan/secret-plan.ts";
import { harmlessNames } from "../settings/harmless-names.ts";
import type { Terminal } from "../terminal.ts";
import { ownSecrets, type OwnSecrets } from "./own-secrets.ts";

interface SecretsToFind {
  /** The definition's. */
  readonly folder: string;
  readonly secrets: OwnSecrets;
}

interface SecretsAsked {
  readonly config: string | undefined;
  readonly allSources: boolean;
  /** Imports it. */
  readonly definition: () => Promise<LoadedDefinition>;
}

/** The definition's secrets. In most projects their names are kept by an earlier call: a hook is no place to wait for zod. */
export async function secretsToFind(
  terminal: Terminal,
  { config, allSources, definition }: SecretsAsked,
): Promise<SecretsToFind> {
  const isUsual = !allSources && config === undefined;
  const planned = isUsual ? await plannedSecrets(terminal) : undefined;
  if (planned !== undefined) {
    const { plan, secrets } = planned;
    return { folder: plan.folder, secrets: { secrets, failures: [], unasked: plan.unasked } };
  }
  const loaded = await definition();
  const found = await ownSecrets(loaded, allSources);
  const harmless = harmlessNames(loaded.definition, loaded.core);
  if (isUsual && found.failures.length === 0)
    await keepPlan(loaded, found.secrets, { harmless, env: terminal.env });
  return { folder: loaded.folder, secrets: found };
}
